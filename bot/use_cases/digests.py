"""The digest of one workspace's week."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import digests as domain
from bot.domain.digests import Digest
from bot.storage import digests, lessons


def of_week(session: Session, workspace_id: UUID, until: datetime, told: UUID | None) -> Digest:
    """The seven days up to `until`: numbers, lessons whose rep said yes, and a quote from the same talks.

    The lesson of `told`, the retrospective that is celebrated in the same hour, comes after those not heard yet.
    """
    since = until - domain.WINDOW
    tellable = lessons.tellable(session, workspace_id, since, until)
    unheard_first = sorted(tellable, key=lambda lesson: lesson.retrospective_id == told)
    voices = lessons.voices(session, [lesson.retrospective_id for lesson in tellable])
    return Digest(
        numbers=digests.numbers(session, workspace_id, since, until),
        heard=tuple(lesson.heard for lesson in unheard_first[: domain.MOST_LESSONS]),
        quote=domain.first_permitted(voices),
    )
