"""`Later`, from the click to the rows."""

import pytest

from bot.messages import ids, reminders
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, select
from tests.handlers.sentences import SETTLED


def offered(edge: Edge, who: str = ANA) -> list[str]:
    """The instants that the open form offers."""
    menu = next(block for block in edge.modal(who)["blocks"] if block.get("block_id") == reminders.UNTIL)
    return [option["value"] for option in menu["element"]["options"]]


def test_later_opens_a_form_and_the_form_is_kept(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.LATER, talk, by=PRIYA)
    chosen = offered(any_edge, PRIYA)[-1]
    for _ in range(2):
        assert any_edge.submits(ids.LATER_MODAL, talk, by=PRIYA, until=select(chosen)) == {}
    with any_edge.scene() as scene:
        until = scene.rounds()[0].snoozed_until
        assert until is not None
        assert until.isoformat() == chosen
        assert scene.rounds()[0].remind_at == until


@pytest.mark.parametrize("value", ["", "tomorrow", "2026-11-24T09:00:00", "2020-01-01T09:00:00+00:00"])
def test_a_moment_that_no_form_offers_is_refused_at_its_field(edge: Edge, value: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.LATER_MODAL, talk, until=select(value))
    assert answer["response_action"] == "errors"
    assert answer["errors"].keys() == {reminders.UNTIL}


def test_later_is_not_for_strangers_and_not_for_what_is_over(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.LATER, talk, by=KIM)
    assert edge.refusals() == [(KIM, "snooze")]
    edge.clicks(ids.NOT_THIS_ONE, talk)
    edge.clicks(ids.LATER, talk)
    assert (ANA, SETTLED) in edge.whispers()
