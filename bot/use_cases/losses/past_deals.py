"""Deals that were closed before we were there: they count in figures, and open no retrospective."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.deals import Deal, after
from bot.storage import deals

# What closed lately is news, perhaps still on its way: learnt here, it would open no retrospective any more.
NEWS = timedelta(days=1)


class Learnt(StrEnum):
    """What one deal taught us."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"


def learn(session: Session, workspace_id: UUID, connection_id: UUID, deal: Deal) -> Learnt:
    """Keep a closed deal (`closed_at` is known) and how it stands. Older news never overwrites newer."""
    assert deal.closed_at is not None
    known = deals.locked(session, connection_id, deal.external_id)
    row = known or deals.add(session, workspace_id, connection_id, deal)
    before = deals.standing(row)
    if known and before.last_source_at and before.last_source_at >= deal.closed_at:
        return Learnt.SAME
    deals.learn(row, deal)
    deals.stand(row, after(before, deal.outcome, deal.closed_at))
    return Learnt.CHANGED if known else Learnt.NEW


def learn_old(session: Session, workspace_id: UUID, connection_id: UUID, deal: Deal, now: datetime) -> Learnt:
    """As `learn`, but what closed within NEWS before `now` is LEFT to whoever hears of news."""
    assert deal.closed_at is not None
    if deal.closed_at > now - NEWS:
        return Learnt.LEFT
    return learn(session, workspace_id, connection_id, deal)
