"""Which guide a closed deal gets, and why. The reason is shown on its card."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.deals import Deal

MONTHS_OF_A_QUARTER = 3


class Size(StrEnum):
    """How much is asked about one deal: all questions, one, or nothing."""

    FULL = "full"
    SHORT = "short"
    NONE = "none"


class Why(StrEnum):
    """What decided the size."""

    ORDINARY = "ordinary"  # nothing spoke against the full guide
    BY_HAND = "by_hand"  # somebody asked for it
    FIRST_THIS_QUARTER = "first_this_quarter"
    CEILING = "ceiling"  # the rep had their share of full ones this week
    SMALL = "small"  # below the amount
    QUICK = "quick"  # closed within a few days
    PIPELINE = "pipeline"  # of a pipeline that gets the short guide
    SEGMENT = "segment"  # of a segment that gets the short guide
    SILENT_PIPELINE = "silent_pipeline"  # of a pipeline that nobody talks about
    OWNER_GONE = "owner_gone"  # whoever owned it is not in Slack; the manager is asked
    CHOSEN = "chosen"  # the pair changed it, or chose it among several
    BUNDLE = "bundle"  # one of several that the pair lost in a week
    SAMPLE = "sample"  # drawn from many that were closed together
    BULK = "bulk"  # closed together with many others, and left alone


@dataclass(frozen=True)
class Limits:
    """Where a workspace draws the line. None, 0 and nothing named: no such line.

    `full_from_amount` is compared with a deal's amount whatever its currency. Pipelines and segments are compared
    without case.
    """

    full_from_amount: Decimal | None = None
    full_from_days: int = 0
    full_per_week: int = 0
    short_pipelines: frozenset[str] = frozenset()
    silent_pipelines: frozenset[str] = frozenset()
    short_segments: frozenset[str] = frozenset()


@dataclass(frozen=True)
class History:
    """What the rep has behind them: full retrospectives this week, and whether there was any this quarter."""

    full_this_week: int = 0
    any_this_quarter: bool = True


@dataclass(frozen=True)
class Decision:
    size: Size
    why: Why


def decide(deal: Deal, history: History, limits: Limits) -> Decision:
    """The size for a deal that closed by itself. What the CRM leaves open speaks for the full guide."""
    pipeline = (deal.pipeline or "").casefold()
    if pipeline in limits.silent_pipelines:
        return Decision(Size.NONE, Why.SILENT_PIPELINE)
    if limits.full_per_week and history.full_this_week >= limits.full_per_week:
        return Decision(Size.SHORT, Why.CEILING)
    if not history.any_this_quarter:
        return Decision(Size.FULL, Why.FIRST_THIS_QUARTER)
    if pipeline in limits.short_pipelines:
        return Decision(Size.SHORT, Why.PIPELINE)
    if (deal.segment or "").casefold() in limits.short_segments:
        return Decision(Size.SHORT, Why.SEGMENT)
    if limits.full_from_amount is not None and deal.amount is not None and deal.amount < limits.full_from_amount:
        return Decision(Size.SHORT, Why.SMALL)
    if deal.days is not None and deal.days < limits.full_from_days:
        return Decision(Size.SHORT, Why.QUICK)
    return Decision(Size.FULL, Why.ORDINARY)


def quarter_began(day: date, first_month: int = 1) -> date:
    """The first day of the quarter that `day` lies in, of a fiscal year that begins with `first_month` (1 to 12)."""
    months = (day.month - first_month) % MONTHS_OF_A_QUARTER
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
