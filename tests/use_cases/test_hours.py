"""Nobody hears of a lost deal outside their hours; what somebody asks for is answered at once."""

from datetime import UTC, date, datetime

import pytest

from bot.access import Actor
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.errors import NotAllowed
from bot.messages.guides import guide
from bot.storage import retrospectives, workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.losses import starts
from bot.use_cases.people import away, hours
from tests import lost_deals
from tests.factories import ANA, PRIYA, Scene

SATURDAY = datetime(2026, 11, 21, 10, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def weekend(scene: Scene) -> Scene:
    """A Saturday in a workspace that keeps quiet hours."""
    workspaces.change(scene.session, scene.workspace, "quiet_hours", "yes")
    scene.now = SATURDAY
    return scene


def held(scene: Scene) -> RetrospectiveRow:
    closed = lost_deals.deal(scene.session, scene.workspace, "Northwind")
    shipped = guide(Outcome.LOST)
    return retrospectives.hold(scene.session, closed, number=1, outcome=Outcome.LOST, guide=shipped, due_at=scene.now)


def live_in(scene: Scene, slack_user: str, zone: str, country: str = "") -> None:
    person = lost_deals.person(scene.session, scene.workspace, slack_user)
    person.zone, person.country = zone, country


def next_open(scene: Scene, *people: str) -> datetime:
    return hours.next_open(scene.session, [scene.person(one) for one in people], scene.now)


def test_a_loss_on_saturday_waits_for_monday_morning(weekend: Scene) -> None:
    live_in(weekend, ANA, "Europe/Berlin")
    live_in(weekend, PRIYA, "Europe/London")
    talk = weekend.begin(held(weekend))
    assert (talk.status, talk.due_at, talk.rep_id) == (Status.HELD, MONDAY.replace(hour=9), None)
    assert weekend.posts() == []
    weekend.now = MONDAY.replace(hour=9)
    assert weekend.begin(talk).status == Status.OUR_VIEW
    assert len(weekend.posts()) == 3


def test_who_asks_for_it_is_answered_at_once(weekend: Scene) -> None:
    talk = weekend.begin(held(weekend))
    starts.start(weekend.session, weekend.actor(), talk.deal_id, weekend.tick())
    assert talk.due_at == weekend.now
    assert weekend.begin(talk).status == Status.OUR_VIEW


def test_without_quiet_hours_saturday_is_as_good(weekend: Scene) -> None:
    workspaces.change(weekend.session, weekend.workspace, "quiet_hours", "no")
    assert weekend.begin(held(weekend)).status == Status.OUR_VIEW


def test_a_zone_or_country_that_nobody_knows(weekend: Scene) -> None:
    workspaces.change(weekend.session, weekend.workspace, "timezone", "Asia/Tokyo")
    for zone in ("", "Mars/Olympus", "../../etc/passwd"):
        live_in(weekend, ANA, zone, "ZZ")
        assert next_open(weekend, ANA) == MONDAY.replace(hour=0)


def test_a_holiday_of_one_country_is_a_working_day_in_another(weekend: Scene) -> None:
    live_in(weekend, ANA, "UTC", "US")
    live_in(weekend, PRIYA, "UTC", "DE")
    weekend.now = datetime(2026, 11, 26, 10, tzinfo=UTC)  # Thanksgiving
    assert next_open(weekend, PRIYA) == weekend.now
    assert next_open(weekend, ANA) == datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert next_open(weekend, PRIYA, ANA) == datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_the_workspace_says_how_long_a_day_is(weekend: Scene) -> None:
    workspaces.change(weekend.session, weekend.workspace, "work_from", "07:00")
    assert next_open(weekend, ANA) == MONDAY.replace(hour=7)


def test_nobody_to_wait_for(weekend: Scene) -> None:
    assert hours.next_open(weekend.session, [None], weekend.now) == weekend.now


class TestAway:
    def test_nothing_comes_before_they_are_back(self, weekend: Scene) -> None:
        live_in(weekend, ANA, "UTC")
        assert away.until(weekend.session, weekend.actor(), "until wednesday", weekend.now) == date(2026, 11, 25)
        assert next_open(weekend, ANA) == datetime(2026, 11, 26, 9, tzinfo=UTC)
        away.back(weekend.session, weekend.actor(), weekend.now)
        assert next_open(weekend, ANA) == MONDAY.replace(hour=9)

    def test_the_day_is_one_of_their_own_zone(self, weekend: Scene) -> None:
        live_in(weekend, ANA, "Pacific/Auckland")
        weekend.now = datetime(2026, 11, 22, 12, tzinfo=UTC)  # Monday there
        assert away.until(weekend.session, weekend.actor(), "until monday", weekend.now) == date(2026, 11, 30)

    def test_what_was_not_understood_changes_nothing(self, weekend: Scene) -> None:
        away.until(weekend.session, weekend.actor(), "until wednesday", weekend.now)
        assert away.until(weekend.session, weekend.actor(), "for a while", weekend.now) is None
        assert next_open(weekend, ANA) == datetime(2026, 11, 26, 9, tzinfo=UTC)

    def test_nobody_outside_is_noted(self, weekend: Scene) -> None:
        with pytest.raises(NotAllowed):
            away.until(weekend.session, Actor(weekend.workspace.id, "U0EXT", is_outside=True), "monday", weekend.now)
