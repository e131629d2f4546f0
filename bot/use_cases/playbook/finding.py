"""Kept lessons are found by today's rules, and of what was deleted nothing is left in what finds them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.storage import full_text, playbook
from bot.storage.models import KeptLessonRow
from bot.storage.vault import CannotOpen


def outdated(session: Session, _now: datetime) -> list[UUID]:
    """Some of the kept lessons that are found by older rules, or by words under an older key."""
    return [kept.id for kept in full_text.outdated(session)]


def find_anew(session: Session, kept_id: UUID, _now: datetime) -> bool:
    """Have one found by today's; by nothing where no key opens its words. False when it is gone by now."""
    kept = session.get(KeptLessonRow, kept_id, with_for_update=True)
    if kept is None:
        return False
    try:
        playbook.reindex(session, kept)
    except CannotOpen:
        full_text.write(session, kept, ())
    return True


def left_over(session: Session, _now: datetime) -> list[str]:
    """What has to be tidied: the words by which lessons are found, where some were deleted since."""
    return ["words of lessons"] if full_text.leaves_something(session) else []


def tidy(session: Session, _what: str, _now: datetime) -> bool:
    """Leave nothing of them."""
    full_text.tidy(session)
    return True
