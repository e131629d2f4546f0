"""Many deals closed within minutes: their owner is asked first, and they stay out of the figures of reasons."""

from uuid import UUID

import pytest
from sqlalchemy import select

from bot.domain import preferences as settings
from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.domain.gatherings import SAMPLE, Choice, Kind
from bot.domain.rules import Size, Why
from bot.domain.tallies import Dimension
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import tallies, workspaces
from bot.storage.models import DealRow, GatheringRow, PersonRow, RetrospectiveRow
from bot.use_cases.losses import bursts, gatherings
from tests.factories import ANA, KIM, PRIYA, Scene, event, text

pytestmark = pytest.mark.both_databases


def close(
    scene: Scene, count: int = settings.DEFAULTS.burst_from, *reps: str, minutes: int = 0
) -> list[RetrospectiveRow]:
    """So many deals are lost at one moment, of these reps in turn; their held talks."""
    stood = scene.rounds()
    begun = len(stood)
    for number in range(begun, begun + count):
        rep = reps[number % len(reps)] if reps else ANA
        scene.hear(event(EventKind.LOST, minutes, deal_id=f"D{number}"), Outcome.LOST, f"Deal {number}", rep)
    return [row for row in scene.rounds() if row not in stood]


def second_look(scene: Scene, row: RetrospectiveRow) -> bool:
    """Whether the deal waits with others now."""
    burst = bursts.around(scene.session, scene.workspace.id, row.id)
    if burst is None:
        return False
    who = burst.admin or next(user for user in (ANA, KIM, PRIYA) if scene.email(user) == burst.email)
    person = scene.session.get_one(PersonRow, scene.person(who))
    bursts.gather(scene.session, row.id, burst, person, scene.tick())
    scene.session.flush()
    return True


def asked(scene: Scene, kind: Kind = Kind.BURST) -> list[GatheringRow]:
    query = select(GatheringRow).where(GatheringRow.workspace_id == scene.workspace.id, GatheringRow.kind == kind)
    return list(scene.session.scalars(query))


def choose(scene: Scene, choice: Choice, chosen: UUID | None = None, *, by: str = ANA, of: int = 0) -> None:
    kind = Kind.PICK if choice is Choice.ONE else Kind.BURST
    gatherings.choose(scene.session, scene.actor(by), asked(scene, kind)[of].id, choice, chosen, scene.tick())
    scene.session.flush()


def test_eleven_at_once_are_one_question_to_their_owner(scene: Scene) -> None:
    close(scene)
    first, *others = scene.rounds()
    assert second_look(scene, first)
    assert [row.due_at for row in (first, *others)] == [None] * 11
    assert scene.posts() == [
        "*11 deals closed together.* Review none, a sample of 5, or let each rep pick one? "
        "Nobody is asked before you choose."
    ]


def test_ten_are_no_burst(scene: Scene) -> None:
    close(scene, 10)
    assert not second_look(scene, scene.rounds()[0])


def test_spread_over_an_hour_they_are_no_burst(scene: Scene) -> None:
    for quarter in range(4):
        close(scene, 5, minutes=-20 * quarter)
    assert not any(second_look(scene, row) for row in scene.rounds())


def test_none(scene: Scene) -> None:
    close(scene)
    second_look(scene, scene.rounds()[0])
    choose(scene, Choice.NONE)
    assert {(row.status, row.size, row.why) for row in scene.rounds()} == {(Status.SKIPPED, Size.NONE, Why.BULK)}


def test_a_sample_of_five_gets_one_question(scene: Scene) -> None:
    close(scene)
    second_look(scene, scene.rounds()[0])
    choose(scene, Choice.SAMPLE)
    drawn = [row for row in scene.rounds() if row.status == Status.HELD]
    assert [(row.due_at, row.size, row.why) for row in drawn] == [(scene.now, Size.SHORT, Why.SAMPLE)] * SAMPLE
    assert {row.started_by for row in drawn} == {ANA}
    assert not second_look(scene, drawn[0])


