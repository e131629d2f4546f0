"""What the rounds of one run share."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.chaos.postgres import Postgres
from tests.chaos.rounds import Report


class CannotPlay(Exception):
    """This machine lacks what a round needs; it says what."""


@dataclass(frozen=True)
class Run:
    """The seed, how long each round may take (in seconds), and the PostgreSQL server."""

    seed: int
    seconds: float
    postgres: Postgres


Round = Callable[[Run], Iterator[Report]]
