"""Everything the bot says about one talk, as messages and modals by name, from facts of any kind."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from bot.domain.calls import LENGTHS, Call, CustomerCall, Frame
from bot.domain.colleagues import Objection
from bot.domain.conversation import Answer, Conversation, FollowUp, Kind, Quotable, Status
from bot.domain.deals import Deal, Outcome
from bot.domain.gaps import Gap, PriceSaid, Ranking
from bot.domain.gatherings import OFFERED, Choice
from bot.domain.gatherings import Kind as Gathering
from bot.domain.given_up import Kind as GivenUp
from bot.domain.guides import Guide, View
from bot.domain.influence import Influence, Role, Spoke
from bot.domain.message import Message
from bot.domain.patterns import Patterns
from bot.domain.patterns import of as of_counts
from bot.domain.permissions import EACH
from bot.domain.reasons import Cause, Reason
from bot.domain.rules import Why
from bot.domain.skips import SkipReason
from bot.domain.snoozes import When
from bot.domain.success_notes import SuccessNote
from bot.domain.tallies import Dimension
from bot.domain.thin import Thin
from bot.domain.voices import Language, Tone, Voice
from bot.domain.wrap_ups import Department, Ending, Hands, WrapUp
from bot.messages import (
    afterwards,
    calls,
    captures,
    colleagues,
    commands,
    departures,
    drafts,
    follow_ups,
    gatherings,
    notes,
    notices,
    plans,
    questions,
    reminders,
    seats,
    sensitivity,
    skips,
    success_notes,
    summaries,
    weighing,
    wrap_ups,
)
from bot.messages import gaps as gap_cards
from bot.messages import (
    retrospectives as cards,
)
from bot.messages.drafts import Drafting
from bot.messages.guides import guide, short_guide
from bot.messages.notes import Invitation
from bot.messages.patterns import patterns
from bot.messages.problems import not_a_colleague, problem, problem_modal
from bot.messages.prompts import current
from bot.messages.talks import Talk
from bot.messages.weighing import Known
from bot.messages.wrap_ups import EarlierTask
from tests.messages.ending_facts import endings
from tests.messages.home_facts import homes

VOICES = [Voice(language, tone) for language in Language for tone in Tone]
RETROSPECTIVE, MONDAY = UUID(int=7), datetime(2026, 11, 16, 9, tzinfo=UTC)
ANA, PRIYA, KIM = "U0ANA", "U0PRIYA", UUID(int=8)

GAPS = {
    "open": Gap(Reason.PRICE, Reason.ONBOARDING, PriceSaid.CLOSE),
    "high": Gap(Reason.TRUST, Reason.PRICE, PriceSaid.HIGH),
    "beside": Gap(Reason.FIT, Reason.RAPPORT, PriceSaid.BESIDE),
    "offer": Gap(Reason.OTHER, Reason.PROOF),
    "same": Gap(Reason.PRICE, Reason.PRICE, PriceSaid.HIGH),
}
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


@dataclass(frozen=True)
class Facts:
    """What people and CRMs wrote. `words` stands for each of their sentences."""

    deal: Deal
    words: str


ORDINARY = Facts(
    Deal(
        "1",
        "Northwind",
        Outcome.LOST,
        customer="Northwind Traders",
        stage="Proposal",
        reason="Price",
        competitor="Contoso",
        created_at=MONDAY - timedelta(days=94),
        closed_at=MONDAY,
    ),
    "Onboarding looked like a year of work.",
)


def next_ask(facts: Facts) -> str:
    """A question as it is asked about this deal."""
    return guide(Outcome.LOST).questions[0].wording(facts.deal.customer or facts.deal.name)


def named(text: str, words: str) -> Facts:
    """A deal in which every name is `text`."""
    deal = replace(ORDINARY.deal, name=text, customer=text, stage=text, reason=text, competitor=text)
    return Facts(deal, words)


EMPTY = Facts(Deal("1", "Northwind", Outcome.LOST), "No.")
LONG = named("Northwind " * 6000, "We were late. " * 215)
HOSTILE = {
    "mention": named("<!channel> <@U0KIM> <https://evil.example|here>", "<!here> <@U0KIM|boss> <#C1|sales>"),
    "formatting": named("*bold* _it_ ~no~ `code` ```", "*bold*\n> quoted\n```\ncode"),
    "template": named("{{ 7 * 7 }}{% raw %}", "{{ deal.__class__ }} {customer} %s {0}"),
    "entities": named("&lt;!channel&gt; & <", "&amp;lt; &&& <<<>>>"),
    "only markup": named("&" * 300, "<" * 3000),
    "bidi": named("\u202egnis\u202c \u2066x\u2069", "\u202eevil\u202c"),
    "backslash": named("\\\" ' \\n", '\\u003c "quoted"'),
}
EXTREMES = {"empty": EMPTY, "long": LONG, **HOSTILE}


def talk(facts: Facts, outcome: Outcome = Outcome.LOST, manager: str | None = PRIYA, number: int = 1) -> Talk:
    return Talk(RETROSPECTIVE, facts.deal, outcome, number, ANA, manager, starts_on=date(2027, 1, 8), voice=current())


def conversation(words: str, outcome: Outcome = Outcome.LOST, *, customers: bool = True) -> Conversation:
    """A talk in which every question was answered with `words`, those of the customer only if asked."""
    shipped = guide(outcome)
    asked = shipped.questions if customers else shipped.of(View.OURS)
    answers = tuple(
        Answer(uuid5(RETROSPECTIVE, one.key), one.key, one.view, Kind.SAID, None, words, quotable=Quotable.INSIDE)
        for one in asked
    )
    call = CustomerCall(Call.TALKED if customers else Call.DECLINED)
    return Conversation(shipped, Status.WRAP_UP, None, call, answers)


def witnessed(told: Conversation) -> Conversation:
    """The same talk; somebody who was there has added to the first answer."""
    return replace(told, answers=(*told.answers, replace(told.answers[0], id=KIM, author=KIM)))


def standing(outcome: Outcome, status: Status = Status.OUR_VIEW, *, is_short: bool = False) -> Conversation:
    return Conversation(short_guide(outcome) if is_short else guide(outcome), status)


def wrap_up(words: str) -> WrapUp:
    return WrapUp(
        lesson=words,
        ending=Ending.COMPETITOR,
        causes=(Cause(Reason.PRICE, below=Reason.TRUST), Cause(Reason.SELLING), Cause(Reason.OTHER, words=words)),
        action=words,
        due_on=date(2026, 11, 30),
        departments=tuple(Department),
        turning_point=words,
        hands=Hands.PARTLY,
        skill=words,
    )


def messages(facts: Facts, outcome: Outcome = Outcome.LOST) -> dict[str, Message]:
    """Every message about a deal, by name."""
    pair, alone, again = talk(facts, outcome), talk(facts, outcome, None), talk(facts, outcome, number=2)
    told = conversation(facts.words, outcome)
    return (
        {
            f"root {status}": cards.root(pair, standing(outcome, status))
            for status in Status
            if status is not Status.HELD
        }
        | {"root alone": cards.root(alone, standing(outcome, Status.DONE))}
        | {"root midway": cards.root(replace(pair, outcome=Outcome.OPEN), standing(Outcome.OPEN))}
        | {"closed after a look midway": cards.closed_again(replace(again, is_first_end=True))}
        | {"root again": cards.root(again, standing(outcome))}
        | {"root of another by now": cards.root(replace(pair, owner=facts.deal.name), standing(outcome))}
        | {f"root full {why}": cards.root(replace(pair, why=why), standing(outcome)) for why in WHY_FULL}
        | {
            f"root short {why}": cards.root(replace(pair, why=why), standing(outcome, is_short=True))
            for why in WHY_SHORT
        }
        | {
            f"root skipped {why}": cards.root(pair, replace(standing(outcome, Status.SKIPPED), because=why))
            for why in SkipReason
        }
        | {f"skipped {why}": skips.skipped(pair, why) for why in (None, *SkipReason)}
        | {f"wrap-up {call}": cards.wrap_up(pair, called(standing(outcome), call)) for call in Call}
        | {"wrap-up both": cards.wrap_up(pair, told)}
        | endings(pair, facts.words)
        | {
            f"paused {how}": cards.paused(talk(replace(facts, deal=replace(facts.deal, outcome=how))))
            for how in Outcome
        }
        | {
            "moved": cards.moved_root(pair),
            "call not needed": calls.not_needed(pair),
            "choose manager": cards.choose_manager(alone),
            "manager chosen": cards.manager_chosen(pair),
            "going alone": colleagues.going_alone(alone),
            "not joined": colleagues.not_joined(pair, [ANA, PRIYA]),
            "unreachable": colleagues.unreachable(alone, PRIYA),
            "went on": colleagues.went_on(replace(pair, others=(ANA, PRIYA))),
            "added": colleagues.added(pair, ANA, [ANA, PRIYA]),
            "handed over": colleagues.handed_over(pair, PRIYA, ANA),
            "handed to": colleagues.handed_to(pair, PRIYA),
            "left to": departures.left_to(alone, PRIYA, is_short=True),
            "left to midway": departures.left_to(alone, PRIYA, is_short=False),
            "leader left": departures.leader_left(alone, PRIYA),
            "account followed": departures.followed(pair, ANA),
            "seat offer": seats.offer(pair),
            "seat offer won": seats.offer(replace(pair, outcome=Outcome.WON)),
            "seat offer midway": seats.offer(replace(pair, outcome=Outcome.OPEN)),
            "seat taken": seats.taken(pair),
            "seat refused": seats.refused(pair),
            "seat left closed": seats.left_closed(pair),
            "seated already": seats.seated(pair),
            "seat withdrawn": seats.withdrawn(pair),
            "taken over": seats.taken_over(pair, ANA),
            "neutral leads": colleagues.neutral_leads(pair, PRIYA),
            "root sensitive": cards.root(replace(pair, is_sensitive=True), standing(outcome)),
            "root sensitive done": cards.root(replace(pair, is_sensitive=True), standing(outcome, Status.DONE)),
            "marked sensitive": sensitivity.marked(replace(pair, is_sensitive=True), PRIYA),
            "not sensitive": sensitivity.marked(pair, PRIYA),
            "our view done": calls.our_view_done(pair),
            "our view done alone": calls.our_view_done(alone),
            "success note": success_notes.note(pair, SuccessNote(facts.words, facts.words, "")),
            "summary": summaries.summary(
                pair, told, wrap_up(facts.words), ANA, Influence(facts.words, Role.FINANCE, Spoke.NO)
            ),
            "summary of witnesses": summaries.summary(
                pair, witnessed(told), WrapUp(facts.words), None, None, {KIM: PRIYA}
            ),
            "summary bare": summaries.summary(
                pair, conversation(facts.words, outcome, customers=False), WrapUp(facts.words), None, None
            ),
            "closed again": cards.closed_again(again),
            "questions wait": cards.questions_wait(pair),
            "overheard": cards.overheard(pair),
            "tried": calls.tried(pair, 2, MONDAY.date()),
            "led by": calls.led_by(replace(pair, lead=ANA)),
            "led by another": calls.led_by_another(pair),
            "led by the rep": calls.led_by_another(alone),
            "must not contact": calls.must_not_contact(pair, PRIYA),
            "may contact": calls.may_contact(pair, ANA),
            "planned": plans.planned(pair, MONDAY.date(), is_reminded=True),
            "planned alone": plans.planned(alone, MONDAY.date(), is_reminded=True),
            "call on an odd day": plans.odd_day(pair),
            "planned for today": plans.planned(pair, MONDAY.date(), is_reminded=False),
            "day of the call": calls.day_of_call(pair),
            "day of the call alone": calls.day_of_call(alone),
            "tried today": calls.tried_today(pair, 2, MONDAY.date()),
            "declined": calls.declined(pair),
            "captured": calls.captured(pair, 5),
        }
        | call_cards(facts, outcome)
        | reminded(pair, told, outcome)
        | after_the_call(facts, outcome)
        | asked(facts, told.guide)
        | asked_again(facts, told.guide)
        | {"added": questions.added(facts.deal, told.guide, told.answers[0], PRIYA)}
        | {f"gap {name}": gap_cards.gap(pair, seen, ANA) for name, seen in GAPS.items()}
        | {"gap alone": gap_cards.gap(alone, GAPS["open"], ANA), "gap gone": gap_cards.no_gap(pair)}
        | {f"draft {state}": drafts.own(pair, state) for state in Drafting}
        | {"draft with a next question": drafts.own(pair, Drafting.WRITING, next_ask(facts))}
        | {f"drafting {state}": drafts.in_thread(pair, ANA, state) for state in Drafting}
        | private(facts)
    )


def call_cards(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """The call card as the call stands, for each length, and for one alone."""
    pair, alone = talk(facts, outcome), talk(facts, outcome, None)
    day, waiting = MONDAY.date(), standing(outcome)
    return (
        {f"call {state}": calls.call_card(pair, called(waiting, state), Frame(10, day), state) for state in Call}
        | {f"call {minutes}": calls.call_card(pair, waiting, Frame(minutes, day), Call.NONE) for minutes in LENGTHS}
        | {"call alone": calls.call_card(alone, waiting, Frame(10, day), Call.NONE)}
    )


def after_the_call(facts: Facts, outcome: Outcome) -> dict[str, Message]:
    """What is asked and said once the customer has spoken."""
    pair, alone, day = talk(facts, outcome), talk(facts, outcome, None), MONDAY.date()
    return (
        {f"permission {given}": afterwards.permission(pair, given) for given in (None, EACH, *Quotable)}
        | {f"come back {on}": afterwards.come_back(pair, on) for on in (None, day)}
        | {f"come back alone {on}": afterwards.come_back(alone, on) for on in (None, day)}
        | {
            "reminder": afterwards.reminder(pair, facts.words, facts.words),
            "reminder bare": afterwards.reminder(alone, "", ""),
            "reminder late": afterwards.reminder(pair, facts.words, facts.words, day),
            "call heard": calls.call_card(pair, conversation(facts.words, outcome), Frame(10, day), Call.TALKED),
        }
    )


def called(waiting: Conversation, state: Call) -> Conversation:
    """A talk whose call stands so, after one try on Monday."""
    return replace(waiting, customer_call=CustomerCall(state, 1, MONDAY.date(), MONDAY.date()))


def reminded(pair: Talk, told: Conversation, outcome: Outcome) -> dict[str, Message]:
    """What is said when nobody goes on, and the card while it is left in peace."""
    asking = replace(standing(outcome), question=told.guide.questions[0].key)
    stages = {"question": asking, "call": standing(outcome, Status.CUSTOMERS_VIEW), "wrap-up": told}
    return {
        f"remind {stage} {'promised' if promised else 'last' if last else 'first'}": reminders.reminder(
            pair, conversation, ANA, promised=promised, last=last
        )
        for stage, conversation in stages.items()
        for promised, last in ((False, False), (False, True), (True, False))
    } | {
        "closed silently": reminders.closed(pair),
        "root snoozed": cards.root(replace(pair, snoozed_until=date(2026, 11, 30)), standing(outcome)),
    }


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


def weighed(facts: Facts, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """What questions ask besides words, and the questions of the five minutes."""
    pair, shipped = talk(facts, outcome), guide(outcome)
    known = Known(Influence(facts.words, Role.FINANCE, Spoke.NO), Ranking(Reason.PRICE))
    asking = [one for one in shipped.questions if one.weighs]
    alone = talk(facts, outcome, None)
    return (
        {f"weigh {one.key}": weighing.form(pair, one, known) for one in asking}
        | {f"answer {one.key}": questions.answer_form(facts.deal, one, RETROSPECTIVE, known) for one in asking}
        | {f"talk {name}": gap_cards.talk_guide_form(pair, seen) for name, seen in GAPS.items()}
        | {"talk alone": gap_cards.talk_guide_form(alone, GAPS["open"])}
    )


def private(facts: Facts) -> dict[str, Message]:
    """What only the one who asks can see."""
    name = facts.deal.name
    return {
        "already settled": problem("problem/already_settled", deal_name=name),
        "odd day": problem("problem/odd_day", deal_name=name),
        "customer in peace": problem("problem/must_not_contact", deal_name=name),
        "not allowed": problem("problem/not_allowed", deal_name=name),
        **{f"not a colleague {why}": not_a_colleague(why, name) for why in Objection},
        "still open": commands.still_open(name, str(RETROSPECTIVE)),
        "started": commands.started(name),
        "already open": commands.already_open(name),
    }


def _patterns(name: str) -> Patterns:
    """Enough for every aspect but regions; competitors bear a hostile name."""
    kinds = {Dimension.DEALS: "", Dimension.COMPETITOR: name, Dimension.VERTICAL: "Logistics", Dimension.PERSONA: "CFO"}
    counts = {(str(kind), outcome, value): 40 for kind, value in kinds.items() for outcome in ("lost", "won")}
    reasons = {("reason", "lost", str(reason)): 9 for reason in (Reason.PRICE, Reason.TRUST)}
    return of_counts(counts | reasons | {("talked", "lost", ""): 12, ("reason", "lost", str(Reason.FIT)): 1})


def gathered(name: str) -> dict[str, Message]:
    """What is asked about several deals, and what became of them."""
    deals = {str(UUID(int=place)): name for place in range(12)}
    one = {str(RETROSPECTIVE): name}
    return (
        {f"gathered {kind}": gatherings.asked(RETROSPECTIVE, kind, deals) for kind in Gathering}
        | {f"gathered {kind} alone": gatherings.asked(RETROSPECTIVE, kind, one) for kind in Gathering}
        | {
            f"{kind} settled {choice}": gatherings.settled(kind, choice, name, in_silence=choice is Choice.NONE)
            for kind, choices in OFFERED.items()
            for choice in {*choices, Choice.NONE}
        }
    )


def unnamed(facts: Facts) -> dict[str, Message]:
    """What is said without a deal to begin with."""
    name = facts.deal.name
    line = commands.status_line(name, Status.WRAP_UP, guide(Outcome.LOST), None)
    return {
        **gathered(name),
        "status": commands.status(commands.Overview((line,) * 3, 3)),
        "status none": commands.status(commands.Overview()),
        "patterns": patterns(_patterns(name)),
        "patterns none": patterns(of_counts({})),
        "help": commands.help_text(),
        "away": commands.away(MONDAY.date()),
        "back": commands.back(),
        "away how": commands.away_how(),
        "too long": commands.too_long(),
        "just met": commands.just_met(facts.words),
        "no deal": commands.no_deal(facts.words, None),
        "no deal but": commands.no_deal(facts.words, name),
        "many deals": commands.many_deals(facts.words, {str(UUID(int=place)): name for place in range(9)}),
        "not found": problem("problem/not_found"),
        "already settled": problem("problem/already_settled"),
        "not allowed": problem("problem/not_allowed", action="answer", thing="deal:1"),
        "only colleagues": problem("problem/only_colleagues"),
        "slow click": problem("problem/slow_click"),
        **{f"given up {kind}": notices.given_up(kind, 500, "T0SANDBOX") for kind in GivenUp},
        **{f"settled {kind}": notices.settled(kind) for kind in GivenUp},
    }


def note(facts: Facts, outcome: Outcome, language: Language) -> str:
    """The note to the customer as we draft it."""
    return notes.draft(talk(facts, outcome), Invitation(10, 5, facts.deal.name, facts.deal.name), language)


def modals(facts: Facts, outcome: Outcome = Outcome.LOST) -> dict[str, dict[str, Any]]:
    """Every form, by name."""
    told = conversation(facts.words, outcome)
    names = {str(UUID(int=place)): facts.deal.name for place in range(20)}
    return {
        "answer": questions.answer_form(facts.deal, told.guide.questions[0], RETROSPECTIVE, Known()),
        **weighed(facts, outcome),
        "draft": drafts.form(talk(facts, outcome), told.guide.of(View.OURS), {"ours.value": facts.words}),
        "capture": captures.capture_form(
            told, facts.deal, RETROSPECTIVE, Call.TALKED, Ranking(Reason.ONBOARDING, PriceSaid.CLOSE), MONDAY.date()
        ),
        "permissions": captures.permissions_form(talk(facts, outcome), told),
        "call note": notes.note_form(talk(facts, outcome), facts.words, Language.ENGLISH),
        "note checked": notes.note_form(talk(facts, outcome), facts.words, Language.GERMAN, is_checked=True),
        "note drafted": notes.note_form(
            talk(facts, outcome), note(facts, outcome, current().language), Language.ENGLISH
        ),
        "note pitching": notes.note_to_copy(talk(facts, outcome), f"A discount: {facts.words}"),
        "note to copy": notes.note_to_copy(talk(facts, outcome), facts.words),
        "plan": plans.plan_form(talk(facts, outcome), MONDAY.date()),
        "wrap-up": wrap_ups.wrap_up_form(talk(facts, outcome), wrap_up(facts.words), ANA),
        "wrap-up after another": wrap_ups.wrap_up_form(
            talk(facts, outcome),
            wrap_up(facts.words),
            ANA,
            EarlierTask(RETROSPECTIVE, facts.deal.name, facts.words, date(2026, 11, 30), PRIYA),
        ),
        "wrap-up empty": wrap_ups.wrap_up_form(talk(facts, outcome), WrapUp(""), None),
        "note": success_notes.note_form(talk(facts, outcome), SuccessNote(facts.words, facts.words[:800], ""), "1"),
        "note overtaken": success_notes.note_form(
            talk(facts, outcome), SuccessNote(facts.words[:800]), "1", is_overtaken=True
        ),
        "change": wrap_ups.change_form(talk(facts, outcome), wrap_up(facts.words), ANA, "1", is_overtaken=True),
        "below": wrap_ups.below_form(RETROSPECTIVE, wrap_up(facts.words).causes),
        "add people": colleagues.add_form(talk(facts, outcome)),
        "hand over": colleagues.hand_over_form(talk(facts, outcome)),
        "neutral": colleagues.neutral_form(talk(facts, outcome)),
        "sensitive": sensitivity.form(talk(facts, outcome)),
        "not sensitive": sensitivity.form(replace(talk(facts, outcome), is_sensitive=True)),
        "later": reminders.later_form(dict.fromkeys(When, MONDAY), RETROSPECTIVE),
        "picker": commands.picker(names, facts.words, outcome),
        "picker bare": commands.picker({}),
        "problem": problem_modal(problem("problem/not_found").text),
    } | homes(facts.deal.name, facts.words)
