"""Clicks on what was left out."""

import pytest

from bot.domain.conversation import Status
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge
from tests.handlers.sentences import NOT_HERE, NOT_YOURS, SETTLED


def because(edge: Edge, value: str, by: str = ANA) -> None:
    edge.clicks(ids.SKIPPED_BECAUSE, by=by, type="static_select", selected_option={"value": value})


def test_left_out_explained_and_taken_up_again(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    because(edge, f"{talk}:too_raw", by=PRIYA)
    with edge.scene() as scene:
        assert scene.rounds()[0].skipped_because == "too_raw"
    edge.clicks(ids.TAKE_UP, talk)
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")
    edge.clicks(ids.TAKE_UP, talk, by=PRIYA)
    assert edge.whispers() == [(PRIYA, SETTLED)]


@pytest.mark.parametrize("reason", ["", "because", "too_raw:too_raw"])
def test_a_reason_that_no_menu_offers_is_not_kept(edge: Edge, reason: str) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    because(edge, f"{talk}:{reason}")
    assert edge.whispers() == [(ANA, NOT_HERE)]


def test_strangers(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    because(edge, f"{talk}:other", by=KIM)
    edge.clicks(ids.TAKE_UP, talk, by=KIM)
    assert edge.whispers() == [(KIM, NOT_YOURS)] * 2
    assert edge.stands() == (Status.SKIPPED, None)
