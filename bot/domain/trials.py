"""A lesson on trial on an open deal: asked about two weeks later, and told of when that deal has ended."""

from collections.abc import Iterable
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
    """The record of trials, each told as which deal, with what result, and how that deal stands."""
    told = set(trials)
    by_result = {result: len({deal for deal, said, _ in told if said is result}) for result in Result}
    return Record(
        deals=len({deal for deal, _, _ in told}),
        helped=by_result[Result.HELPED],
        did_not=by_result[Result.DID_NOT],
        too_early=by_result[Result.TOO_EARLY],
        won=len({deal for deal, _, outcome in told if outcome == Outcome.WON}),
    )


def next_question(result: Result, asked: int, now: datetime) -> datetime | None:
    """When somebody who was `asked` so often and says `result` is asked again; None: never."""
    return now + TRY_FOR if result is Result.TOO_EARLY and asked < MOST_ASKED else None
