"""The gaffe of the week: one line each about what one got wrong, the leader first, shown together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain import weeks
from bot.domain.weeks import Weekly
from bot.domain.workdays import Workdays, latest_open

LONGEST = 200
# Fewer lines would tell whose they are.
ENOUGH = 3
ENOUGH_FOR_THEMES = 5
# The leader has at least so long before the team is asked.
HEADSTART = timedelta(hours=1)
# A line can be taken back for so long after it was shown; then nobody knows any more whose it was.
KEPT_FOR = timedelta(days=31)
# The next round begins sooner than that, whatever holidays move it.
_AHEAD = timedelta(weeks=3)


class Theme(StrEnum):
    """What a line is about, if its writer says so."""

    LISTENING = "listening"
    PREPARING = "preparing"
    TIMING = "timing"
    DECIDERS = "deciders"
    VALUE = "value"
    FOLLOWING_UP = "following_up"
    OTHER = "other"


class Stage(StrEnum):
    """How far a round is: the leader is asked, the team is, its lines are shown, or it ended without showing any."""

    ASKED = "asked"
    OPEN = "open"
    SHOWN = "shown"
    KEPT = "kept"


class NotShown(StrEnum):
    """Why a line is not shown, as its writer is told. TELLS: it names somebody, a deal or an amount.

    All others are of the whole round. NOT_TOGETHER: its first line is gone.
    """

    TOO_FEW = "too_few"
    NOT_TOGETHER = "not_together"
    TOO_LATE = "too_late"
    NO_CHANNEL = "no_channel"
    TELLS = "tells"


@dataclass(frozen=True)
class Round:
    """When the gaffe of one ISO week ("2026-W47") happens, in UTC: leader, team, reveal.

    `asks_at` is None where no leader is at work in the week before the prompt.
    """

    week: str
    asks_at: datetime | None
    prompts_at: datetime
    reveals_at: datetime


@dataclass(frozen=True)
class Written:
    """What somebody wrote. `is_named`: a leader who wants their name beside it."""

    text: str = ""
    theme: Theme | None = None
    is_named: bool = False


@dataclass(frozen=True)
class Line:
    """One line as the team reads it. `by` is the leader's Slack id where they agreed; all others have no name."""

    text: str
    by: str | None = None


@dataclass(frozen=True)
class Shown:
    """What a reveal shows. `leader` went first, by Slack id; `themes` are last month's, the most frequent first."""

    leader: str | None
    lines: tuple[Line, ...] = ()
    themes: tuple[tuple[Theme, int], ...] = ()


def rounds(prompt: Weekly, reveal: Weekly, leader: Workdays | None, since: datetime, now: datetime) -> Sequence[Round]:
    """The rounds whose prompt comes at `since` or later, the oldest first, until there is one after `now`.

    The leader is asked as their last working day begins that leaves them time. Raises ZoneInfoNotFoundError.
    """
    return [
        Round(
            week=occasion.week,
            asks_at=latest_open(leader, occasion.at - HEADSTART) if leader else None,
            prompts_at=occasion.at,
            reveals_at=weeks.following(reveal, occasion.at).at,
        )
        for occasion in weeks.between(prompt, since, now + _AHEAD)
    ]


def next_moment(plan: Sequence[Round], now: datetime) -> datetime:
    """When there is something to do for the first time after `now`: a leader or a team to ask."""
    moments = [at for one in plan for at in (one.asks_at, one.prompts_at) if at is not None]
    return min(at for at in moments if at > now)


def month_of(at: datetime, zone: str) -> str:
    """The month in which the clocks of `zone` stand at an instant, "2026-11"."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m}"


def month_before(month: str) -> str:
    """The month before this one; both as "2026-11"."""
    return f"{date.fromisoformat(f'{month}-01') - weeks.DAY:%Y-%m}"


def themes(counts: Mapping[Theme | None, int]) -> tuple[tuple[Theme, int], ...]:
    """What a month's lines were about, the most frequent first; nothing where they were too few to say.

    `counts` are its lines by theme, those without one under None.
    """
    if sum(counts.values()) < ENOUGH_FOR_THEMES:
        return ()
    named = [(theme, counts[theme]) for theme in Theme if counts.get(theme)]
    return tuple(sorted(named, key=lambda one: -one[1]))
