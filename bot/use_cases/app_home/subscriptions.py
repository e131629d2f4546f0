"""A CRM's subscription was renewed, or could not be: then the admin hears of it, once, before it ends."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.fixes import FixKind
from bot.domain.subscriptions import TRIED_AGAIN_AFTER, is_ending, renewed_at
from bot.messages import notices
from bot.messages.prompts import speaking
from bot.storage import fixes, people, unsaid, workspaces
from bot.storage.models import ConnectionRow
from bot.use_cases.people import hours, letters, voices


def renewed(session: Session, row: ConnectionRow, ends_at: datetime, now: datetime) -> None:
    """The CRM will go on until `ends_at`. What was wrong is settled, and unsaid where it waits for the admin's hour."""
    row.subscribed_until = ends_at
    row.renew_at = renewed_at(ends_at, now)
    fixes.fixed(session, row.workspace_id, FixKind.CRM_SILENT, str(row.id), now)
    unsaid.about(session, row.workspace_id, _subject(row.id), now)


def failed(session: Session, row: ConnectionRow, is_refused: bool, pause_seconds: float | None, now: datetime) -> None:
    """It did not work: again after a pause. The admin hears of a refusal at once, of anything else when it may end."""
    row.renew_at = now + (TRIED_AGAIN_AFTER if pause_seconds is None else timedelta(seconds=pause_seconds))
    if is_refused or is_ending(row.subscribed_until, now):
        fixes.report(session, row.workspace_id, FixKind.CRM_SILENT, str(row.id), now)
        _tell(session, row, now)


def _tell(session: Session, row: ConnectionRow, now: datetime) -> None:
    """One message for each subscription that ends, at an hour at which the admin is at work."""
    admin = workspaces.admin(session, row.workspace_id)
    if admin is None:
        return  # it stands on the list of fixes
    person = people.ensure(session, row.workspace_id, admin)
    ends_at = row.subscribed_until
    with speaking(voices.of_person(session, row.workspace_id, admin)):
        message = notices.silent(row.provider)
    key = f"{_subject(row.id)}:{ends_at.isoformat() if ends_at else row.created_at.isoformat()}"
    at = hours.next_open(session, [person.id], now)
    letters.write(session, row.workspace_id, admin, message, key, now, at=at, subject=_subject(row.id))


def _subject(connection_id: UUID) -> str:
    return f"subscription:{connection_id}"
