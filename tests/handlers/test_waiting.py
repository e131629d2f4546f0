"""Clicks on what waits: questions at a quarter's end, and deals that were lost together."""

from uuid import UUID

import pytest

from bot.domain.conversation import Status
from bot.domain.gatherings import Kind
from bot.messages import ids
from bot.storage.models import GatheringRow, PersonRow
from bot.use_cases.losses import gatherings
from tests.factories import ANA, KIM, NOW
from tests.handlers.edge import Edge

OURS_NOT = UUID(int=1)


def waiting(edge: Edge) -> UUID:
    """A talk whose questions wait."""
    talk = edge.open()
    with edge.scene() as scene:
        (row,) = scene.rounds()
        row.status, row.question, row.starts_at = Status.OPEN, None, NOW
    return talk


def asked(edge: Edge) -> UUID:
    """A burst about which Ana is asked."""
    with edge.scene() as scene:
        ana = scene.session.get_one(PersonRow, scene.person(ANA))
        burst = gatherings.begin(scene.session, Kind.BURST, ana, None, scope="owner:ana", period="1", now=NOW)
        gatherings.gather(scene.session, burst, [], NOW)
        return burst.id


def choice(edge: Edge) -> str | None:
    with edge.scene() as scene:
        return scene.session.query(GatheringRow).one().choice


def test_start_now(any_edge: Edge) -> None:
    talk = waiting(any_edge)
    any_edge.clicks(ids.START_NOW, talk)
    assert any_edge.stands() == (Status.OUR_VIEW, "ours.value")
    any_edge.clicks(ids.START_NOW, talk)
    assert [text for _, text in any_edge.whispers()] == [
        "*Northwind:* thank you, this has been settled already. Nothing was changed."
    ]


def test_strangers_do_not_start(edge: Edge) -> None:
    edge.clicks(ids.START_NOW, waiting(edge), by=KIM)
    assert edge.stands() == (Status.OPEN, None)
    assert edge.refusals() == [(KIM, "start_now")]


def test_a_burst_is_settled_by_whom_it_asks_and_once(any_edge: Edge) -> None:
    burst = asked(any_edge)
    any_edge.clicks(ids.GATHERED_SAMPLE, burst, by=KIM)
    assert choice(any_edge) is None
    any_edge.clicks(ids.GATHERED_NONE, burst)
    any_edge.clicks(ids.GATHERED_SAMPLE, burst)
    assert choice(any_edge) == "none"
    assert [who for who, _ in any_edge.whispers()] == [KIM, ANA]


@pytest.mark.parametrize("action_id", [ids.GATHERED_ONE, ids.GATHERED_ALL, ids.GATHERED_EACH, ids.START_NOW])
@pytest.mark.parametrize("value", ["", ":", "x", "x" * 5000, f"{OURS_NOT}:", f"{OURS_NOT}:{OURS_NOT}", str(OURS_NOT)])
def test_values_that_we_never_sent_change_nothing(edge: Edge, action_id: str, value: str) -> None:
    asked(edge)
    edge.clicks(action_id, value)
    assert choice(edge) is None
    assert len(edge.whispers()) == 1
