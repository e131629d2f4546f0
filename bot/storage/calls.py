"""The calls of retrospectives: what their cards show, and what the clock must remember of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.domain.calls import USUAL_LENGTH, Frame
from bot.storage.models import CallRow, RetrospectiveRow


def find(session: Session, row: RetrospectiveRow) -> CallRow | None:
    """The call of this retrospective, or None while no card was shown."""
    return session.scalar(select(CallRow).where(CallRow.retrospective_id == row.id))


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
    return list(session.scalars(select(CallRow.id).where(CallRow.nudge_at <= now).order_by(CallRow.nudge_at)))


def claim_nudge(session: Session, call_id: UUID, now: datetime) -> CallRow | None:
    """The call, for the one who reminds of it; None when another worker did."""
    claimed = session.scalar(
        update(CallRow)
        .where(CallRow.id == call_id, CallRow.nudge_at <= now)
        .values(nudge_at=None)
        .returning(CallRow.id)
        .execution_options(synchronize_session=False)
    )
    return None if claimed is None else session.get_one(CallRow, claimed, populate_existing=True)
