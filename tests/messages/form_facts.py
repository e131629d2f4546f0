"""Every form, by name, from facts of any kind."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from bot.domain.calls import Call
from bot.domain.deals import Outcome
from bot.domain.gaps import PriceSaid, Ranking
from bot.domain.guides import View
from bot.domain.influence import Influence, Role, Spoke
from bot.domain.reasons import Reason
from bot.domain.snoozes import When
from bot.domain.success_notes import SuccessNote
from bot.domain.voices import Language
from bot.domain.wrap_ups import WrapUp
from bot.messages import (
    captures,
    colleagues,
    drafts,
    notes,
    pickers,
    plans,
    questions,
    reminders,
    sensitivity,
    success_notes,
    weighing,
    wrap_ups,
)
from bot.messages import gaps as gap_cards
from bot.messages.guides import guide
from bot.messages.notes import Invitation
from bot.messages.pickers import Namesake, Namesakes
from bot.messages.problems import problem, problem_modal
from bot.messages.prompts import current
from bot.messages.weighing import Known
from bot.messages.wrap_ups import EarlierTask
from tests.messages.ask_facts import ask_forms
from tests.messages.facts import ANA, MONDAY, PRIYA, RETROSPECTIVE, Facts, conversation, talk, wrap_up
from tests.messages.gaffe_facts import gaffe_forms
from tests.messages.home_facts import homes
from tests.messages.pattern_facts import pattern_forms
from tests.messages.playbook_facts import playbook_forms
from tests.messages.question_facts import GAPS
from tests.messages.review_facts import agendas
from tests.messages.workshop_facts import workshop_forms_of


def modals(facts: Facts, outcome: Outcome = Outcome.LOST) -> dict[str, dict[str, Any]]:
    """Every form, by name."""
    return (
        answering(facts, outcome)
        | weighed(facts, outcome)
        | calling(facts, outcome)
        | wrapping_up(facts, outcome)
        | choosing(facts, outcome)
        | playbook_forms(facts)
        | pattern_forms(facts)
        | agendas(facts)
        | ask_forms(talk(facts, outcome), facts.words)
        | homes(facts.deal.name, facts.words)
    )


def answering(facts: Facts, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """What the rep writes: one answer, and all of them ahead."""
    told = conversation(facts.words, outcome)
    return {
        "answer": questions.answer_form(facts.deal, told.guide.questions[0], RETROSPECTIVE, Known()),
        "draft": drafts.form(talk(facts, outcome), told.guide.of(View.OURS), {"ours.value": facts.words}),
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


def note(facts: Facts, outcome: Outcome, language: Language) -> str:
    """The note to the customer as we draft it."""
    return notes.draft(talk(facts, outcome), Invitation(10, 5, facts.deal.name, facts.deal.name), language)


def calling(facts: Facts, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """What is filled in before the call and after it."""
    pair, told = talk(facts, outcome), conversation(facts.words, outcome)
    ranking = Ranking(Reason.ONBOARDING, PriceSaid.CLOSE)
    drafted = note(facts, outcome, current().language)
    return {
        "plan": plans.plan_form(pair, MONDAY.date()),
        "capture": captures.capture_form(told, facts.deal, RETROSPECTIVE, Call.TALKED, ranking, MONDAY.date()),
        "permissions": captures.permissions_form(pair, told),
        "call note": notes.note_form(pair, facts.words, Language.ENGLISH),
        "note checked": notes.note_form(pair, facts.words, Language.GERMAN, is_checked=True),
        "note kept": notes.note_form(pair, facts.words, Language.GERMAN, is_own=True),
        "note drafted": notes.note_form(pair, drafted, Language.ENGLISH),
        "note pitching": notes.note_to_copy(pair, f"A discount: {facts.words}"),
        "note to copy": notes.note_to_copy(pair, facts.words),
    }


def wrapping_up(facts: Facts, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """The wrap-up in each state, and the note to whoever made a win possible."""
    pair, filled, some = talk(facts, outcome), wrap_up(facts.words), facts.words[:800]
    earlier = EarlierTask(RETROSPECTIVE, facts.deal.name, facts.words, date(2026, 11, 30), PRIYA)
    return {
        "wrap-up": wrap_ups.wrap_up_form(pair, filled, ANA),
        "wrap-up after another": wrap_ups.wrap_up_form(pair, filled, ANA, earlier),
        "wrap-up empty": wrap_ups.wrap_up_form(pair, WrapUp(""), None),
        "change": wrap_ups.change_form(pair, filled, ANA, "1", is_overtaken=True),
        "below": wrap_ups.below_form(RETROSPECTIVE, filled.causes),
        "note": success_notes.note_form(pair, SuccessNote(facts.words, some, ""), "1"),
        "note overtaken": success_notes.note_form(pair, SuccessNote(some), "1", is_overtaken=True),
    }


def choosing(facts: Facts, outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Where somebody chooses people, a time or a deal, writes a gaffe, or reads why that cannot be."""
    pair = talk(facts, outcome)
    names = {str(UUID(int=place)): facts.deal.name for place in range(20)}
    here = tuple(Namesake(RETROSPECTIVE, facts.deal.name, how, MONDAY.date()) for how in Outcome)
    typed = {"name": facts.deal.name[:255], "customer": (facts.deal.customer or "")[:255]}
    return {
        "add people": colleagues.add_form(pair),
        "hand over": colleagues.hand_over_form(pair),
        "neutral": colleagues.neutral_form(pair),
        "sensitive": sensitivity.form(pair),
        "not sensitive": sensitivity.form(replace(pair, is_sensitive=True)),
        "later": reminders.later_form(dict.fromkeys(When, MONDAY), RETROSPECTIVE),
        "picker": pickers.picker(names, facts.words, outcome),
        "picker bare": pickers.picker({}),
        "namesakes": pickers.namesakes(facts.deal.name, Namesakes(here), typed),
        "namesake of a colleague": pickers.namesakes(facts.deal.name, Namesakes(of_others=True), typed),
        "there already": pickers.there_already(facts.deal.name),
        "problem": problem_modal(problem("problem/not_found").text),
        **gaffe_forms(facts.words),
        **workshop_forms_of(facts),
    }
