"""The calls of retrospectives: what their cards show, and what the clock must remember of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain.calls import USUAL_LENGTH, Frame
from bot.storage.models import CallRow, RetrospectiveRow
from bot.storage.workspaces import has_bot


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
    return _due(session, CallRow.nudge_at, now)


def due_come_backs(session: Session, now: datetime) -> list[UUID]:
    """The calls whose day to come back has begun."""
    return _due(session, CallRow.come_back_at, now)


def lock_talk(session: Session, call_id: UUID) -> RetrospectiveRow | None:
    """The retrospective of this call, locked: before the call itself, as everybody locks them; or None."""
    query = select(RetrospectiveRow).join(CallRow, CallRow.retrospective_id == RetrospectiveRow.id)
    return session.scalar(query.where(CallRow.id == call_id).with_for_update(of=RetrospectiveRow))


def claim_nudge(session: Session, call_id: UUID, now: datetime) -> CallRow | None:
    """The call, for the one who reminds of it; None when another worker did."""
    return _claimed(session, call_id, CallRow.nudge_at, now)


def claim_come_back(session: Session, call_id: UUID, now: datetime) -> CallRow | None:
    """The call, for the one who reminds of coming back; None when another worker did."""
    return _claimed(session, call_id, CallRow.come_back_at, now)


def _due(session: Session, moment: InstrumentedAttribute[datetime | None], now: datetime) -> list[UUID]:
    query = select(CallRow.id).where(moment <= now, has_bot(CallRow.workspace_id))
    return list(session.scalars(query.order_by(moment)))


def _claimed(
    session: Session, call_id: UUID, moment: InstrumentedAttribute[datetime | None], now: datetime
) -> CallRow | None:
    """The call whose `moment` has come, emptied in one statement so that nobody else finds it."""
    claimed = session.scalar(
        update(CallRow)
        .where(CallRow.id == call_id, moment <= now)
        .values({moment: None})
        .returning(CallRow.id)
        .execution_options(synchronize_session=False)
    )
    return None if claimed is None else session.get_one(CallRow, claimed, populate_existing=True)
