"""How the bot does in one workspace: what is set up, what stands still, and what only an admin can put right."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.domain.fixes import OF_CONNECTION, FixKind, parts
from bot.domain.listed import Listed
from bot.storage import connections, deals, fixes
from bot.storage.models import FixRow, PersonRow, RoomRow


@dataclass(frozen=True)
class Fix:
    """One line of the fix list: what it is about in the words of CRM and Slack, and the reason that Slack gave."""

    kind: FixKind
    about: tuple[str, ...]
    reason: str


def managers_known(session: Session, workspace_id: UUID) -> bool:
    """Whether it is known of anybody who leads them."""
    led = or_(PersonRow.manager_id.is_not(None), PersonRow.manager_email.is_not(None))
    return bool(session.scalar(select(exists().where(PersonRow.workspace_id == workspace_id, led))))


def last_heard(session: Session, workspace_id: UUID) -> tuple[int, datetime | None]:
    """How many CRMs are connected, and when one of them was heard of last; None: never."""
    rows = connections.of_workspace(session, workspace_id)
    return len(rows), max((row.last_received_at for row in rows if row.last_received_at), default=None)


def to_fix(session: Session, workspace_id: UUID, most: int) -> Listed[Fix]:
    """What only an admin can put right: the `most` oldest, and how much there is."""
    oldest = fixes.still_open(session, workspace_id, most)
    return Listed(tuple(_fix(session, row) for row in oldest), fixes.count_open(session, workspace_id))


def _fix(session: Session, row: FixRow) -> Fix:
    about, reason = parts(row.subject)
    kind = FixKind(row.kind)
    return Fix(kind, tuple(_names(session, row.workspace_id, kind, about)), reason)


def _names(session: Session, workspace_id: UUID, kind: FixKind, about: str) -> list[str]:
    match kind:
        case FixKind.DELIVERY:
            return _members(session, workspace_id, about) or [about]
        case FixKind.NO_OWNER | FixKind.NOBODY_LEFT:
            deal = deals.by_id(session, workspace_id, UUID(about))
            return [deal.name] if deal else []
        case _ if kind in OF_CONNECTION:
            connection = connections.by_id(session, workspace_id, UUID(about))
            return [connection.provider] if connection else []
    return [about]


def _members(session: Session, workspace_id: UUID, place: str) -> list[str]:
    """Who is in the conversation that is known by its channel or, before it had one, by its members."""
    is_here = or_(RoomRow.channel == place, RoomRow.members == place)
    members = session.scalar(select(RoomRow.members).where(RoomRow.workspace_id == workspace_id, is_here))
    if not members:
        return []
    users = members.split(",")
    known = select(PersonRow.slack_user, PersonRow.name).where(
        PersonRow.workspace_id == workspace_id, PersonRow.slack_user.in_(users)
    )
    names = {row.slack_user: row.name for row in session.execute(known)}
    return [names.get(user) or user for user in users]
