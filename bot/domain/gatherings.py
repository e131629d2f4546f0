"""Several deals lost together: when that is so, what may be answered, and what comes of it for each of them."""

import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain.rules import Decision, Size, Why

BURST_WINDOW = timedelta(minutes=15)
SAMPLE = 5
WORKING_DAYS_TO_ANSWER = 3


class Kind(StrEnum):
    """Why they are asked about together."""

    BUNDLE = "bundle"  # one pair lost several within a week
    BURST = "burst"  # closed within minutes, by one owner or one integration
    PICK = "pick"  # of a burst, left to each rep


class Choice(StrEnum):
    """What becomes of them."""

    ONE = "one"  # one gets the full guide; of a bundle the others get one question, of a burst they are left alone
    ALL = "all"  # one question each
    SAMPLE = "sample"  # one question about some of them
    EACH = "each"  # each rep picks one
    NONE = "none"  # nobody is asked


OFFERED = {
    Kind.BUNDLE: frozenset({Choice.ONE, Choice.ALL}),
    Kind.BURST: frozenset({Choice.NONE, Choice.SAMPLE, Choice.EACH}),
    Kind.PICK: frozenset({Choice.ONE, Choice.NONE}),
}
LEFT_ALONE = {
    Kind.BUNDLE: Decision(Size.NONE, Why.BUNDLE),
    Kind.BURST: Decision(Size.NONE, Why.BULK),
    Kind.PICK: Decision(Size.NONE, Why.BULK),
}


@dataclass(frozen=True)
class Gathered:
    """What was gathered, in a fixed order. `id` decides the sample, so that a repeat draws the same."""

    id: UUID
    kind: Kind
    members: tuple[UUID, ...]


def came_together(times: Sequence[datetime], at: datetime, enough: int) -> bool:
    """Whether `at` lies in some window of fifteen minutes that holds at least `enough` of these closings.

    `enough` 0 means: never.
    """
    ordered = sorted(times)
    starts = [time for time in ordered if at - BURST_WINDOW <= time <= at]
    return bool(enough) and any(_held(ordered, start) >= enough for start in starts)


def decide(gathered: Gathered, choice: Choice, chosen: UUID | None = None) -> dict[UUID, Decision]:
    """What each of the gathered retrospectives gets; `chosen` is the one of ONE. EACH decides nothing yet."""
    left_alone = LEFT_ALONE[gathered.kind]
    match choice:
        case Choice.ONE:
            others = Decision(Size.SHORT, Why.BUNDLE) if gathered.kind is Kind.BUNDLE else left_alone
            one = Decision(Size.FULL, Why.CHOSEN)
            return {member: one if member == chosen else others for member in gathered.members}
        case Choice.ALL:
            return dict.fromkeys(gathered.members, Decision(Size.SHORT, Why.BUNDLE))
        case Choice.SAMPLE:
            drawn = dict.fromkeys(sample(gathered), Decision(Size.SHORT, Why.SAMPLE))
            return dict.fromkeys(gathered.members, left_alone) | drawn
        case Choice.NONE:
            return dict.fromkeys(gathered.members, left_alone)
        case Choice.EACH:
            return {}


def sample(gathered: Gathered) -> list[UUID]:
    """Some of them by lot, never by size."""
    lot = random.Random(str(gathered.id))  # noqa: S311  # a fair draw, not a secret
    return lot.sample(sorted(gathered.members), min(SAMPLE, len(gathered.members)))


def _held(ordered: Sequence[datetime], start: datetime) -> int:
    return bisect_right(ordered, start + BURST_WINDOW) - ordered.index(start)
