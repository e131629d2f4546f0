"""A sweep finds what a CRM's webhook dropped: it goes the way of any other news about a deal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import sweeps
from bot.domain.deals import Deal
from bot.domain.fixes import FixKind
from bot.storage import deal_events, deals, fixes, workspaces
from bot.storage.models import SweepRow, WorkspaceRow


def begin(session: Session, row: SweepRow, now: datetime) -> datetime | None:
    """Since when its CRM is to be asked what closed; None where the workspace wants no sweeps."""
    if _hours(session, row) == 0:
        leave_out(session, row, now)
        return None
    if row.begun_at is None:
        row.begun_at, row.page, row.found = now, None, 0
    return sweeps.since(row.past, row.swept_at, row.begun_at)


def take(session: Session, row: SweepRow, closed: Sequence[Deal], next_page: str | None, now: datetime) -> None:
    """Hand on what is news of a page of closed deals, and remember where to go on."""
    known = deals.known(session, row.id, [deal.external_id for deal in closed])
    for deal in closed:
        standing, is_deleted = known.get(deal.external_id, (None, False))
        event = sweeps.news(deal, standing, is_deleted=is_deleted, now=now)
        if event is not None and deal_events.add(session, row.workspace_id, row.id, event, now):
            row.found += 1
    fixes.fixed(session, row.workspace_id, FixKind.CRM_REFUSED, str(row.id), now)
    row.trouble, row.page, row.due_at = None, next_page, now + sweeps.BETWEEN_PAGES
    if next_page is None or sweeps.is_endless(row.begun_at, now):
        row.swept_at = row.begun_at
        _rest(session, row, now)


def leave_out(session: Session, row: SweepRow, now: datetime) -> None:
    """Its CRM cannot be asked, or is not to be: should that change, what closed until then is the past."""
    row.past, row.swept_at = now, None
    _rest(session, row, now)


def failed(
    session: Session, row: SweepRow, reason: str, pause_seconds: float | None, refusal: str | None, now: datetime
) -> None:
    """The CRM did not answer: the same page again after a pause.

    `refusal` is what it said when it refused us, maybe nothing; None: it did not refuse. Then the page may be what it
    no longer knows, so the sweep begins anew, and an admin finds it on the list.
    """
    row.trouble = reason
    row.due_at = now + (sweeps.TRIED_AGAIN_AFTER if pause_seconds is None else timedelta(seconds=pause_seconds))
    if refusal is not None:
        row.page = None
        fixes.report(session, row.workspace_id, FixKind.CRM_REFUSED, str(row.id), now, reason=refusal)


def _rest(session: Session, row: SweepRow, now: datetime) -> None:
    row.begun_at, row.page, row.trouble = None, None, None
    row.due_at = now + max(timedelta(hours=_hours(session, row)), sweeps.SHORTEST_REST)


def _hours(session: Session, row: SweepRow) -> int:
    return workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id)).sweep_hours
