"""Promise 4: once per workspace and week, with any number of processes, restarts and clock jumps."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from bot import scheduler
from bot.domain import weeks
from bot.domain.weeks import Weekly
from bot.scheduler import Scheduler
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import OutboxRow, SlotRow
from tests import lost_deals
from tests.conftest import KEYS
from tests.factories import Scene
from tests.lost_deals import FRIDAY

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TUESDAY_MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


def team(db: Database, team_id: str = "T0ACME", next_at: datetime | None = FRIDAY, **settings: str) -> UUID:
    """A workspace that waits for this Friday and has something to say."""
    with db.begin() as session:
        row = lost_deals.workspace(session, team_id, **settings)
        row.next_slot_at = next_at
        lost_deals.loss(session, row)
    return row.id


def posted(db: Database) -> Counter[tuple[UUID, str]]:
    """How often each message was queued: (workspace, dedupe key) → count."""
    with db.read() as session:
        return Counter((row.workspace_id, row.dedupe_key) for row in session.scalars(select(OutboxRow)))


def taken(db: Database) -> list[tuple[UUID, str, str]]:
    with db.read() as session:
        rows = session.scalars(select(SlotRow).order_by(SlotRow.id))
        return [(row.workspace_id, row.kind, row.period) for row in rows]


def test_a_tick_holds_the_hour_of_every_workspace_that_is_due(db: Database) -> None:
    due = {team(db, f"T{number}") for number in range(3)}
    not_due = team(db, "T0YORK", None, timezone="America/New_York")
    assert scheduler.tick(db, FRIDAY - MINUTE) == 1  # New York's hour was never computed; now it is
    assert posted(db) == {}
    assert scheduler.tick(db, FRIDAY + MINUTE) == 3
    assert {workspace_id for workspace_id, _ in posted(db)} == due
    assert scheduler.tick(db, FRIDAY + 2 * MINUTE) == 0
    assert scheduler.tick(db, FRIDAY + 5 * HOUR) == 1
    assert {workspace_id for workspace_id, _ in posted(db)} == due | {not_due}


def test_one_workspaces_trouble_does_not_keep_the_others_waiting(
    db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, sound = team(db, "T1"), team(db, "T2")
    with db.begin() as session:
        row = workspaces.by_id(session, broken)
        assert row
        row.settings = row.settings | {"timezone": "Mars/Olympus"}
    assert scheduler.tick(db, FRIDAY) == 1
    assert {workspace_id for workspace_id, _ in posted(db)} == {sound}
    assert str(broken) in capsys.readouterr().out
    with db.begin() as session:
        row = workspaces.by_id(session, broken)
        assert row
        workspaces.change(session, row, "timezone", "UTC")
    assert scheduler.tick(db, FRIDAY + HOUR) == 1
    assert {workspace_id for workspace_id, _ in posted(db)} == {broken, sound}


def test_many_processes_hold_each_hour_once(database_url: str) -> None:
    """Four workers walk the same weeks, each with a clock of its own that is seconds off."""
    with _opened(database_url) as db:
        teams = [team(db, f"T{number}") for number in range(2)]

    def live(seed: int) -> None:
        skew = random.Random(seed)
        with _opened(database_url) as own:
            for week in range(3):
                for _ in range(2):
                    scheduler.tick(own, FRIDAY + week * weeks.WEEK + timedelta(seconds=skew.randrange(-20, 60)))
                scheduler.tick(own, FRIDAY + week * weeks.WEEK + MINUTE)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(live, range(4)))
    with _opened(database_url) as db:
        slots, posts = Counter(taken(db)), posted(db)
    assert set(slots.values()) == {1}
    assert {(workspace_id, period) for workspace_id, _, period in slots} == {
        (workspace_id, f"2026-W{week}") for workspace_id in teams for week in (47, 48, 49)
    }
    assert posts == dict.fromkeys(
        [(workspace_id, f"{kind}:2026-W47") for workspace_id in teams for kind in ("celebration", "digest")], 1
    )


@pytest.mark.parametrize("seed", range(2))
def test_a_season_of_restarts_sleeps_and_new_settings_gives_each_week_one_slot(db: Database, seed: int) -> None:
    """A process that starts anew after a few ticks, at odd times, some days apart, while the admin moves the hour."""
    chance = random.Random(seed)
    workspace_id = team(db, timezone="Europe/Berlin")
    now = FRIDAY
    for _ in range(5):
        for _ in range(8):
            now += chance.choice([HOUR, 7 * HOUR, DAY, 3 * DAY, 9 * DAY])
            if chance.random() < 0.2:
                _change(db, workspace_id, chance)
            scheduler.tick(db, now)
        db.close()  # with the process ends what it had open; that it compiled its statements anew would prove nothing
    found = Counter(taken(db))
    assert set(found.values()) == {1}
    first, last = min(period for *_, period in found), max(period for *_, period in found)
    assert weeks.weeks_from(first, last) >= 6


def test_without_new_settings_no_week_of_a_year_goes_unrecorded(db: Database) -> None:
    chance = random.Random(7)
    zone = "Europe/Berlin"
    workspace_id = team(db, timezone=zone)
    with db.begin() as session:
        row = workspaces.by_id(session, workspace_id)
        assert row
        row.next_slot_at = FRIDAY - HOUR
    now = FRIDAY
    while now < FRIDAY + timedelta(days=370):
        scheduler.tick(db, now)
        now += chance.choice([DAY, 2 * DAY, 9 * DAY, 16 * DAY])
    expected = weeks.between(Weekly(4, lost_deals.FRIDAY.time(), zone), FRIDAY - HOUR, now - 16 * DAY)
    recorded = {period for _, _, period in taken(db)}
    assert {occasion.week for occasion in expected} <= recorded


class Clocks:
    """The machine's two clocks, as a test sets them."""

    def __init__(self) -> None:
        self.wall = FRIDAY
        self.monotonic = 1000.0

    def pass_time(self, time: timedelta) -> None:
        self.wall += time
        self.monotonic += time.total_seconds()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def ticking(db: Database, clocks: Clocks) -> Scheduler:
    return Scheduler(db, wall=lambda: clocks.wall, monotonic=lambda: clocks.monotonic)


