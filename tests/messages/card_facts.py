"""The card of a talk, whatever became of it, and what closes the talk with a summary."""

from dataclasses import replace

from bot.domain.calls import Call
from bot.domain.conversation import STOPPED, Status
from bot.domain.deals import Outcome
from bot.domain.influence import Influence, Role, Spoke
from bot.domain.message import Message
from bot.domain.reasons import TABLE_STAKES, Reason
from bot.domain.rules import Why
from bot.domain.skips import SkipReason
from bot.domain.success_notes import SuccessNote
from bot.domain.wrap_ups import WrapUp
from bot.messages import layers, skips, success_notes, summaries
from bot.messages import retrospectives as cards
from tests.messages.facts import ANA, KIM, PRIYA, Facts, called, conversation, standing, talk, witnessed, wrap_up

WHY_FULL = (Why.ORDINARY, Why.BY_HAND, Why.FIRST_THIS_QUARTER, Why.CHOSEN)
WHY_SHORT = (
    Why.OWNER_GONE,
    Why.CEILING,
    Why.SMALL,
    Why.QUICK,
    Why.PIPELINE,
    Why.SEGMENT,
    Why.BUNDLE,
    Why.SAMPLE,
    Why.CHOSEN,
)


def roots(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """The card that opens the talk, in each state."""
    pair, alone, again = talk(facts, outcome), talk(facts, outcome, None), talk(facts, outcome, number=2)
    sensitive = replace(pair, is_sensitive=True)
    return {
        **{
            f"root {status}": cards.root(pair, standing(outcome, status))
            for status in Status
            if status is not Status.HELD
        },
        **{f"root full {why}": cards.root(replace(pair, why=why), standing(outcome)) for why in WHY_FULL},
        **{
            f"root short {why}": cards.root(replace(pair, why=why), standing(outcome, is_short=True))
            for why in WHY_SHORT
        },
        **{
            f"root skipped {why}": cards.root(pair, replace(standing(outcome, Status.SKIPPED), because=why))
            for why in SkipReason
        },
        "root alone": cards.root(alone, standing(outcome, Status.DONE)),
        "root paused and gone": cards.root(replace(pair, is_gone=True), standing(outcome, Status.PAUSED)),
        "root midway": cards.root(replace(pair, outcome=Outcome.OPEN), standing(Outcome.OPEN)),
        "root again": cards.root(again, standing(outcome)),
        "root of another by now": cards.root(replace(pair, owner=facts.deal.name), standing(outcome)),
        "root sensitive": cards.root(sensitive, standing(outcome)),
        "root sensitive done": cards.root(sensitive, standing(outcome, Status.DONE)),
    }


def turns(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """What is said when the talk is put off, moves elsewhere or comes back."""
    pair, alone, again = talk(facts, outcome), talk(facts, outcome, None), talk(facts, outcome, number=2)
    return {
        **{f"skipped {why}": skips.skipped(pair, why) for why in (None, *SkipReason)},
        **{
            f"paused {how}": cards.paused(talk(replace(facts, deal=replace(facts.deal, outcome=how))))
            for how in Outcome
        },
        "paused and gone": cards.paused(replace(pair, is_gone=True)),
        "closed after a look midway": cards.closed_again(replace(again, is_first_end=True)),
        "closed again": cards.closed_again(again),
        "moved": cards.moved_root(pair),
        "choose manager": cards.choose_manager(alone),
        "manager chosen": cards.manager_chosen(pair),
        "questions wait": cards.questions_wait(pair),
        "overheard": cards.overheard(pair),
    }


def closings(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """What is asked for and said when both views are told."""
    pair, told = talk(facts, outcome), conversation(facts.words, outcome)
    return {
        **{f"wrap-up {call}": cards.wrap_up(pair, called(standing(outcome), call)) for call in Call},
        **{
            f"{was} over {status}": cards.step_over(pair, was, status)
            for was in (Status.OPEN, Status.CUSTOMERS_VIEW, Status.WRAP_UP)
            for status in STOPPED
        },
        **{f"reminder over {status}": cards.reminder_over(pair, status) for status in STOPPED},
        **{f"below {one}": layers.below(pair, one) for one in TABLE_STAKES},
        **{f"found below {one}": layers.found_below(pair, Reason.PRICE, one) for one in (None, Reason.ACCESS)},
        "wrap-up both": cards.wrap_up(pair, told),
        "success note": success_notes.note(pair, SuccessNote(facts.words, facts.words, "")),
        "summary": summaries.summary(
            pair, told, wrap_up(facts.words), ANA, Influence(facts.words, Role.FINANCE, Spoke.NO)
        ),
        "summary of witnesses": summaries.summary(pair, witnessed(told), WrapUp(facts.words), None, None, {KIM: PRIYA}),
        "summary bare": summaries.summary(
            pair, conversation(facts.words, outcome, customers=False), WrapUp(facts.words), None, None
        ),
    }
