"""When a talk rested and then went on: what was written in between is talk among people, however late it reaches us."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.conversation import Status

# Nobody's reply has a talk go on that stands so.
QUIET = frozenset({Status.PAUSED, Status.SKIPPED})


@dataclass(frozen=True)
class Rest:
    """Since when a talk rested, and until when, in seconds as Slack counts them."""

    since: float
    until: float


def rested(rests: Iterable[Rest], at: float, asked_at: float | None = None) -> bool:
    """Whether what was written `at` that moment was written while the talk rested, or before it asked anything again.

    `asked_at`: when it had asked something last before that; None: nobody knows.
    """
    return any(one.since <= at and (at < one.until or _is_before(asked_at, one)) for one in rests)


def _is_before(asked_at: float | None, rest: Rest) -> bool:
    return asked_at is not None and asked_at < rest.since
