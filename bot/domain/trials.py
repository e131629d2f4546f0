"""A lesson on trial on an open deal: asked about two weeks later, and told of when that deal has ended."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.deals import Outcome

# Long enough for a meeting or two, short enough to remember.
TRY_FOR = timedelta(days=14)
# So often by the calendar; the end of the deal asks once more whoever could not say.
MOST_ASKED = 2


class Result(StrEnum):
    """Whether it helped, as whoever tried it says; TRIED: they have not said yet."""

    TRIED = "tried"
    HELPED = "helped"
    DID_NOT = "did_not"
    TOO_EARLY = "too_early"

    @property
    def is_open(self) -> bool:
        """Whether nobody can say yet if it helped."""
        return self in (Result.TRIED, Result.TOO_EARLY)


@dataclass(frozen=True)
class Record:
    """On how many deals a lesson was tried, what became of it there, and how many of them are won by now."""

    deals: int = 0
    helped: int = 0
    did_not: int = 0
    too_early: int = 0
    won: int = 0


def record(trials: Iterable[tuple[str, Result, str | None]]) -> Record:
    """The record of trials, each told as which deal, with what result, and how that deal stands.

    A deal counts once, whoever tried whatever on it.
    """
    by_deal: dict[str, set[Result]] = {}
    won: set[str] = set()
    for deal, result, outcome in trials:
        by_deal.setdefault(deal, set()).add(result)
        won |= {deal} if outcome == Outcome.WON else set()
    said = Counter(_on_the_whole(results) for results in by_deal.values())
    return Record(len(by_deal), said[Result.HELPED], said[Result.DID_NOT], said[Result.TOO_EARLY], len(won))


def next_question(result: Result, asked: int, now: datetime) -> datetime | None:
    """When somebody who was `asked` so often and says `result` is asked again; None: never."""
    return now + TRY_FOR if result is Result.TOO_EARLY and asked < MOST_ASKED else None


def _on_the_whole(results: Collection[Result]) -> Result:
    """What several trials on one deal come to: it helped once it helped somebody."""
    return next(one for one in (Result.HELPED, Result.DID_NOT, Result.TOO_EARLY, Result.TRIED) if one in results)
