"""Work that asks the outside world, case by case."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from bot import one_by_one
from bot.errors import TryLater

AWAY = OperationalError("SELECT 1", {}, Exception("gone"))


@dataclass(frozen=True)
class Case:
    retrospective_id: UUID
    attempts: int = 2


def work(*failures: Exception | None) -> tuple[int, list[tuple[float, str]]]:
    """How many cases were taken in hand, of which each fails so; and what was put off, for how many seconds and why."""
    cases = [Case(UUID(int=place)) for place in range(len(failures))]
    waiting, put_off = list(cases), list[tuple[float, str]]()

    def do(case: Case) -> None:
        failure = failures[cases.index(case)]
        if failure is not None:
            raise failure

    def later(_case: Case, pause: timedelta, reason: str) -> None:
        put_off.append((pause.total_seconds(), reason))

    try:
        taken = one_by_one.work("a look", lambda: waiting.pop(0) if waiting else None, do, later)
    except OperationalError:
        taken = -1
    return taken, put_off


@pytest.mark.parametrize(
    ("failures", "taken", "put_off"),
    [
        ([None, None], 2, []),
        ([TryLater("pace", 7), None], 2, [(7, "pace")]),
        ([TryLater("silence")], 1, [(20, "silence")]),
        ([ValueError("secret"), None], 2, [(20, "ValueError")]),
        ([AWAY, None], -1, [(1, "the database did not answer")]),
        ([None] * 30, 20, []),
    ],
)
def test_ones_failure_is_its_own(
    failures: list[Exception | None], taken: int, put_off: list[tuple[float, str]]
) -> None:
    assert work(*failures) == (taken, put_off)
