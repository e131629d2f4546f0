"""A sweep finds what a CRM's webhook dropped: it goes the way of any other news about a deal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import sweeps
from bot.domain.fixes import FixKind
from bot.domain.sweeps import Found, Known
from bot.storage import deal_events, deals, fixes, workspaces
from bot.storage.models import SweepRow, WorkspaceRow
from bot.use_cases.losses import past_deals


def begin(session: Session, row: SweepRow, now: datetime) -> datetime | None:
    """Since when its CRM is to be asked what closed; None where the workspace wants no sweeps."""
    if _hours(session, row) == 0:
        leave_out(session, row, now)
        return None
    if row.begun_at is None:
        row.begun_at, row.page, row.found = now, None, 0
    return sweeps.since(row.horizon_at, row.swept_at, row.begun_at)


def take(session: Session, row: SweepRow, closed: Sequence[Found], next_page: str | None, now: datetime) -> None:
    """Hand on what is news of a page of closed deals, and remember where to go on."""
    known = deals.known(session, row.id, [found.deal.external_id for found in closed])
    for found in closed:
        row.found += _take(session, row, found, known.get(found.deal.external_id), now)
    _works(session, row, FixKind.CRM_REFUSED, now)
    _works(session, row, FixKind.CRM_UNSWEPT, now)
    row.trouble, row.page, row.due_at = None, next_page, now + sweeps.BETWEEN_PAGES
    if next_page is None or sweeps.is_endless(row.begun_at, now):
        row.swept_at = row.begun_at
        _rest(session, row, now)


def leave_out(session: Session, row: SweepRow, now: datetime) -> None:
    """Its CRM cannot be asked, or is not to be: should that change, what closed until then is the past."""
    row.horizon_at, row.swept_at = now, None
    _works(session, row, FixKind.CRM_UNSWEPT, now)
    _rest(session, row, now)


def failed(session: Session, row: SweepRow, reason: str, pause_seconds: float | None, now: datetime) -> None:
    """The CRM did not answer: the same page again after a pause."""
    row.trouble = reason
    _report_if_stuck(session, row, now, sweeps.SILENT_FOR)
    row.due_at = now + (sweeps.TRIED_AGAIN_AFTER if pause_seconds is None else timedelta(seconds=pause_seconds))


def begin_anew(
    session: Session, row: SweepRow, reason: str, pause_seconds: float | None, refusal: str | None, now: datetime
) -> None:
    """The CRM does not take what we ask, or we not what it says: maybe it does not know the page any more, so the sweep
    begins at the first, after a pause that grows.

    `refusal` is what the CRM said when it refused us, maybe nothing: an admin finds it on the list. None: it did not.
    """
    pause = sweeps.pause(row.begun_at, now) if pause_seconds is None else timedelta(seconds=pause_seconds)
    row.trouble, row.page, row.due_at = reason, None, now + pause
    if refusal is None:
        _report_if_stuck(session, row, now, sweeps.ODD_FOR)
    else:
        fixes.report(session, row.workspace_id, FixKind.CRM_REFUSED, str(row.id), now, reason=refusal)


def _report_if_stuck(session: Session, row: SweepRow, now: datetime, patience: timedelta) -> None:
    if sweeps.is_stuck(row.begun_at, now, patience):
        fixes.report(session, row.workspace_id, FixKind.CRM_UNSWEPT, str(row.id), now)


def _works(session: Session, row: SweepRow, kind: FixKind, now: datetime) -> None:
    fixes.fixed(session, row.workspace_id, kind, str(row.id), now)


def _take(session: Session, row: SweepRow, found: Found, known: Known | None, now: datetime) -> bool:
    """Whether it was news. What may have closed before our time is learnt, once no webhook can be on its way."""
    if sweeps.is_past(found, known, row.horizon_at):
        if found.changed_at is not None and found.changed_at <= now - past_deals.NEWS:
            past_deals.learn(session, row.workspace_id, row.id, found.deal)
        return False
    if event := sweeps.news(found, known, now):
        return deal_events.add(session, row.workspace_id, row.id, event, now)
    if known is not None and (event := sweeps.perhaps_another(found, known)):
        deal_events.add(session, row.workspace_id, row.id, event, now)
    return False


def _rest(session: Session, row: SweepRow, now: datetime) -> None:
    row.begun_at, row.page, row.trouble = None, None, None
    row.due_at = now + max(timedelta(hours=_hours(session, row)), sweeps.SHORTEST_REST)


def _hours(session: Session, row: SweepRow) -> int:
    return workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id)).sweep_hours
