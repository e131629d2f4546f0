"""The calls of retrospectives: what their cards show, and what the clock must remember of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.domain.calls import USUAL_LENGTH, Frame
from bot.storage import due_rows
from bot.storage.models import CallRow, RetrospectiveRow

_OF_TALK = select(CallRow).where(CallRow.retrospective_id == bindparam("talk"))  # once: every step of a talk asks


def find(session: Session, row: RetrospectiveRow) -> CallRow | None:
    """The call of this retrospective, or None while no card was shown."""
    return session.scalar(_OF_TALK, {"talk": row.id})


def begin(session: Session, row: RetrospectiveRow, first_try_on: date) -> CallRow:
    """A call for this retrospective, which has none yet."""
    call = CallRow(
        workspace_id=row.workspace_id, retrospective_id=row.id, minutes=USUAL_LENGTH, first_try_on=first_try_on
    )
    session.add(call)
    session.flush()
    return call


def frame(call: CallRow) -> Frame:
    """What its card shows of it."""
    return Frame(call.minutes, call.first_try_on)


def due_nudges(session: Session, now: datetime) -> list[UUID]:
    """The calls of which somebody is to be reminded now."""
    return due_rows.due(session, CallRow, CallRow.nudge_at, now)


def due_come_backs(session: Session, now: datetime) -> list[UUID]:
    """The calls whose day to come back has begun."""
    return due_rows.due(session, CallRow, CallRow.come_back_at, now)


def lock_talk(session: Session, call_id: UUID) -> RetrospectiveRow | None:
    """The retrospective of this call, locked: before the call itself, as everybody locks them; or None."""
    query = select(RetrospectiveRow).join(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
    return session.scalar(query.where(CallRow.id == call_id).with_for_update(of=RetrospectiveRow))


def claim_nudge(session: Session, call_id: UUID, now: datetime) -> CallRow | None:
    """The call, for the one who reminds of it; None when another worker did."""
    return due_rows.claim(session, CallRow, CallRow.nudge_at, call_id, now)


def claim_come_back(session: Session, call_id: UUID, now: datetime) -> CallRow | None:
    """The call, for the one who reminds of coming back; None when another worker did."""
    return due_rows.claim(session, CallRow, CallRow.come_back_at, call_id, now)
