"""The day to ask a customer again, and what of their words may be quoted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.conversation import Kind, Quotable
from bot.errors import MustNotBeContacted, NotAllowed, OddDay
from bot.storage import calls as storage
from bot.storage import workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls, captures, come_backs, stops
from bot.use_cases.call.captures import Capture
from bot.use_cases.wrap_up import lessons
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

IN_MAY = date(2027, 5, 20)
SAID = {"customers.winner": "They listened.", "customers.again": "Ask us in May."}


def remind(scene: Scene, day: date) -> int:
    """What the scheduler does at noon of `day`."""
    noon = scene.now.replace(year=day.year, month=day.month, day=day.day, hour=12)
    return sum(come_backs.remind(scene.session, one, noon) for one in storage.due_come_backs(scene.session, noon))


def choose(scene: Scene, talk: RetrospectiveRow, day: date | None, by: str = PRIYA) -> None:
    come_backs.choose(scene.session, scene.actor(by), talk.id, day, scene.tick())


@pytest.fixture
def done(scene: Scene) -> RetrospectiveRow:
    """A talk that is over; the customer left a door open until May."""
    talk = scene.open()
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(SAID), scene.tick())
    choose(scene, talk, IN_MAY)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form("Ask who signs."), scene.tick())
    return talk


def test_months_later_with_their_words_and_the_lesson(scene: Scene, done: RetrospectiveRow) -> None:
    assert remind(scene, IN_MAY - timedelta(days=1)) == 0
    assert remind(scene, IN_MAY) == 1
    said = text(scene.outbox()[-1]).splitlines()
    assert said[0].startswith(f"*Northwind: today is the day to ask again.* <@{ANA}>, <@{PRIYA}>, here is")
    assert said[1:] == ["Ask us in May.", "*What we took from it:* Ask who signs."]
    assert remind(scene, IN_MAY + timedelta(days=1)) == 0


def test_a_reminder_that_comes_late_says_which_day_it_was(scene: Scene, done: RetrospectiveRow) -> None:
    assert remind(scene, IN_MAY + timedelta(days=1)) == 1
    assert text(scene.outbox()[-1]).startswith("*Northwind: Thursday 20 May was the day to ask again.*")


def test_a_worker_that_comes_late_waits_for_their_next_hour(scene: Scene, done: RetrospectiveRow) -> None:
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    lost_deals.person(scene.session, scene.workspace, PRIYA).zone = "Asia/Tokyo"
    assert remind(scene, IN_MAY) == 0  # nine in the evening there
    assert storage.due_come_backs(scene.session, datetime(2027, 5, 20, 23, 59, tzinfo=UTC)) == []
    at_nine = datetime(2027, 5, 21, 0, tzinfo=UTC)
    (call_id,) = storage.due_come_backs(scene.session, at_nine)
    assert come_backs.remind(scene.session, call_id, at_nine)


def test_the_day_can_be_changed_and_taken_back_also_after_the_end(scene: Scene, done: RetrospectiveRow) -> None:
    choose(scene, done, IN_MAY + timedelta(days=7), by=ANA)
    assert remind(scene, IN_MAY) == 0
    choose(scene, done, None)
    assert remind(scene, IN_MAY + timedelta(days=7)) == 0
    cards = [post for post in scene.posts() if "is the day to ask again" in post]
    assert len(cards) == 1  # it is edited in place


def test_whom_nobody_may_contact_is_not_asked_again(scene: Scene, done: RetrospectiveRow) -> None:
    stops.must_not_contact(scene.session, scene.actor(PRIYA), done.id, scene.tick())
    assert remind(scene, IN_MAY) == 0
    with pytest.raises(MustNotBeContacted):
        choose(scene, done, IN_MAY + timedelta(days=1))


def test_a_deal_that_is_open_again_needs_no_reminder(scene: Scene, done: RetrospectiveRow) -> None:
    scene.deal().outcome = "open"
    scene.deal().facts = {**scene.deal().facts, "outcome": "open"}
    assert remind(scene, IN_MAY) == 0


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2020, 1, 1), date(2029, 1, 1), date.max, date.min])
def test_days_that_make_no_sense(scene: Scene, day: date) -> None:
    talk = scene.open()
    with pytest.raises(OddDay):
        choose(scene, talk, day)


def test_strangers_choose_nothing(scene: Scene, done: RetrospectiveRow) -> None:
    with pytest.raises(NotAllowed):
        choose(scene, done, None, by=KIM)
    with pytest.raises(NotAllowed):
        scene.permits(done, Quotable.INSIDE, by=KIM)


def walked(scene: Scene, last: Kind = Kind.SAID) -> RetrospectiveRow:
    """The customer's questions were gone through one by one; `last` is what the last answer was."""
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They showed us the first week of the work.", by=PRIYA)
    for name in ("compare", "needs", "change"):
        answers.give(scene.session, scene.actor(PRIYA), talk.id, f"customers.{name}", Kind.SKIPPED, "", scene.tick())
    words = "Ask us again in May, please." if last is Kind.SAID else ""
    answers.give(scene.session, scene.actor(PRIYA), talk.id, "customers.again", last, words, scene.tick())
    scene.deliver()
    return talk


def test_after_the_walk_it_is_asked_what_may_be_quoted_and_when_to_come_back(scene: Scene) -> None:
    walked(scene)
    assert ["May we quote them" in post for post in scene.posts()].count(True) == 1
    assert ["there may be a chance again" in post for post in scene.posts()].count(True) == 1


def test_without_a_chance_no_day_is_asked_for(scene: Scene) -> None:
    walked(scene, last=Kind.DONT_KNOW)
    assert not any("there may be a chance again" in post for post in scene.posts())
