"""The card about the CRM from the edge: pressed twice, by strangers, and with values that we never gave."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from bot.domain.write_backs import State, mark
from bot.messages import ids
from bot.storage import workspaces, write_backs
from bot.storage.models import RetrospectiveRow
from bot.use_cases.wrap_up import lessons
from bot.use_cases.write_back import crm_offers, orders
from tests.factories import ANA, KIM, PRIYA, Scene, form
from tests.handlers.edge import Edge
from tests.handlers.sentences import NOT_HERE, NOT_YOURS, SETTLED


def offered(scene: Scene) -> tuple[str, str]:
    """A talk whose pair was asked: its id, and the mark of what they read."""
    workspaces.change(scene.session, scene.workspace, "crm_write_back", "yes")
    talk = scene.open()
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    order = orders.claim(scene.session, scene.tick(), timedelta(minutes=1))
    assert order is not None
    crm_offers.show(scene.session, order.id, "HubSpot", {}, scene.tick())
    row = write_backs.of_talk(scene.session, talk)
    assert row is not None
    return str(talk.id), mark(write_backs.writes(scene.session, row))


def state(edge: Edge, talk_id: str) -> str:
    with edge.scene() as scene:
        talk = next(row for row in scene.session.query(RetrospectiveRow) if str(row.id) == talk_id)
        row = write_backs.of_talk(scene.session, talk)
        assert row is not None
        return row.state


def test_the_pair_says_yes_or_no_and_nobody_else_does(edge: Edge) -> None:
    with edge.scene() as scene:
        talk, shown = offered(scene)
    edge.clicks(ids.WRITE_BACK, f"{talk}:{shown}", by=KIM)
    edge.clicks(ids.UNDO_WRITES, talk)
    for odd in (f"{uuid4()}:{shown}", "", "x:y"):
        edge.clicks(ids.WRITE_BACK, odd)
    edge.clicks(ids.LEAVE_CRM, talk, by=PRIYA)
    assert state(edge, talk) == State.LEFT
    edge.clicks(ids.WRITE_BACK, f"{talk}:{shown}", by=PRIYA)
    edge.clicks(ids.WRITE_BACK, f"{talk}:{shown}")
    assert state(edge, talk) == State.WRITING
    assert edge.whispers() == [(KIM, NOT_YOURS), (ANA, SETTLED), *[(ANA, NOT_HERE)] * 3, (ANA, SETTLED)]


def test_two_at_once_have_it_written_once(any_edge: Edge) -> None:
    with any_edge.scene() as scene:
        talk, shown = offered(scene)
    with ThreadPoolExecutor() as pair:
        for by in (ANA, PRIYA):
            pair.submit(any_edge.clicks, ids.WRITE_BACK, f"{talk}:{shown}", by=by)
    assert state(any_edge, talk) == State.WRITING
    assert [said for _, said in any_edge.whispers()] == [SETTLED]
