"""When a deal came to its outcome, by the stages that it has been in."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.deals import Outcome


def ended_at(stages: Iterable[tuple[datetime | None, Outcome | None]], outcome: Outcome) -> datetime | None:
    """Since when it has stood in stages that mean this outcome. `stages`: since when it was in each, and what it means.

    None for an open deal, or where one of those that matter is unknown. From one lost stage to another is no new end.
    """
    if outcome is Outcome.OPEN:
        return None
    since = None
    for time, meant in sorted(((time, meant) for time, meant in stages if time), key=lambda one: one[0], reverse=True):
        if meant is None:
            return None
        if meant is not outcome:
            break
        since = time
    return since
