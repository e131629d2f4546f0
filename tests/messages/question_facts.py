"""Everything the bot asks about one deal before the call, and how it reminds, as messages by name."""

from dataclasses import replace
from datetime import date

from bot.domain.conversation import Conversation, FollowUp, Status
from bot.domain.deals import Outcome
from bot.domain.gaps import Gap, PriceSaid
from bot.domain.guides import Guide
from bot.domain.message import Message
from bot.domain.reasons import Reason
from bot.domain.thin import Thin
from bot.messages import carried_over, drafts, follow_ups, questions, receipts, reminders, unkept
from bot.messages import gaps as gap_cards
from bot.messages import retrospectives as cards
from bot.messages.drafts import Drafting
from bot.messages.guides import guide
from bot.messages.talks import Talk
from tests.messages.facts import ANA, PRIYA, RETROSPECTIVE, Facts, conversation, standing, talk

GAPS = {
    "open": Gap(Reason.PRICE, Reason.ONBOARDING, PriceSaid.CLOSE),
    "high": Gap(Reason.TRUST, Reason.PRICE, PriceSaid.HIGH),
    "beside": Gap(Reason.FIT, Reason.RAPPORT, PriceSaid.BESIDE),
    "offer": Gap(Reason.OTHER, Reason.PROOF),
    "same": Gap(Reason.PRICE, Reason.PRICE, PriceSaid.HIGH),
}


def of_questions(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """Questions, drafts of answers, reminders, and how far the two views stand apart."""
    pair, told = talk(facts, outcome), conversation(facts.words, outcome)
    return (
        {"question added": questions.added(facts.deal, told.guide, told.answers[0], PRIYA)}
        | asked(facts, told.guide)
        | asked_again(facts, told.guide)
        | reminded(pair, told, outcome)
        | drafted(facts, pair)
        | gaps(pair, talk(facts, outcome, None))
        | not_kept(pair)
    )


def next_ask(facts: Facts) -> str:
    """A question as it is asked about this deal."""
    return guide(Outcome.LOST).questions[0].wording(facts.deal.customer or facts.deal.name)


def asked(facts: Facts, shipped: Guide) -> dict[str, Message]:
    """Each question, asked and settled."""
    keys = [question.key for question in shipped.questions]
    return {f"ask {key}": questions.question(facts.deal, shipped, key, RETROSPECTIVE) for key in keys} | {
        f"settled {key}": questions.settled_question(facts.deal, shipped, key, None, None, RETROSPECTIVE)
        for key in keys
    }


def asked_again(facts: Facts, shipped: Guide) -> dict[str, Message]:
    """Each question that was answered thinly, asked once more and settled."""
    each = [FollowUp(question.key, lacks) for question in shipped.questions for lacks in Thin]
    return {
        f"again {one.question} {one.lacks}": follow_ups.follow_up(facts.deal, shipped, one, RETROSPECTIVE)
        for one in each
    } | {
        f"settled again {one.question} {one.lacks}": follow_ups.settled_follow_up(facts.deal, shipped, one)
        for one in each
    }


def reminded(pair: Talk, told: Conversation, outcome: Outcome) -> dict[str, Message]:
    """What is said when nobody goes on, and the card while it is left in peace."""
    asking = replace(standing(outcome), question=told.guide.questions[0].key)
    stages = {"question": asking, "call": standing(outcome, Status.CUSTOMERS_VIEW), "wrap-up": told}
    return {
        f"remind {stage} {'promised' if promised else 'last' if last else 'first'}": reminders.reminder(
            pair, stood, ANA, promised=promised, last=last
        )
        for stage, stood in stages.items()
        for promised, last in ((False, False), (False, True), (True, False))
    } | {
        "closed silently": reminders.closed(pair),
        "root snoozed": cards.root(replace(pair, snoozed_until=date(2026, 11, 30)), standing(outcome)),
    }


def drafted(facts: Facts, pair: Talk) -> dict[str, Message]:
    """The answers that the rep writes ahead, as they stand."""
    return {
        **{f"draft {state}": drafts.own(pair, state) for state in Drafting},
        **{f"drafting {state}": drafts.in_thread(pair, ANA, state) for state in Drafting},
        "draft of the round before": carried_over.drafts_left(replace(pair, round=2), ANA),
        "draft of a round whose next is somebody else's": carried_over.drafts_left(pair, PRIYA),
        "draft with a next question": drafts.own(pair, Drafting.WRITING, next_ask(facts)),
    }


def gaps(pair: Talk, alone: Talk) -> dict[str, Message]:
    """Where the rep and the customer weigh differently."""
    return {
        **{f"gap {name}": gap_cards.gap(pair, seen, ANA) for name, seen in GAPS.items()},
        "gap alone": gap_cards.gap(alone, GAPS["open"], ANA),
        "gap gone": gap_cards.no_gap(pair),
    }


def not_kept(pair: Talk) -> dict[str, Message]:
    """What whoever wrote in the thread hears when nothing of it was written down."""
    stands = [status for status in Status if status is not Status.HELD]
    return {
        **{f"unkept {status}": unkept.unkept(pair, status, of_pair=True) for status in stands},
        **{f"unkept of others {status}": unkept.unkept(pair, status, of_pair=False) for status in stands},
        **{
            f"unkept but lines {status}": unkept.unkept(pair, status, of_pair=True, but_lines=True) for status in stands
        },
        "unkept in the walk": unkept.unkept(pair, Status.CUSTOMERS_VIEW, of_pair=True, is_walk=True),
        "overtaken by the next round": unkept.overtaken(replace(pair, round=2)),
        "moved on": unkept.went_on(pair, "https://acme.slack.com/archives/G1/p1"),
        "moved on somewhere": unkept.went_on(pair, None),
        "moved on without": unkept.went_on_without(pair),
        "wordless": unkept.wordless(pair),
        "added to the answer before": receipts.added(pair, 3),
        "to another question": receipts.elsewhere(pair, 3),
        "late, in a pause": receipts.late(pair, 2),
        "several at once": receipts.several(pair, [1, 2, 3], is_private=False),
        "several drafts at once": receipts.several(pair, [2, 3], is_private=True),
    }
