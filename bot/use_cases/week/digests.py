"""The digest of one workspace's week."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import digests as domain
from bot.domain.digests import Digest
from bot.storage import digests, lessons, paces


def of_week(session: Session, workspace_id: UUID, until: datetime, told: UUID | None) -> Digest:
    """The seven days up to `until`: numbers, lessons whose rep said yes, and a quote from the same talks.

    The lesson of `told`, the retrospective that is celebrated in the same hour, has just been read.
    """
    since = until - domain.WINDOW
    tellable = lessons.tellable(session, workspace_id, since, until, domain.MOST_LESSONS + 1)
    unheard = [lesson for lesson in tellable if lesson.retrospective_id != told]
    voice = lessons.voice(session, workspace_id, since, until)
    numbers = digests.numbers(session, workspace_id, since, until)
    return Digest(
        numbers=numbers,
        heard=tuple(lesson.heard for lesson in unheard[: domain.MOST_LESSONS]),
        quote=domain.unrecognised(domain.permitted(*voice) if voice else None, numbers),
        pace=paces.up_to(session, workspace_id, until),
    )
