"""The day of the customer call: planned, and remembered once, that morning."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.domain.calls import Call
from bot.errors import AlreadySettled, FieldErrors, MustNotBeContacted, NotAllowed
from bot.storage import calls as storage
from bot.storage import workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls, come_backs, leaders, plans, stops
from bot.use_cases.talk import pauses, retrospectives
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.lost_deals import person

THURSDAY, SATURDAY = date(2026, 11, 26), date(2026, 11, 28)
BERLIN = "Europe/Berlin"  # nine o'clock there is eight in UTC


def planned(scene: Scene, day: date = THURSDAY) -> RetrospectiveRow:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    person(scene.session, scene.workspace, PRIYA).zone = BERLIN
    talk = scene.open()
    plans.plan(scene.session, scene.actor(PRIYA), talk.id, day, scene.tick())
    return talk


def nudge(scene: Scene, at: datetime) -> int:
    """What the scheduler does at `at`."""
    return sum(plans.nudge(scene.session, call_id, at) for call_id in storage.due_nudges(scene.session, at))


def morning(scene: Scene, day: date = THURSDAY) -> datetime:
    return scene.now.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=0, second=0)


def test_whoever_leads_is_reminded_that_morning_and_once(scene: Scene) -> None:
    talk = planned(scene)
    assert (talk.call, talk.planned_on) == (Call.PLANNED, THURSDAY)
    assert scene.last_post() == (
        "*Northwind:* the customer call is planned for Thursday 26 November. "
        f"<@{PRIYA}>, you hear from me that morning."
    )
    assert "Planned for Thursday 26 November." in scene.card(talk)
    assert nudge(scene, morning(scene) - timedelta(seconds=1)) == 0
    assert nudge(scene, morning(scene)) == 1
    assert scene.last_post().startswith(
        f"*Northwind: today is the day of the customer call.* <@{PRIYA}>, the questions"
    )
    assert nudge(scene, morning(scene) + timedelta(hours=1)) == 0


def test_of_two_workers_one_reminds(scene: Scene) -> None:
    planned(scene)
    (call_id,) = storage.due_nudges(scene.session, morning(scene))
    assert [plans.nudge(scene.session, call_id, morning(scene)) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("work", [plans.nudge, come_backs.remind])
def test_the_talk_is_locked_before_its_call(scene: Scene, work: Callable[[Session, UUID, datetime], bool]) -> None:
    planned(scene)
    (call_id,) = storage.due_nudges(scene.session, morning(scene))
    sent: list[str] = []
    event.listen(scene.session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    work(scene.session, call_id, morning(scene))
    assert "FROM retrospectives" in sent[0]
    assert "FOR UPDATE" in sent[0] or scene.session.get_bind().dialect.name == "sqlite"
    assert sent[1].startswith("UPDATE calls")


def test_a_worker_that_comes_late_speaks_in_their_hours_of_that_day_or_not_at_all(scene: Scene) -> None:
    planned(scene)
    person(scene.session, scene.workspace, PRIYA).zone = "America/New_York"  # she has moved on meanwhile
    before = scene.posts()
    assert nudge(scene, morning(scene)) == 0
    assert storage.due_nudges(scene.session, morning(scene) + timedelta(hours=5)) == []
    assert nudge(scene, morning(scene) + timedelta(hours=15)) == 0
    assert storage.due_nudges(scene.session, morning(scene) + timedelta(days=9)) == []
    assert scene.posts() == before


def test_whoever_leads_instead_is_reminded_in_their_own_morning(scene: Scene) -> None:
    talk = planned(scene)
    person(scene.session, scene.workspace, KIM).zone = "America/New_York"
    leaders.choose(scene.session, scene.actor(PRIYA), talk.id, scene.met(KIM), scene.tick())
    assert nudge(scene, morning(scene)) == 0
    assert nudge(scene, morning(scene) + timedelta(hours=6)) == 1
    assert f"<@{KIM}>" in scene.last_post()


def test_another_day_makes_way_for_the_first(scene: Scene) -> None:
    talk = planned(scene)
    plans.plan(scene.session, scene.actor(ANA), talk.id, THURSDAY + timedelta(days=1), scene.tick())
    assert nudge(scene, morning(scene)) == 0
    assert nudge(scene, morning(scene, THURSDAY + timedelta(days=1))) == 1


@pytest.mark.parametrize("what", ["declined", "skipped", "reopened", "tried"])
def test_what_is_off_is_not_remembered(scene: Scene, what: str) -> None:
    talk = planned(scene)
    priya = scene.actor(PRIYA)
    match what:
        case "declined":
            calls.customer_declined(scene.session, priya, talk.id, scene.tick())
        case "skipped":
            retrospectives.decline(scene.session, priya, talk.id, scene.tick())
        case "reopened":
            pauses.pause_all(scene.session, scene.deal(), scene.tick())
        case "tried":
            calls.no_answer_yet(scene.session, priya, talk.id, scene.tick())
    before = scene.posts()
    assert nudge(scene, morning(scene)) == 0
    assert scene.posts() == before


@pytest.mark.parametrize("day", [SATURDAY, date(2026, 11, 20)])
def test_nobody_is_reminded_on_a_day_off_or_of_today(scene: Scene, day: date) -> None:
    planned(scene, day)
    assert "you hear from me" not in scene.last_post()
    assert storage.due_nudges(scene.session, morning(scene, day) + timedelta(days=7)) == []


@pytest.mark.parametrize(
    ("day", "error"),
    [
        (date(2026, 11, 19), "errors.date_past"),
        (date(2027, 2, 19), "errors.date_far"),
        (date.max, "errors.date_far"),
        (date.min, "errors.date_past"),
    ],
)
def test_days_that_make_no_sense(scene: Scene, day: date, error: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        planned(scene, day)
    assert refused.value.errors == {"day": error}


def test_the_form_proposes_the_day_of_the_first_try_then_of_the_next(scene: Scene) -> None:
    talk = scene.open()
    assert proposed(scene, talk.id) == date(2026, 11, 24)
    calls.no_answer_yet(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert proposed(scene, talk.id) == THURSDAY
    scene.tick(20 * 24 * 60 * 60)
    assert proposed(scene, talk.id) == scene.now.date()


def proposed(scene: Scene, talk_id: UUID) -> date:
    return plans.to_plan(scene.session, scene.actor(PRIYA), talk_id, scene.now)[1]


def test_nothing_is_planned_with_who_said_no_or_must_be_left_in_peace(scene: Scene) -> None:
    talk = planned(scene)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        proposed(scene, talk.id)
    calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    other = scene.open("Northwind")  # another deal of the same customer
    stops.must_not_contact(scene.session, scene.actor(PRIYA), other.id, scene.tick())
    with pytest.raises(MustNotBeContacted):
        proposed(scene, talk.id)
    assert nudge(scene, morning(scene)) == 0


def test_strangers_plan_nothing(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(NotAllowed):
        plans.plan(scene.session, scene.actor(KIM), talk.id, THURSDAY, scene.tick())
    assert talk.planned_on is None
