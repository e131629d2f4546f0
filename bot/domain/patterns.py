"""Patterns: where deals are lost, with how many deals each figure rests on. Never about a person.

What rests on fewer than five deals is not told: neither its figure nor its name, which might be somebody's.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.deals import Outcome
from bot.domain.paces import FEWEST
from bot.domain.tallies import FEATURES, Dimension

MONTHS = 12
MOST_LINES = 5
# What patterns are made of, in the order in which they are told.
ASPECTS = (Dimension.REASON, *FEATURES)


@dataclass(frozen=True)
class Line:
    """One value of an aspect: of `sample` deals (for reasons: of talks about losses), `lost` were lost for it."""

    value: str
    lost: int
    sample: int


@dataclass(frozen=True)
class Pattern:
    """One aspect. `sample` is what is known of it at all; no lines: too few to say. `others` were left out as few."""

    aspect: Dimension
    sample: int
    lines: tuple[Line, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class Patterns:
    """The last months: deals that ended, losses that were talked through with a reason, and one pattern an aspect."""

    lost: int
    won: int
    talked: int
    aspects: tuple[Pattern, ...]

    @property
    def says_something(self) -> bool:
        """Whether there are enough deals to say anything."""
        return self.lost + self.won >= FEWEST


def since(now: datetime) -> str:
    """The first month ("2026-11") that counts: this one and the eleven before it."""
    today = now.astimezone(UTC).date()
    months = today.year * 12 + today.month - MONTHS
    return f"{months // 12:04}-{months % 12 + 1:02}"


def of(found: Mapping[tuple[str, str, str], int]) -> Patterns:
    """The patterns in counts of (dimension, outcome, value)."""
    talked = sum(n for (dimension, _, _), n in found.items() if dimension == Dimension.WITH_REASON)
    ended = {outcome: found.get((Dimension.DEALS, outcome, ""), 0) for outcome in (Outcome.LOST, Outcome.WON)}
    aspects = (_pattern(found, aspect, talked) for aspect in ASPECTS)
    return Patterns(ended[Outcome.LOST], ended[Outcome.WON], talked, tuple(aspects))


def _pattern(found: Mapping[tuple[str, str, str], int], aspect: Dimension, talked: int) -> Pattern:
    lost, all_ended, spelling = Counter[str](), Counter[str](), dict[str, str]()
    for (dimension, outcome, value), n in sorted(found.items(), key=lambda item: item[1]):
        if dimension == aspect:
            same = value.casefold()
            spelling[same] = value  # as it is written most often
            all_ended[same] += n
            lost[same] += n * (outcome == Outcome.LOST)
    is_reason = aspect is Dimension.REASON
    sample = talked if is_reason else all_ended.total()
    lines = [Line(spelling[same], lost[same], sample if is_reason else all_ended[same]) for same in all_ended]
    told = [line for line in lines if (line.lost if is_reason else line.sample) >= FEWEST and line.lost]
    told.sort(key=lambda line: (-line.lost, line.value))
    if sample < FEWEST:
        return Pattern(aspect, sample)
    return Pattern(aspect, sample, tuple(told[:MOST_LINES]), len(lines) - len(told[:MOST_LINES]))
