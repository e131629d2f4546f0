"""The customer call: its card as the call stands, and what is said of what became of it."""

from datetime import date
from uuid import UUID

from bot.domain.calls import CALL_SETTLED, ENDED, HEARD, LENGTHS, MOST_TRIES, Call, Frame, next_try_on
from bot.domain.conversation import STOPPED, Conversation, Status
from bot.domain.guides import View
from bot.domain.message import Block, Message
from bot.messages import ids
from bot.messages.blocks import actions, button, section, static_select, users_select
from bot.messages.prompts import customer, label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence

LEADER_BLOCK = "leads_call:"


@of_the_thread
def call_card(talk: Talk, conversation: Conversation, frame: Frame, state: Call) -> Message:
    """The customer call, addressed to whoever leads it; once it is settled, what became of it.

    While the talk has stopped it offers only what can be done all the same.

    `state` is how far it got; a customer may have to be left in peace whatever this talk knows of it.
    """
    if state in CALL_SETTLED:
        return _settled(talk, conversation, state)
    if conversation.status in STOPPED:
        return one_sentence("call/stopped", talk, status=conversation.status)
    call = conversation.customer_call
    text = render(
        "call/card",
        deal=talk.deal,
        rep=mention(talk.rep),
        caller=talk.caller,
        won=talk.won,
        state=state,
        first_on=frame.first_try_on,
        tries=call.tries,
        most=MOST_TRIES,
        next_on=next_try_on(call),
        planned_on=call.planned_on,
    )
    listed = _questions(talk, conversation, frame.minutes)
    rows = (_before(talk.id, frame.minutes), call_buttons(talk.id), _around(talk.id, frame.minutes))
    return Message(f"{text}\n{listed}", (section(text), section(listed), *rows))


@of_the_thread
def not_needed(talk: Talk) -> Message:
    """The call card of a talk that became short."""
    return one_sentence("call/not_needed", talk)


@of_the_thread
def our_view_done(talk: Talk) -> Message:
    """Our questions are answered; the customer's wait for the call."""
    text = render("retrospective/our_view_done", deal=talk.deal, caller=talk.caller)
    wrap_up = button(label("buttons.wrap_up"), ids.WRAP_UP, str(talk.id))
    return Message(text, (section(text), call_buttons(talk.id), actions(wrap_up)))


def call_buttons(retrospective_id: UUID) -> Block:
    """What may become of a call."""
    value = str(retrospective_id)
    return actions(
        button(label("buttons.capture"), ids.CAPTURE, value, style="primary"),
        button(label("buttons.walk_through"), ids.WALK_THROUGH, value),
        button(label("buttons.wrote_back"), ids.WROTE_BACK, value),
        button(label("buttons.declined"), ids.DECLINED, value),
        button(label("buttons.no_answer"), ids.NO_ANSWER, value),
    )


@of_the_thread
def tried(talk: Talk, tries: int, next_on: date | None) -> Message:
    return one_sentence("call/tried", talk, tries=tries, most=MOST_TRIES, next_on=next_on)


def tried_today(talk: Talk, tries: int, next_on: date | None) -> Message:
    """Tell whoever pressed again, in private, that today's try is noted already."""
    return one_sentence("call/tried_today", talk, tries=tries, most=MOST_TRIES, next_on=next_on)


@of_the_thread
def silent(talk: Talk) -> Message:
    return one_sentence("call/silent", talk)


@of_the_thread
def declined(talk: Talk) -> Message:
    return one_sentence("call/declined", talk)


@of_the_thread
def day_of_call(talk: Talk) -> Message:
    """In the morning of the day, to whoever leads."""
    text = render("call/day", deal=talk.deal, caller=talk.caller)
    return Message(text, (section(text), call_buttons(talk.id)))


@of_the_thread
def led_by(talk: Talk) -> Message:
    """Greet whoever leads the call from now on."""
    return one_sentence("call/led_by", talk, caller=talk.caller)


def unchanged(talk: Talk, *, is_deleted: bool = False) -> Message:
    """Tell whoever edited or deleted what a reply had said of the call, in private, that more was said of it since."""
    return one_sentence("call/unchanged", talk, is_deleted=is_deleted)


