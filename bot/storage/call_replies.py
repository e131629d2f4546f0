"""Messages that say what became of a call: what it was before each of them, and after."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.calls import Call, CustomerCall
from bot.domain.conversation import MessageRef
from bot.storage.models import CallReplyRow, RetrospectiveRow


def at(session: Session, workspace_id: UUID, ref: MessageRef) -> CallReplyRow | None:
    """What is known of this message, as it stands in the database now; None where it never spoke of a call."""
    query = select(CallReplyRow).where(
        CallReplyRow.workspace_id == workspace_id,
        CallReplyRow.channel == ref.channel,
        CallReplyRow.slack_ts == ref.ts,
    )
    return session.scalar(query.execution_options(populate_existing=True))


def note(
    session: Session,
    row: RetrospectiveRow,
    author_id: UUID | None,
    ref: MessageRef,
    before: CustomerCall,
    after: CustomerCall,
) -> None:
    """The message says so now."""
    known = at(session, row.workspace_id, ref) or CallReplyRow(
        workspace_id=row.workspace_id,
        retrospective_id=row.id,
        author_id=author_id,
        channel=ref.channel,
        slack_ts=ref.ts,
    )
    known.before, known.after = _plain(before), _plain(after)
    session.add(known)
    session.flush()


def said(row: CallReplyRow) -> tuple[CustomerCall, CustomerCall] | None:
    """How the call stood before the message, and what that made of it; None where it says nothing of it any more."""
    return (_call(row.before), _call(row.after)) if row.before and row.after else None


def says_later(session: Session, row: CallReplyRow, call: CustomerCall) -> bool:
    """Whether a later message about the same call made it `call`, too."""
    return any((said(other) or (None, None))[1] == call for other in _later(session, row))


def silence(session: Session, row: CallReplyRow) -> None:
    """The message says nothing of the call any more; the next one found it as this one had."""
    following = next((other for other in _later(session, row) if other.before and other.before == row.after), None)
    if following is not None:
        following.before = row.before
    row.before = row.after = None
    session.flush()


def _later(session: Session, row: CallReplyRow) -> list[CallReplyRow]:
    others = select(CallReplyRow).where(
        CallReplyRow.retrospective_id == row.retrospective_id, CallReplyRow.slack_ts > row.slack_ts
    )
    return list(session.scalars(others.order_by(CallReplyRow.slack_ts)))


def _plain(call: CustomerCall) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(call).items()}


def _call(plain: dict[str, Any]) -> CustomerCall:
    days = {name: date.fromisoformat(plain[name]) if plain[name] else None for name in ("tried_on", "planned_on")}
    was = Call(plain["was"]) if plain["was"] else None
    return CustomerCall(Call(plain["state"]), plain["tries"], **days, was=was)
