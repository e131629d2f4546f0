"""How long deals take until they are lost or won: the median of four weeks at a time, looked at week by week."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.deals import Outcome

# Below five deals a median says more about one deal than about all.
FEWEST = 5
# One week seldom has five deals, four mostly do.
SPAN_WEEKS = 4
WEEKS = 12
FEWEST_POINTS = 3

Line = tuple[tuple[date, int], ...]


@dataclass(frozen=True)
class Closed:
    """`count` deals that ended `on` a day (in UTC), each after so many whole `days`."""

    on: date
    outcome: Outcome
    days: int
    count: int = 1


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
    """The last twelve weeks, one point for each, the latest last."""

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


def first_day(today: date) -> date:
    """The first day that `of` looks at."""
    return today - timedelta(weeks=WEEKS - 1 + SPAN_WEEKS, days=-1)


def of(closed: Sequence[Closed], today: date) -> Pace:
    """The pace up to and with `today`."""
    ends = [today - timedelta(weeks=weeks) for weeks in reversed(range(WEEKS))]
    return Pace(tuple(_point(closed, end) for end in ends))


def median_days(days: Sequence[int]) -> int | None:
    """The median in whole days, or None when there are too few to say."""
    return round(statistics.median(days)) if len(days) >= FEWEST else None


def stored(pace: Pace) -> list[list[Any]]:
    """The pace as plain data; `read` makes it a value again."""
    return [[point.on.isoformat(), point.to_lose, point.to_win] for point in pace.points]


def read(data: Iterable[Sequence[Any]]) -> Pace:
    """The pace that was stored."""
    return Pace(tuple(Point(date.fromisoformat(on), to_lose, to_win) for on, to_lose, to_win in data))


def _point(closed: Sequence[Closed], end: date) -> Point:
    begin = end - timedelta(weeks=SPAN_WEEKS)
    days: Mapping[Outcome, list[int]] = {outcome: [] for outcome in Outcome}
    for one in closed:
        if begin < one.on <= end:
            days[one.outcome] += [one.days] * one.count
    return Point(end, median_days(days[Outcome.LOST]), median_days(days[Outcome.WON]))
