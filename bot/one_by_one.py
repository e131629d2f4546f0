"""Work that asks the outside world, case by case: one's failure is its own, and it is tried again later."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Protocol, TypeVar
from uuid import UUID

import structlog

from bot.domain.pauses import doubled
from bot.errors import TryLater
from bot.storage.database import AWAY

MOST_AT_ONCE = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=6)
SOON = timedelta(seconds=1)

log = structlog.get_logger(__name__)


class Claimed(Protocol):
    """One case as it was claimed. `attempts` counts this one."""

    @property
    def retrospective_id(self) -> UUID: ...

    @property
    def attempts(self) -> int: ...


Case = TypeVar("Case", bound=Claimed)


def work(
    about: str,
    claim: Callable[[], Case | None],
    do: Callable[[Case], None],
    later: Callable[[Case, timedelta, str], None],
    most: int = MOST_AT_ONCE,
) -> int:
    """Claim what is due and `do` it, `most` of them. Returns how many were taken in hand.

    What fails is tried again `later`: after that pause, and for the reason named. `about` names the work in the log.
    Raises only when the database is away.
    """
    taken = 0
    while taken < most and (case := claim()) is not None:
        taken += 1
        try:
            do(case)
        except TryLater as error:
            known = error.after_seconds
            later(case, pause(case.attempts) if known is None else timedelta(seconds=known), str(error))
        except AWAY:
            with suppress(*AWAY):  # else its lease gives it back
                later(case, SOON, "the database did not answer")
            raise
        except Exception as error:
            log.error(
                f"{about} failed",
                retrospective=str(case.retrospective_id),
                attempt=case.attempts,
                exc_info=error,
            )
            later(case, pause(case.attempts), type(error).__name__)
    return taken


def pause(attempts: int) -> timedelta:
    """Until a case is tried again that has failed so often, where nobody says how long to wait."""
    return doubled(attempts, FIRST_PAUSE, LONGEST_PAUSE)
