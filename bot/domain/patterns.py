"""Patterns: where deals are lost, with how many deals each figure rests on. Never about a person.

What rests on fewer than five deals is not told: neither its figure nor its name, which might be somebody's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from bot.domain.deals import Outcome
from bot.domain.paces import FEWEST
from bot.domain.tallies import FEATURES, VALUE_LENGTH, Dimension
from bot.domain.text import clip

MONTHS = 12
MOST_LINES = 5
MOST_BEHIND = 8  # talks that are shown of one line
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
class Talk:
    """A talk behind the figures, as far as one reader may know of it: they take part in it, or the team may read of it.

    `traits` are what it counts for, as (aspect, value). `link` is where they open the talk, None: they may not;
    `lesson_id` is the lesson that the team may read, None: there is none.
    """

    id: UUID
    deal: str
    traits: frozenset[tuple[str, str]]
    link: str | None = None
    lesson_id: UUID | None = None


@dataclass(frozen=True)
class Behind:
    """A line of a pattern, and the talks behind it that one reader may know of, in the order they were given."""

    line: Line
    talks: tuple[Talk, ...]


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

    def about(self, aspect: Dimension) -> Pattern:
        """The pattern of one of `ASPECTS`."""
        return next(pattern for pattern in self.aspects if pattern.aspect is aspect)


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


def behind(pattern: Pattern, talks: Iterable[Talk]) -> tuple[Behind, ...]:
    """Each line of `pattern` with the first of the `talks` that count for it; what is too few to tell has no line."""
    known = [(talk, {_same(value) for aspect, value in talk.traits if aspect == pattern.aspect}) for talk in talks]
    found = [(line, [talk for talk, values in known if _same(line.value) in values]) for line in pattern.lines]
    return tuple(Behind(line, tuple(some[:MOST_BEHIND])) for line, some in found)


def _same(value: str) -> str:
    """What two spellings of a value have in common."""
    return clip(value, VALUE_LENGTH).casefold()


def _pattern(found: Mapping[tuple[str, str, str], int], aspect: Dimension, talked: int) -> Pattern:
    lost, all_ended, spelling = Counter[str](), Counter[str](), dict[str, str]()
    for (dimension, outcome, value), n in sorted(found.items(), key=lambda item: item[1]):
        if dimension == aspect:
            same = _same(value)
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
