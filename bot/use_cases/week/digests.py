"""The digest of one workspace's week."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import digests as domain
from bot.domain import playbook as shelf
from bot.domain import weeks
from bot.domain.digests import Digest, Practice
from bot.storage import digest_posts, digests, lessons, paces, playbook, win_reasons

MOST_WEIGHED = 30  # of what the playbook holds, the newest


def of_week(session: Session, workspace_id: UUID, until: datetime, told: UUID | None) -> Digest:
    """The seven days up to `until`: numbers, lessons whose rep said yes, and a quote from the same talks.

    Beside them what to practise, and why deals were won lately. The lesson of `told`, the retrospective that is
    celebrated in the same hour, has just been read.
    """
    since = until - domain.WINDOW
    tellable = lessons.tellable(session, workspace_id, since, until, domain.MOST_LESSONS + 1)
    unheard = [lesson.heard for lesson in tellable if lesson.retrospective_id != told][: domain.MOST_LESSONS]
    voice = lessons.voice(session, workspace_id, since, until)
    numbers = digests.numbers(session, workspace_id, since, until)
    return Digest(
        numbers=numbers,
        heard=tuple(unheard),
        quote=domain.unrecognised(domain.permitted(*voice) if voice else None, numbers),
        pace=paces.up_to(session, workspace_id, until),
        practice=_practice(session, workspace_id, until, {told, *(one.source for one in unheard)}),
        win=domain.most_often(win_reasons.first(session, workspace_id, until - domain.WINS_OF, until)),
    )


def _practice(
    session: Session, workspace_id: UUID, until: datetime, read_now: Collection[UUID | None]
) -> Practice | None:
    """The lesson of the playbook that proved itself most, of those that the team has not just read."""
    kept = playbook.lines(session, playbook.newest(session, workspace_id, MOST_WEIGHED))
    sources = lessons.sources(session, [one.id for one in kept])
    read = digest_posts.told_since(session, workspace_id, weeks.iso_week(until - domain.TOLD_LATELY, "UTC"))
    best = shelf.to_practise(one for one in kept if sources[one.id] not in {*read, *read_now})
    if best is None:
        return None
    return Practice(best.deal, best.lesson, best.evidence, best.record.helped, best.seen, sources[best.id], best.id)