def test_each_rep_picks_one_of_their_own(scene: Scene) -> None:
    close(scene, 12, ANA, KIM)
    second_look(scene, scene.rounds()[0])
    choose(scene, Choice.EACH)
    picks = asked(scene, Kind.PICK)
    assert {pick.person_id for pick in picks} == {scene.person(ANA), scene.person(KIM)}
    kims = next(place for place, pick in enumerate(picks) if pick.person_id == scene.person(KIM))
    own = [row for row in scene.rounds() if scene.session.get_one(DealRow, row.deal_id).owner_email == scene.email(KIM)]
    with pytest.raises(NotAllowed):
        choose(scene, Choice.ONE, own[0].id, by=ANA, of=kims)
    choose(scene, Choice.ONE, own[0].id, by=KIM, of=kims)
    assert (own[0].status, own[0].size, own[0].why) == (Status.HELD, Size.FULL, Why.CHOSEN)
    assert {row.status for row in own[1:]} == {Status.SKIPPED}


@pytest.mark.parametrize("admin", ["none", PRIYA])
def test_of_several_owners_the_admin_is_asked_or_who_owns_most(scene: Scene, admin: str) -> None:
    workspaces.change(scene.session, scene.workspace, "admin", admin)
    close(scene, 12, ANA, ANA, KIM)
    second_look(scene, scene.rounds()[0])
    (burst,) = asked(scene)
    assert burst.person_id == scene.person(PRIYA if admin == PRIYA else ANA)


def test_who_comes_late_joins_and_after_the_word_is_left_alone(scene: Scene) -> None:
    close(scene)
    second_look(scene, scene.rounds()[0])
    (joins,) = close(scene, 1, minutes=-10)
    assert second_look(scene, joins)
    card = scene.outbox("update")[-1]
    assert text(card).startswith("*12 deals closed together.*")
    choose(scene, Choice.SAMPLE)
    (late,) = close(scene, 1, minutes=-9)
    assert second_look(scene, late)
    assert (late.status, late.why, late.is_bulk) == (Status.SKIPPED, Why.BULK, True)


def test_a_word_is_given_once(scene: Scene) -> None:
    close(scene)
    second_look(scene, scene.rounds()[0])
    choose(scene, Choice.NONE)
    for choice in (Choice.NONE, Choice.SAMPLE, Choice.EACH):
        with pytest.raises(AlreadySettled):
            choose(scene, choice)


def test_they_count_as_lost_and_for_nothing_else(scene: Scene) -> None:
    close(scene)
    second_look(scene, scene.rounds()[0])
    found = tallies.totals(scene.session, scene.workspace.id, Dimension, "2026")
    assert {name: count for name, count in found.items() if name[0] != Dimension.DAYS} == {}
    assert found[Dimension.DAYS, Outcome.LOST, ""] == 11
    assert tallies.drift(scene.session, scene.workspace.id) == 0


def test_lost_again_by_itself_a_deal_counts_like_any_other(scene: Scene) -> None:
    close(scene, minutes=-120)
    second_look(scene, scene.rounds()[0])
    scene.hear(event(EventKind.REOPENED, -60, deal_id="D0"), Outcome.OPEN, "Deal 0")
    scene.hear(event(EventKind.LOST, deal_id="D0"), Outcome.LOST, "Deal 0")
    again = next(row for row in scene.rounds() if row.loss_no == 2)
    assert not second_look(scene, again)
    assert (again.is_bulk, scene.session.get_one(DealRow, again.deal_id).is_bulk) == (False, False)


@pytest.mark.parametrize(("name", "value"), [("burst_from", "0"), ("silent_pipelines", "Sales")])
def test_where_nobody_would_be_asked_nobody_is(scene: Scene, name: str, value: str) -> None:
    workspaces.change(scene.session, scene.workspace, name, value)
    close(scene)
    for row in scene.rounds():
        deal = scene.session.get_one(DealRow, row.deal_id)
        deal.facts = {**deal.facts, "pipeline": "sales"}
    assert not second_look(scene, scene.rounds()[0])
