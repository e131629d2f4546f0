"""Open deals that no webhook has told of yet: their CRM is asked owner by owner, once a day.

Without them, somebody whose deals rest could not choose theirs, nor be warned about one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.deals import Deal, DealEvent
from bot.domain.sweeps import BETWEEN_OWNERS, OWNERS_EVERY
from bot.storage import deal_events, deals, workspaces
from bot.storage.models import SweepRow, WorkspaceRow


def next_owner(session: Session, row: SweepRow, now: datetime) -> str | None:
    """The address of the owner whose deals are asked for next; None when that was all for today."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    owner = deals.next_owner(session, row.workspace_id, row.owner or "") if preferences.sweep_hours else None
    if owner is None:
        rest(row, now)
    return owner


def take(session: Session, row: SweepRow, owner: str, found: Sequence[Deal], now: datetime) -> None:
    """Hand on the open deals of this owner that we do not know. What we know, webhooks and sweeps keep up to date."""
    known = deals.known(session, row.id, [deal.external_id for deal in found])
    for deal in found:
        if deal.external_id not in known:
            deal_events.add(session, row.workspace_id, row.id, DealEvent.telling(deal, now), now)
    row.owner, row.owners_at = owner, now + BETWEEN_OWNERS


def put_off(row: SweepRow, pause: timedelta, now: datetime) -> None:
    """The CRM did not answer: the same owner again after a pause."""
    row.owners_at = now + pause


def rest(row: SweepRow, now: datetime) -> None:
    """Until the same time tomorrow."""
    row.owner, row.owners_at = None, now + OWNERS_EVERY
