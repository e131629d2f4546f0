"""A lesson on trial: where it could help now, whether it did, and the thanks to whoever gave it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from bot.domain.deals import Outcome
from bot.domain.message import Block, Message
from bot.domain.trials import Result
from bot.messages import ids
from bot.messages.blocks import actions, button, section, static_select
from bot.messages.prompts import label, labels, mention, render
from bot.messages.talks import Talk, of_the_thread, one_sentence

ANSWERS = {
    Result.HELPED: ids.LESSON_HELPED,
    Result.DID_NOT: ids.LESSON_DID_NOT,
    Result.TOO_EARLY: ids.LESSON_TOO_EARLY,
}


@of_the_thread
def where(talk: Talk, choices: Mapping[str, str]) -> Message:
    """Ask the rep for one of their open deals; `choices` are what the menu sends → the deal's name."""
    text = render("retrospective/where_now", deal=talk.deal, rep=mention(talk.rep))
    return Message(text, (section(text), actions(static_select(label("places.open_deal"), ids.TRY_LESSON, choices))))


@of_the_thread
def tried(talk: Talk, deal_name: str) -> Message:
    """The same once a deal was chosen."""
    return one_sentence("retrospective/tried_on", talk, rep=mention(talk.rep), on=deal_name)


def did_it_help(deal_name: str, taught_on: str, lesson: str, trial_id: UUID) -> Message:
    """Ask whoever tried a lesson of the deal `taught_on`, on `deal_name`, whether it helped."""
    text = render("trials/did_it_help", deal_name=deal_name, taught_on=taught_on, lesson=lesson)
    return Message(text, (section(text), _choices(ANSWERS, trial_id)))


def noted(deal_name: str, taught_on: str, result: Result, trial_id: UUID) -> Message:
    """The same once it is answered; the other answers stay, for a change of mind."""
    text = render("trials/noted", deal_name=deal_name, taught_on=taught_on, result=result)
    return Message(text, (section(text), _choices((other for other in ANSWERS if other is not result), trial_id)))


def withdrawn(deal_name: str) -> Message:
    """The place of a question about a lesson that they may not read any more."""
    text = render("trials/withdrawn", deal_name=deal_name)
    return Message(text, (section(text),))


def thanks(deal_name: str, taught_on: str, outcome: Outcome | None, result: Result) -> Message:
    """Tell whoever gave the lesson of `taught_on` how `deal_name` ended. None: a deal that no CRM tells of.

    Of the results they hear only that it helped: there may be but one colleague who could have said that it did not.
    """
    text = render("trials/thanks", deal_name=deal_name, taught_on=taught_on, outcome=outcome, result=result)
    return Message(text, (section(text),))


def _choices(results: Iterable[Result], trial_id: UUID) -> Block:
    texts = labels()["trial_results"]
    return actions(*(button(texts[result], ANSWERS[result], str(trial_id)) for result in results))