@pytest.mark.parametrize("jump", [timedelta(days=365), -HOUR, 6 * MINUTE])
def test_after_a_jump_of_the_machines_clock_two_calm_ticks_are_awaited(
    db: Database, ticking: Scheduler, clocks: Clocks, jump: timedelta
) -> None:
    team(db)
    clocks.wall += jump
    worked = []
    for _ in range(4):
        clocks.pass_time(timedelta(seconds=15))
        worked.append(ticking.tick(FRIDAY + MINUTE))
    assert worked == [0, 0, 1, 0]


@pytest.mark.parametrize("slept", [timedelta(seconds=15), 3 * DAY])
def test_time_that_passes_for_both_clocks_is_no_jump(
    db: Database, ticking: Scheduler, clocks: Clocks, slept: timedelta
) -> None:
    team(db)
    clocks.pass_time(slept)
    assert ticking.tick(FRIDAY + MINUTE) == 1


def test_a_sandbox_that_moves_the_day_forward_is_followed_at_once(
    db: Database, ticking: Scheduler, clocks: Clocks
) -> None:
    team(db)
    clocks.pass_time(timedelta(seconds=15))
    assert ticking.tick(FRIDAY - 5 * DAY) == 0
    clocks.pass_time(timedelta(seconds=15))
    assert ticking.tick(FRIDAY + MINUTE) == 1


def _change(db: Database, workspace_id: UUID, chance: random.Random) -> None:
    name, text = chance.choice(
        [("weekly_day", "monday"), ("weekly_day", "friday"), ("timezone", "Pacific/Apia"), ("weekly_time", "02:30")]
    )
    with db.begin() as session:
        row = workspaces.by_id(session, workspace_id)
        assert row
        workspaces.change(session, row, name, text)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    """The database as one process opens it."""
    db = Database(url, KEYS)
    yield db
    db.close()


def test_the_machines_own_clocks_are_read(db: Database) -> None:
    assert Scheduler(db).tick(datetime(2026, 11, 20, tzinfo=UTC)) == 0


def test_questions_that_waited_for_a_quarters_end_are_asked_once_by_many_workers(db: Database) -> None:
    rush, over = datetime(2026, 12, 30, 15, tzinfo=UTC), datetime(2027, 1, 8, 9, tzinfo=UTC)
    with db.begin() as session:
        talk = Scene(session, now=rush).open()
    assert scheduler.held_questions(db, over - MINUTE) == 0
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: scheduler.held_questions(db, over), range(4))) == 1
    keys = [key for _, key in posted(db) if key.startswith(f"{talk.id}:ask")]
    assert keys == [f"{talk.id}:ask:1"]


def test_a_silent_talk_is_brought_to_mind_once_by_any_number_of_processes(database_url: str) -> None:
    with _opened(database_url) as db, db.begin() as session:
        scene = Scene(session, now=FRIDAY)
        for number in range(3):
            scene.open(f"Deal {number}")

    def live(_number: int) -> int:
        with _opened(database_url) as own:
            return scheduler.silent_talks(own, TUESDAY_MORNING)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(live, range(4))) == 3
    with _opened(database_url) as db:
        assert len([key for _, key in posted(db) if ":reminder:" in key]) == 3
        assert scheduler.silent_talks(db, TUESDAY_MORNING) == 0
