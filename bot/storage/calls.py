"""The calls of retrospectives: what their cards show."""

from datetime import date

from sqlalchemy import select
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