def overtaken(talk: Talk, *, has_words: bool) -> Message:
    """Tell whoever edited what a reply had said of the call, in private, that the round of `talk` has begun since.

    `has_words`: the reply says something still, which is noted nowhere.
    """
    return one_sentence("call/overtaken", talk, number=talk.round, has_words=has_words)


def at_rest(talk: Talk) -> Message:
    """Tell whoever said something of the call while the talk rested, in private, that it was not noted."""
    return one_sentence("call/at_rest", talk)


@of_the_thread
def unsaid(talk: Talk) -> Message:
    """In place of what a reply had said of the call: it says so no more."""
    return one_sentence("call/unsaid", talk)


def led_by_another(talk: Talk) -> Message:
    """Tell whoever typed what became of the call, in private, that somebody else leads it."""
    return one_sentence("call/led_by_another", talk, caller=talk.caller or mention(talk.rep))


@of_the_thread
def must_not_contact(talk: Talk, by: str) -> Message:
    """`by`: the Slack id of whoever said so."""
    return one_sentence("call/must_not_contact", talk, by=mention(by))


@of_the_thread
def may_contact(talk: Talk, by: str) -> Message:
    """`by`: the Slack id of whoever said so."""
    return one_sentence("call/may_contact", talk, by=mention(by))


@of_the_thread
def captured(talk: Talk, count: int) -> Message:
    return one_sentence("call/captured", talk, count=count)


def _questions(talk: Talk, conversation: Conversation, minutes: int) -> str:
    """What fits the call, in order; in the longest there is time to dig deeper."""
    name, is_long = customer(talk.deal), minutes == max(LENGTHS)
    fitting = conversation.guide.fitting(minutes)
    asks = [(question.wording(name), question.nudge if is_long else "") for question in fitting]
    return render("call/questions", asks=asks)


def _before(retrospective_id: UUID, minutes: int) -> Block:
    """What is done before the call; the note asks for as many minutes as it may take."""
    value = str(retrospective_id)
    return actions(
        button(labels()["draft_note"][str(minutes)], ids.DRAFT_NOTE, value),
        button(label("buttons.plan"), ids.PLAN, value),
    )


def _around(retrospective_id: UUID, minutes: int) -> Block:
    """How long it may take, who leads it, and whether there should be one at all."""
    choices = {f"{retrospective_id}:{length}": labels()["call_lengths"][str(length)] for length in LENGTHS}
    chosen = f"{retrospective_id}:{minutes}"
    row = actions(
        static_select(label("places.call_length"), ids.CALL_LENGTH, choices, chosen),
        users_select(label("places.leads_call"), ids.CHOOSE_LEADER),
        button(label("buttons.must_not"), ids.MUST_NOT, str(retrospective_id), style="danger"),
    )
    return {**row, "block_id": f"{LEADER_BLOCK}{retrospective_id}"}


def _settled(talk: Talk, conversation: Conversation, state: Call) -> Message:
    text = render("call/settled", deal=talk.deal, state=state)
    offered = _after_all if conversation.status not in STOPPED else _at_any_time
    buttons = offered(talk.id, conversation, state)
    return Message(text, (section(text), *([actions(*buttons)] if buttons else [])))


def _after_all(retrospective_id: UUID, conversation: Conversation, state: Call) -> list[Block]:
    """No state is a trap: more may be said, the customer may write, and a slip of the finger is taken back."""
    value = str(retrospective_id)
    buttons = [button(label("buttons.capture"), ids.CAPTURE, value)] if state in HEARD else []
    if state in ENDED:
        buttons.append(button(label("buttons.wrote_back"), ids.WROTE_BACK, value))
    if state is not Call.MUST_NOT and not conversation.said(View.CUSTOMERS):
        buttons.append(button(label("buttons.call_open"), ids.CALL_OPEN, value))
    return buttons + _at_any_time(retrospective_id, conversation, state)


def _at_any_time(retrospective_id: UUID, conversation: Conversation, state: Call) -> list[Block]:
    """What also holds once the talk is over: who may be contacted, and what may be quoted."""
    value = str(retrospective_id)
    buttons = [button(label("buttons.may_contact"), ids.MAY_CONTACT, value)] if state is Call.MUST_NOT else []
    if conversation.said(View.CUSTOMERS) and conversation.status is not Status.SKIPPED:
        buttons.append(button(label("buttons.permissions"), ids.PERMIT, value))
    return buttons
