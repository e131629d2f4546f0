"""A deal that is lost at a quarter's end: its questions wait, the customer's call does not."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.conversation import Status
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import workspaces
from bot.storage.models import PersonRow, RetrospectiveRow
from bot.use_cases.call import calls, captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.losses import quarter_ends, sizes, starts
from bot.use_cases.talk import retrospectives
from tests.factories import ANA, KIM, PRIYA, Scene, text

RUSH = datetime(2026, 12, 30, 15, tzinfo=UTC)
STARTS = datetime(2027, 1, 8, 9, tzinfo=UTC)


def lost_in_the_rush(scene: Scene) -> RetrospectiveRow:
    scene.now = RUSH
    return scene.open()


def clock_comes(scene: Scene, at: datetime = STARTS) -> int:
    scene.now = at
    return sum(quarter_ends.start(scene.session, due, at) for due in quarter_ends.due(scene.session, at))


def start_now(scene: Scene, talk: RetrospectiveRow, by: str = ANA) -> None:
    quarter_ends.start_now(scene.session, scene.actor(by), talk.id, scene.tick())


def shown_root(scene: Scene, talk: RetrospectiveRow) -> str:
    cards = [row for row in scene.outbox("post") if row.id == talk.root_id]
    return text([*cards, *(row for row in scene.outbox("update") if row.target_id == talk.root_id)][-1])


def test_thread_and_call_stand_at_once_and_the_card_names_the_day(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    assert scene.stands(talk) == (Status.OPEN, None)
    assert talk.starts_at == STARTS
    assert [post.split("*")[1] for post in scene.posts()] == [
        "Northwind was closed lost.",
        f"Northwind: the customer call is <@{PRIYA}>'s to lead.",
    ]
    assert "Quarter's end: questions wait until Friday 8 January." in shown_root(scene, talk)


def test_when_the_day_comes_the_first_question_is_asked_once(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    assert clock_comes(scene, STARTS - timedelta(seconds=1)) == 0
    assert (clock_comes(scene), clock_comes(scene)) == (1, 0)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    assert "Now: our view." in shown_root(scene, talk)


@pytest.mark.parametrize("by", [ANA, PRIYA])
def test_either_of_the_two_may_start_at_once_and_only_once(scene: Scene, by: str) -> None:
    talk = lost_in_the_rush(scene)
    start_now(scene, talk, by)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    with pytest.raises(AlreadySettled):
        start_now(scene, talk)
    assert clock_comes(scene) == 0


def test_strangers_do_not_start(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    with pytest.raises(NotAllowed):
        start_now(scene, talk, KIM)


def test_the_customer_may_be_heard_meanwhile(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    texts = {"customers.change": "Answer sooner."}
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(texts), scene.tick())
    assert scene.stands(talk) == (Status.OPEN, None)
    clock_comes(scene)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")
    assert scene.answers() == [("customers.change", "Answer sooner.")]


def test_walked_through_meanwhile_our_questions_still_wait_and_say_so(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for _ in range(5):
        scene.types(talk, "They knew how our warehouses work, and asked before they showed.", by=PRIYA)
    assert scene.stands(talk) == (Status.OPEN, None)
    assert scene.last_post().startswith("*Northwind:* our own questions wait until Friday 8 January")


def test_just_one_question_waits_as_well(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    sizes.change(scene.session, scene.actor(), talk.id, is_short=True, now=scene.tick())
    assert scene.stands(talk) == (Status.OPEN, None)
    clock_comes(scene)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.loss")


def test_left_out_meanwhile_it_stays_left_out_and_may_be_taken_up_at_once(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    retrospectives.decline(scene.session, scene.actor(), talk.id, scene.tick())
    assert (clock_comes(scene), scene.stands(talk)) == (0, (Status.SKIPPED, None))
    scene.now = RUSH
    retrospectives.take_up(scene.session, scene.actor(), talk.id, scene.tick())
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


def test_who_asks_by_name_waits_for_no_quarter(scene: Scene) -> None:
    talk = lost_in_the_rush(scene)
    assert starts.start(scene.session, scene.actor(), talk.deal_id, scene.tick()).is_new
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


def test_by_the_workspaces_clock_and_its_own_year(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "timezone", "Australia/Sydney")
    workspaces.change(scene.session, scene.workspace, "fiscal_year_start", "2")
    assert lost_in_the_rush(scene).starts_at is None
    scene.now = datetime(2027, 1, 26, 15, tzinfo=UTC)  # the 27th in Sydney
    assert scene.open("Adatum").starts_at == datetime(2027, 2, 7, 22, tzinfo=UTC)


def test_nobody_is_asked_before_their_own_morning(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    talk = lost_in_the_rush(scene)
    scene.session.get_one(PersonRow, talk.rep_id).zone = "America/New_York"
    assert (clock_comes(scene), talk.starts_at) == (0, STARTS + timedelta(hours=5))
    assert (clock_comes(scene, STARTS + timedelta(hours=5)), scene.stands(talk)) == (1, (Status.OUR_VIEW, "ours.value"))


def test_where_the_workspace_wants_no_hold_it_asks(scene: Scene) -> None:
    workspaces.change(scene.session, scene.workspace, "quarter_hold", "no")
    assert scene.stands(lost_in_the_rush(scene)) == (Status.OUR_VIEW, "ours.value")
