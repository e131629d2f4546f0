"""The year played: days go by, the team acts, the clock does its work, and what the team reads is kept by week."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from unittest import mock
from zoneinfo import ZoneInfo

from bot import scheduler
from bot.storage import workspaces
from bot.storage.database import Database
from tests.a_year import plan, posts
from tests.a_year.plan import FIRST_MONDAY, REPS, SEED
from tests.a_year.posts import Post
from tests.a_year.talks import HELEN, MARCO, PRIYA
from tests.a_year.team import Team, moves_in
from tests.a_year.workshop import hold
from tests.factories import Scene

ZONE = ZoneInfo("Europe/Berlin")
SETTINGS = {
    "team_channel": "C0SALES",
    "product_channel": "C0PRODUCT",
    "timezone": ZONE.key,
    "country": "DE",
    "head_of_sales": HELEN,
    "gaffe_leader": HELEN,
}
GAFFES_FROM, WORKSHOP_ON = date(2026, 3, 2), date(2026, 6, 17)
TAKEN_BACK_ON = date(2026, 10, 16)
THURSDAY, FRIDAY = 3, 4


@dataclass(frozen=True)
class Week:
    monday: date
    posts: Sequence[Post]


def played(db: Database, weeks: int) -> Sequence[Week]:
    """The first so many weeks of the year, in an empty database. Ids are drawn from the seed too: ties fall alike."""
    with mock.patch.object(os, "urandom", Random(SEED).randbytes):
        year = Year(db)
        return [year.week(FIRST_MONDAY + timedelta(weeks=number)) for number in range(weeks)]


class Year:
    """The clock of one database, moved by hand."""

    def __init__(self, db: Database) -> None:
        self._db, self._chance = db, Random(SEED)
        self._unopened, self._deals = list(plan.deals()), plan.deals()
        self._slack_seconds, self._read = 0, posts.Reader(db)
        with db.begin() as session:
            moves_in(session, SETTINGS, at(FIRST_MONDAY - timedelta(days=7), 9))
        self._crm_tells(FIRST_MONDAY - timedelta(days=4))

    def week(self, monday: date) -> Week:
        """Everything that happens in a week, and what the team read in it."""
        for day in (monday + timedelta(days=number) for number in range(5)):
            if day == GAFFES_FROM:
                self._wants_gaffes(day)
            self._goes_by(day, is_at_work=plan.is_working_day(day))
        return Week(monday, self._read.week())

    def _goes_by(self, day: date, *, is_at_work: bool) -> None:
        self._tick(at(day, 9, 5))
        if is_at_work and day.weekday() == THURSDAY:
            self._write_gaffes(at(day, 9, 30), [HELEN])
        if day.weekday() == THURSDAY:
            self._tick(at(day, 10, 5))
        if is_at_work:
            self._crm_tells(day)
            self._work(day)
        if day.weekday() == FRIDAY:
            self._tick(at(day, 14, 35))
        self._tick(at(day, 15, 5))
        if is_at_work:
            with self._team(at(day, 16)) as team:
                team.answer_celebration()
                if day == TAKEN_BACK_ON:
                    team.take_celebration_back()

    def _crm_tells(self, day: date) -> None:
        """What was opened by that day, and what ended on it."""
        with self._team(at(day, 10, 10)) as team:
            for planned in [one for one in self._unopened if one.opens_on <= day]:
                self._unopened.remove(planned)
                team.opens(planned)
            for planned in [one for one in self._deals if one.ends_on == day]:
                team.closes(planned)

    def _work(self, day: date) -> None:
        with self._team(at(day, 11)) as team:
            team.talks_begin()
            for planned in self._deals:
                if planned.talk and planned.talk.on == day:
                    team.talks_about(planned)
            team.say_whether_it_helped()
            team.answer_asks()
            team.finish_actions()
        if day.weekday() == THURSDAY:
            self._write_gaffes(at(day, 13), [who for who in (*REPS, PRIYA, MARCO) if self._chance.random() < 0.4])
        if day == WORKSHOP_ON:
            hold(self._team, self._tick, at(day, 13, 30))

    def _write_gaffes(self, now: datetime, who: Sequence[str]) -> None:
        with self._team(now) as team:
            team.write_gaffes(who)

    def _wants_gaffes(self, day: date) -> None:
        with self._team(at(day, 9)) as team:
            workspaces.change(team.session, team.scene.workspace, "gaffe", "yes")

    def _tick(self, now: datetime) -> None:
        """What is due by now is done, and Slack takes what there is to say."""
        scheduler.tick(self._db, now)
        with self._team(now):
            pass
        self._read.note(now)

    @contextmanager
    def _team(self, now: datetime) -> Iterator[Team]:
        with self._db.begin() as session:
            scene = Scene(session, now=now, seconds=self._slack_seconds)
            yield Team(scene, self._chance)
            scene.deliver()
            self._slack_seconds = scene.seconds


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of the team's day, in UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)
