"""A CRM that has been silent for longer than usual: the admin hears of it once, and again only after it spoke."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import crm_silences as rule
from bot.messages import notices
from bot.messages.prompts import speaking
from bot.storage import crm_silences, people, workspaces
from bot.storage.models import ConnectionRow, PersonRow, WorkspaceRow
from bot.use_cases.people import days, hours, letters, voices

# Somebody may be named as admin by then.
ASKED_AGAIN_AFTER = timedelta(days=1)

due = crm_silences.due


def expected_by(session: Session, row: ConnectionRow) -> datetime | None:
    """By when this connection speaks again if all is well; None: too little is known of it."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    return rule.expected_by(crm_silences.heard(session, row), hours.office(preferences))


def tell(session: Session, connection_id: UUID, now: datetime) -> bool:
    """Tell the admin if it is time; whether it was. Whatever is heard meanwhile makes it wait anew."""
    row = crm_silences.claim(session, connection_id, now)
    by = expected_by(session, row) if row else None
    if row is None or by is None:
        return False
    admin = workspaces.admin(session, row.workspace_id)
    person = people.ensure(session, row.workspace_id, admin) if admin else None
    at = max(by, hours.next_open(session, [person.id], now) if person else now + ASKED_AGAIN_AFTER)
    if person is None or at > now:
        row.expected_by = at
        return False
    _write(session, row, person, now)
    return True


def _write(session: Session, row: ConnectionRow, admin: PersonRow, now: datetime) -> None:
    last, to = row.last_received_at, admin.slack_user or ""
    assert last is not None, "only what was heard once falls silent"
    heard_on = days.today(session, row.workspace_id, admin.id, last)
    with speaking(voices.of_person(session, row.workspace_id, to)):
        message = notices.quiet(row.provider, heard_on)
    letters.write(session, row.workspace_id, to, message, f"crm_silence:{row.id}:{last.isoformat()}", now)
