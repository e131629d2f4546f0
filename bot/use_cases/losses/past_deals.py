"""Deals that were closed before we were there: they count in figures, and open no retrospective."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.deals import Deal, DealEvent, after
from bot.domain.sweeps import since
from bot.storage import deal_events, deals, retrospectives
from bot.storage.models import SweepRow

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
    deals.learn(session, row, deal)
    deals.stand(row, after(before, deal.outcome, deal.closed_at))
    return Learnt.CHANGED if known else Learnt.NEW


def learn_old(session: Session, workspace_id: UUID, connection_id: UUID, deal: Deal, now: datetime) -> Learnt:
    """As `learn`, but what is no past is LEFT to whoever hears of news.

    That is what closed within NEWS before `now`, or what a sweep will still ask for; and how a deal that people have
    talked about ended since: that is told on, as a webhook would have.
    """
    assert deal.closed_at is not None
    sweep = session.get(SweepRow, connection_id)
    if deal.closed_at > now - NEWS or (sweep and deal.closed_at >= since(sweep.horizon_at, sweep.swept_at, now)):
        return Learnt.LEFT
    if _ends_anew(session, connection_id, deal):
        deal_events.add(session, workspace_id, connection_id, DealEvent.telling(deal, deal.closed_at), now)
        return Learnt.LEFT
    return learn(session, workspace_id, connection_id, deal)


def _ends_anew(session: Session, connection_id: UUID, deal: Deal) -> bool:
    """Whether it ended otherwise than we know, after all that we know, and there is a talk about it."""
    row = deals.locked(session, connection_id, deal.external_id)
    if row is None or deal.closed_at is None:
        return False
    known = deals.standing(row)
    is_newer = known.last_source_at is None or deal.closed_at > known.last_source_at
    return is_newer and deal.outcome is not known.outcome and bool(retrospectives.of_deal(session, row))
