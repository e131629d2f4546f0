"""The moments that things wait for, and the next of them: for a clock that goes from one to the next, not by ticks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.storage import slots
from bot.storage.models import GatheringRow, RetrospectiveRow, ReviewRow


@dataclass(frozen=True)
class Moment:
    """The column that holds it, and for which rows it counts. Empty and `now_if_unset`: now."""

    at: InstrumentedAttribute[Any]
    where: tuple[ColumnElement[bool], ...] = ()
    now_if_unset: bool = False

    def has_come(self, now: datetime) -> ColumnElement[bool]:
        """Whether anything has waited for it long enough."""
        waited = or_(self.at <= now, self.at.is_(None)) if self.now_if_unset else self.at <= now
        return exists().where(waited, *self.where)


SECOND_LOOK = Moment(RetrospectiveRow.due_at)
HELD_QUESTIONS = Moment(RetrospectiveRow.starts_at)
UNANSWERED_GATHERING = Moment(GatheringRow.due_at, (GatheringRow.settled_at.is_(None),))
REVIEW = Moment(ReviewRow.due_at)
WEEKLY_HOUR = Moment(slots.WEEKLY, now_if_unset=True)
GAFFE_HOUR = Moment(slots.GAFFE, now_if_unset=True)
REVIEW_HOUR = Moment(slots.REVIEW, now_if_unset=True)


def has_come(session: Session, moments: Iterable[Moment], now: datetime) -> bool:
    """Whether one of these moments has come."""
    return bool(session.scalar(select(or_(*(one.has_come(now) for one in moments)))))


def next_after(session: Session, moments: Iterable[Moment], now: datetime) -> datetime | None:
    """The earliest of these moments that is later than `now`."""
    first = [select(func.min(one.at)).where(one.at > now, *one.where).scalar_subquery() for one in moments]
    return min((at for at in session.execute(select(*first)).one() if at is not None), default=None)
