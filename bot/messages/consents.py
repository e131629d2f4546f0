"""The question about the loss of the week, to the rep."""

from bot.domain.message import Block, Message
from bot.domain.wrap_ups import Consent
from bot.messages import ids
from bot.messages.blocks import actions, button, divider, section
from bot.messages.prompts import label, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence


@of_the_thread
def question(
    talk: Talk, announcement: str, more: Message, mark: str, *, is_told: bool, amounts: tuple[str, ...] = ()
) -> Message:
    """Ask the rep, with the exact text first, and what stands behind `Tell me more`.

    `mark` stands for this text; `is_told`: the team has read another one. `amounts`: what the lesson tells of the
    deal's amount, though the workspace shows none.
    """
    warning = [render("retrospective/consent_amount", amounts=amounts)] if amounts else []
    change = [button(label("buttons.change_wrap_up"), ids.CHANGE_WRAP_UP, str(talk.id))] if amounts else []
    text = render("retrospective/consent", deal=talk.deal, rep=mention(talk.rep), told=is_told)
    value = f"{talk.id}:{mark}"
    buttons = actions(
        *change,
        button(label("buttons.consent_name"), ids.CONSENT_NAME, value),
        button(label("buttons.consent_no_name"), ids.CONSENT_NO_NAME, value),
        button(label("buttons.take_down" if is_told else "buttons.consent_no"), ids.CONSENT_NO, value),
    )
    told = (section(announcement), *more.blocks)
    blocks = (section(text), divider(), *told, divider(), *map(section, warning), buttons)
    return Message("\n".join((text, announcement, more.text, *warning)), blocks)


@of_the_thread
def asked_anew(talk: Talk) -> Message:
    """The place of a question whose text has changed since it was answered."""
    return one_sentence("retrospective/consent_anew", talk)


@of_the_thread
def agreed_already(talk: Talk) -> Message:
    """The place of a question about a text that was changed back to the one that was agreed to."""
    return one_sentence("retrospective/consent_stands", talk)


def thanks(talk: Talk, choice: Consent, mark: str, *, earlier: Consent | None, is_told: bool) -> Message:
    """Thank the rep, in private. `is_told`: the team has read it, and the post follows.

    A button undoes what they said: a yes, or a no after an `earlier` yes. `mark` stands for the text they spoke of.
    """
    text = render("retrospective/consent_thanks", deal=talk.deal, choice=choice, told=is_told)
    undo = _undo(f"{talk.id}:{mark}", choice, earlier, is_told=is_told)
    return Message(text, (section(text), *([actions(undo)] if undo else [])))


def _undo(value: str, choice: Consent, earlier: Consent | None, *, is_told: bool) -> Block | None:
    if choice is not Consent.NO:
        return button(label("buttons.take_down" if is_told else "buttons.take_yes_back"), ids.CONSENT_NO, value)
    if earlier in (Consent.NAME, Consent.NO_NAME):
        is_named = earlier is Consent.NAME
        again = ids.CONSENT_NAME if is_named else ids.CONSENT_NO_NAME
        return button(label("buttons.tell_after_all"), again, value)
    return None
