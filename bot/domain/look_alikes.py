"""An open deal that looks like deals that were lost: the same competitor, and the same industry, role or region.

Opinion and evidence stay apart: what our own people named, and what customers put first. What rests on fewer than five
is not told. No deal of the past is named, and nobody's name stands in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.deals import Outcome
from bot.domain.paces import FEWEST
from bot.domain.reasons import Reason
from bot.domain.tallies import Dimension

LOOKS_BACK = timedelta(days=365)
# One person hears of one such deal in so long.
PAUSE = timedelta(weeks=1)
# What deals may share beside the competitor; of equally clear patterns the first one is told.
SHARED = (Dimension.VERTICAL, Dimension.PERSONA, Dimension.REGION)


class Verdict(StrEnum):
    """What the owner of a deal said of its warning."""

    USEFUL = "useful"
    NOT_THIS_DEAL = "not_this_deal"
    NO_MORE = "no_more"


@dataclass(frozen=True)
class Ended:
    """A deal that ended against the competitor. `traits`: what the CRM knows of it, by aspect.

    `reasons` are those of its talk, empty where a loss was not talked through with one; `customers_first` is what the
    customer put first, where that is known.
    """

    outcome: Outcome
    traits: Mapping[Dimension, str]
    reasons: tuple[Reason, ...] = ()
    customers_first: Reason | None = None


@dataclass(frozen=True)
class Top:
    """The one reason that was named most, in `count` of `talks`."""

    reason: Reason
    count: int
    talks: int


@dataclass(frozen=True)
class LookAlike:
    """What an open deal shares with deals of the past: `lost` of `sample` were lost against `competitor`.

    `ours` is what our people named in their talks; `customers` is what customers put first, None: too few to say.
    """

    competitor: str
    aspect: Dimension
    value: str
    lost: int
    sample: int
    ours: Top
    customers: Top | None = None


def in_turn(competitors: Sequence[str], day: date) -> list[str]:
    """Another one first on each day, so that none comes last always where there is more than a day's work."""
    first = day.toordinal() % len(competitors) if competitors else 0
    return [*competitors[first:], *competitors[:first]]


def like(traits: Mapping[Dimension, str], ended: Iterable[Ended]) -> LookAlike | None:
    """The clearest losing pattern that an open deal fits, in deals that `ended` against its competitor; or None."""
    known, competitor = list(ended), traits.get(Dimension.COMPETITOR)
    if not competitor:
        return None
    shared = [(aspect, traits[aspect]) for aspect in SHARED if traits.get(aspect)]
    found = [_pattern(competitor, aspect, value, known) for aspect, value in shared]
    return max((one for one in found if one), key=lambda one: one.ours.count / one.ours.talks, default=None)


def _pattern(competitor: str, aspect: Dimension, value: str, ended: Sequence[Ended]) -> LookAlike | None:
    """Deals with this value, if more than half of them were lost, most of these for one and the same reason."""
    same = [one for one in ended if one.traits.get(aspect, "").casefold() == value.casefold()]
    lost = [one for one in same if one.outcome is Outcome.LOST]
    ours = _top([one.reasons for one in lost if one.reasons])
    if ours is None or ours.count * 2 < ours.talks or len(lost) * 2 <= len(same):
        return None
    customers = _top([(one.customers_first,) for one in lost if one.customers_first])
    return LookAlike(competitor, aspect, value, len(lost), len(same), ours, customers)


def _top(talks: Sequence[tuple[Reason, ...]]) -> Top | None:
    """What was named most in at least five talks; None when it is not one alone.

    A reason that no CRM has is another one each time.
    """
    counts = Counter(reason for reasons in talks for reason in set(reasons) - {Reason.OTHER})
    most = max(counts.values(), default=0)
    best = [reason for reason, count in counts.items() if count == most]
    return Top(best[0], most, len(talks)) if len(talks) >= FEWEST and len(best) == 1 else None
