"""Everything that is said about the call with the customer, as messages by name."""

from dataclasses import replace

from bot.domain.calls import LENGTHS, Call, Frame
from bot.domain.conversation import STOPPED, Quotable
from bot.domain.deals import Outcome
from bot.domain.message import Message
from bot.domain.permissions import EACH
from bot.messages import afterwards, calls, plans
from tests.messages.facts import ANA, MONDAY, PRIYA, Facts, called, conversation, standing, talk


def of_the_call(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """The card, the day, who calls, and what comes after."""
    return (
        call_cards(facts, outcome)
        | before_the_call(facts, outcome)
        | calling(facts, outcome)
        | after_the_call(facts, outcome)
    )


def call_cards(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """The call card as the call stands, for each length, and for one alone."""
    pair, alone = talk(facts, outcome), talk(facts, outcome, None)
    day, waiting = MONDAY.date(), standing(outcome)
    return (
        {f"call {state}": calls.call_card(pair, called(waiting, state), Frame(10, day), state) for state in Call}
        | {f"call {minutes}": calls.call_card(pair, waiting, Frame(minutes, day), Call.NONE) for minutes in LENGTHS}
        | {
            f"call {state} {status}": calls.call_card(
                pair, replace(called(waiting, state), status=status), Frame(10, day), state
            )
            for state in (Call.PLANNED, Call.DECLINED, Call.MUST_NOT)
            for status in STOPPED
        }
        | {"call alone": calls.call_card(alone, waiting, Frame(10, day), Call.NONE)}
    )


def before_the_call(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """How the talk comes to the call, whether there is one, and on which day."""
    pair, alone = talk(facts, outcome), talk(facts, outcome, None)
    return {
        "our view done": calls.our_view_done(pair),
        "our view done alone": calls.our_view_done(alone),
        "call not needed": calls.not_needed(pair),
        "must not contact": calls.must_not_contact(pair, PRIYA),
        "may contact": calls.may_contact(pair, ANA),
        "planned": plans.planned(pair, MONDAY.date(), is_reminded=True),
        "planned alone": plans.planned(alone, MONDAY.date(), is_reminded=True),
        "planned for today": plans.planned(pair, MONDAY.date(), is_reminded=False),
        "call unchanged by an edit": calls.unchanged(pair),
        "call unchanged by a deletion": calls.unchanged(pair, is_deleted=True),
        "call overtaken": calls.overtaken(replace(pair, round=2), has_words=True),
        "call overtaken by a first round": calls.overtaken(replace(pair, round=1), has_words=True),
        "call overtaken, emptied": calls.overtaken(pair, has_words=False),
        "call word at rest": calls.at_rest(pair),
        "call unsaid": calls.unsaid(pair),
        "call on an odd day": plans.odd_day(pair),
    }


def calling(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """The day itself: who calls, who was not reached, what came of it."""
    pair, alone = talk(facts, outcome), talk(facts, outcome, None)
    return {
        "led by": calls.led_by(replace(pair, lead=ANA)),
        "led by another": calls.led_by_another(pair),
        "led by the rep": calls.led_by_another(alone),
        "day of the call": calls.day_of_call(pair),
        "day of the call alone": calls.day_of_call(alone),
        "tried": calls.tried(pair, 2, MONDAY.date()),
        "tried today": calls.tried_today(pair, 2, MONDAY.date()),
        "declined": calls.declined(pair),
        "captured": calls.captured(pair, 5),
    }


def after_the_call(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """What is asked and said once the customer has spoken."""
    pair, alone, day = talk(facts, outcome), talk(facts, outcome, None), MONDAY.date()
    return (
        {f"permission {given}": afterwards.permission(pair, given, "") for given in (None, EACH, *Quotable)}
        | {f"come back {on}": afterwards.come_back(pair, on) for on in (None, day)}
        | {f"come back alone {on}": afterwards.come_back(alone, on) for on in (None, day)}
        | {
            "reminder": afterwards.reminder(pair, facts.words, facts.words),
            "permission anew": afterwards.permission_anew(pair),
            "reminder bare": afterwards.reminder(alone, "", ""),
            "reminder late": afterwards.reminder(pair, facts.words, facts.words, day),
            "call heard": calls.call_card(pair, conversation(facts.words, outcome), Frame(10, day), Call.TALKED),
        }
    )
