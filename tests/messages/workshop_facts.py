"""Everything that is said of a workshop, as messages and forms by name."""

from typing import Any
from uuid import UUID

from bot.domain.message import Message
from bot.domain.reasons import Reason
from bot.domain.workshops import LONGEST, MOST_PEOPLE, Ballot, Facts, Stage, Unfit
from bot.messages import ballots, workshop_forms, workshops
from bot.messages.problems import problem
from bot.messages.workshop_forms import Preview
from bot.messages.workshops import Group, Held
from tests.messages import facts as told
from tests.messages.facts import ANA, MONDAY, PRIYA, RETROSPECTIVE

MOST_BALLOTS = 26


def of_workshops(of: told.Facts) -> dict[str, Message]:
    """Every message about a deal."""
    name, words = of.deal.name, of.words[:LONGEST]
    facts = Facts(name, of.words, "competitor", tuple(Reason)[:3], (of.words,) * 5)
    group = Group(RETROSPECTIVE, (words, words))
    cast = [Ballot(UUID(int=place), words, (words,) if place else (), place) for place in range(3)]
    return {
        **{f"workshop opening {stage}": workshops.opening(facts, stage, 3, MONDAY) for stage in Stage},
        **{f"workshop card {stage}": workshops.card(facts, group, stage, MONDAY) for stage in Stage},
        "workshop card bare": workshops.card(Facts(name, words), Group(RETROSPECTIVE), Stage.WRITING, MONDAY),
        "workshop card done": workshops.card(
            facts, Group(RETROSPECTIVE, (words,), is_done=True), Stage.LAST_CALL, MONDAY
        ),
        **{f"workshop held {stage}": workshops.held(Held(RETROSPECTIVE, stage, name, MONDAY, 3)) for stage in Stage},
        "workshop held without": workshops.held(
            Held(RETROSPECTIVE, Stage.WRITING, name, MONDAY, 1, left_out=(ANA, PRIYA))
        ),
        "workshop too few": workshops.held(Held(RETROSPECTIVE, Stage.STOPPED, name, MONDAY, why=Unfit.TOO_FEW)),
        "workshop overheard": workshops.held(
            Held(RETROSPECTIVE, Stage.STOPPED, name, MONDAY, why=Unfit.SHARED_CHANNEL)
        ),
        "workshop too late": workshops.held(Held(RETROSPECTIVE, Stage.STOPPED, name, MONDAY, why=Unfit.TOO_LATE)),
        **{f"workshop vote {stage}": ballots.vote(name, cast, MONDAY, stage) for stage in Stage},
        "workshop own votes": ballots.own_votes(name, cast, is_full=False),
        "workshop too many votes": ballots.own_votes(name, cast, is_full=True),
        "workshop no votes": ballots.own_votes(name, [], is_full=False),
        "workshop nothing": ballots.nothing(name),
        "workshop result": ballots.result(name, cast),
        "workshop nobody voted": ballots.result(name, []),
        "workshop offer": ballots.offer(name, cast),
        "workshop kept": ballots.offer(name, cast[:2], {cast[0].id}),
        "workshop offer without a vote": ballots.offer(name, cast, {cast[0].id}, is_voted=False),
        "workshop offer, nothing written": ballots.offer(name, [], is_voted=False),
        "workshop try it": ballots.try_it(RETROSPECTIVE, name, of.words, cast),
        "workshop try it, nothing adopted": ballots.try_it(RETROSPECTIVE, name, of.words, []),
    }


def without_a_deal() -> dict[str, Message]:
    """Every message that names none."""
    return {
        "workshop opening, taken back": workshops.opening(None, Stage.STOPPED, 3, MONDAY),
        "workshop card, taken back": workshops.card(None, Group(RETROSPECTIVE), Stage.WRITING, MONDAY),
        "workshop held, taken back": workshops.held(Held(RETROSPECTIVE, Stage.STOPPED, None, MONDAY)),
        "workshop gone": ballots.gone(),
        "workshop root": workshops.root(1, 3, (ANA, PRIYA), MONDAY),
        "workshop two minutes": workshops.two_minutes(MONDAY),
        "workshop time is up": workshops.time_is_up(has_practices=True),
        "workshop time is up, nothing written": workshops.time_is_up(has_practices=False),
        **{f"workshop unfit, {why}": problem("problem/workshop_unfit", why=why) for why in Unfit},
        "workshop closed": problem("problem/workshop_closed"),
        "workshop practices full": problem("problem/practices_full"),
        "workshop practice held back": problem("problem/practice_held_back", words="Northwind, 48k"),
    }


def workshop_forms_of(of: told.Facts) -> dict[str, dict[str, Any]]:
    """The plan, the groups and a group's form, as full as they may get, and bare."""
    lessons = {str(UUID(int=place)): (of.deal.name, of.words) for place in range(80)}
    starts = {str(place): MONDAY for place in range(120)}
    group = (ANA, PRIYA) * 2
    full = Preview(of.deal.name, (group,) * (MOST_PEOPLE // 4), group, MONDAY)
    return {
        "workshop": workshop_forms.plan(lessons, ["U0ANA"] * 50, starts),
        "workshop bare": workshop_forms.plan(dict(list(lessons.items())[:1]), [], {}),
        "workshop groups": workshop_forms.groups(full, "{}"),
        "workshop groups now": workshop_forms.groups(Preview(of.deal.name, (group,)), "{}"),
        "practices": workshop_forms.practices(RETROSPECTIVE, of.deal.name, (of.words[:LONGEST],)),
    }
