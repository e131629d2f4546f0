"""How long deals take until they are lost or won: the median of four weeks at a time, looked at week by week."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any

from bot.domain.deals import Outcome
from bot.domain.tallies import monday

# Below five deals a median says more about one deal than about all.
FEWEST = 5
# One week seldom has five deals, four mostly do.
SPAN_WEEKS = 4
WEEKS = 12
FEWEST_POINTS = 3

Line = tuple[tuple[date, int], ...]
Lasted = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Closed:
    """The deals that ended in the week of a Monday (in UTC): whole days, and how many deals took so many."""

    week: date
    outcome: Outcome
    lasted: Lasted


@dataclass(frozen=True)
class Point:
    """The median days of what ended in the four weeks up to and with a day (in UTC). None: too few to say."""

    on: date
    to_lose: int | None = None
    to_win: int | None = None


@dataclass(frozen=True)
class Trend:
    """A median now, and that of the four weeks before. None: too few to say."""

    now: int | None = None
    before: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether both can be told, so that they can be compared."""
        return self.now is not None and self.before is not None


@dataclass(frozen=True)
class Pace:
    """The last twelve weeks, one point for each; the latest, which has not ended, last."""

    points: tuple[Point, ...]

    @property
    def lost(self) -> Line:
        """The days and medians that can be told of what was lost."""
        return tuple((point.on, point.to_lose) for point in self.points if point.to_lose is not None)

    @property
    def won(self) -> Line:
        """The same of what was won."""
        return tuple((point.on, point.to_win) for point in self.points if point.to_win is not None)

    @property
    def is_drawable(self) -> bool:
        """Whether a chart of it shows more than the numbers say."""
        return max(len(self.lost), len(self.won)) >= FEWEST_POINTS

    @property
    def to_lose(self) -> Trend:
        return Trend(self._now.to_lose, self._before.to_lose)

    @property
    def to_win(self) -> Trend:
        return Trend(self._now.to_win, self._before.to_win)

    @property
    def _now(self) -> Point:
        return self.points[-1]

    @property
    def _before(self) -> Point:
        return self.points[-1 - SPAN_WEEKS]


def first_week(today: date) -> date:
    """The Monday of the first week that `of` looks at."""
    return monday(today) - timedelta(weeks=WEEKS + SPAN_WEEKS - 2)


def of(closed: Iterable[Closed], today: date) -> Pace:
    """The pace up to and with `today`. Weeks are those of the calendar, so that they can be counted beforehand."""
    lasted = {(one.outcome, one.week): sorted(one.lasted) for one in closed}

    def median(outcome: Outcome, last: date) -> int | None:
        weeks = (last - timedelta(weeks=ago) for ago in range(SPAN_WEEKS))
        return median_days(chain.from_iterable(lasted.get((outcome, week), ()) for week in weeks))

    mondays = [monday(today) - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
    return Pace(
        tuple(
            Point(min(today, last + timedelta(days=6)), median(Outcome.LOST, last), median(Outcome.WON, last))
            for last in mondays
        )
    )


def median_days(lasted: Iterable[tuple[int, int]]) -> int | None:
    """The median in whole days, or None when there are too few to say. Of days and how many deals took so many."""
    in_order = sorted(lasted)
    ends = list(accumulate(map(itemgetter(1), in_order)))
    if not ends or ends[-1] < FEWEST:
        return None
    lower, upper = (in_order[bisect_right(ends, place)][0] for place in ((ends[-1] - 1) // 2, ends[-1] // 2))
    return round((lower + upper) / 2)


def stored(pace: Pace) -> list[list[Any]]:
    """The pace as plain data; `read` makes it a value again."""
    return [[point.on.isoformat(), point.to_lose, point.to_win] for point in pace.points]


def read(data: Iterable[Sequence[Any]]) -> Pace:
    """The pace that was stored."""
    return Pace(tuple(Point(date.fromisoformat(on), to_lose, to_win) for on, to_lose, to_win in data))
