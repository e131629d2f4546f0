"""Past deals arrive once more, each at its time; the second look and the scheduler do what they always do.

From moment to moment: only where something is due does the clock stop.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot import scheduler, second_look
from bot.crm import Http
from bot.domain.conversation import Status
from bot.domain.deals import Deal, DealEvent
from bot.domain.fixes import FixKind
from bot.slack_client import Slack
from bot.storage.database import Database
from bot.storage.models import GatheringRow, RetrospectiveRow, ReviewRow, WorkspaceRow
from bot.use_cases.losses import deals as news

PastDeal = tuple[UUID, Deal]  # of which connection

# What comes of deals and of the week. Nobody answers on paper, so nothing that follows an answer, or silence, is here.
JOBS = (
    scheduler.held_questions,
    scheduler.unanswered_gatherings,
    scheduler.gaffe_prompts,
    scheduler.weekly_posts,
    scheduler.review_hours,
    scheduler.monday_reviews,
)
# An owner who cannot be found stays so on paper: looked for at once, and when whoever leads them may be asked, who may
# not be at work at that moment.
LOOKED_FOR = 4


def play(
    paper: Database,
    slack: Slack,
    http: Http,
    workspace_id: UUID,
    past: Sequence[PastDeal],
    since: datetime,
    until: datetime,
    passed: Callable[[timedelta], None] = lambda time: None,
) -> None:
    """Let `past` (closed deals with their time of closing, the earliest first) arrive between `since` and `until`.

    `passed` hears how much time went by until the next moment.
    """
    waiting, now = list(past), since
    while True:
        while waiting and _closed_at(waiting[0]) <= now:
            _arrive(paper, workspace_id, waiting.pop(0))
        _work(paper, slack, http, now)
        moments = [_closed_at(first) for first in waiting[:1]] + _due_after(paper, now)
        if not moments or min(moments) > until:
            return
        passed(min(moments) - now)
        now = min(moments)


def _arrive(paper: Database, workspace_id: UUID, past: PastDeal) -> None:
    connection_id, deal = past
    at = _closed_at(past)
    with paper.begin() as session:
        event = DealEvent.telling(deal, at)
        news.record(session, workspace_id=workspace_id, connection_id=connection_id, event=event, deal=deal, now=at)


def _work(paper: Database, slack: Slack, http: Http, now: datetime) -> None:
    while second_look.work(paper, slack, http, now):
        pass
    for job in JOBS:
        job(paper, now)
    with paper.begin() as session:
        _look_seldom(session, now)


def _look_seldom(session: Session, now: datetime) -> None:
    row = RetrospectiveRow
    missing = row.status == Status.HELD, row.waits_for.in_((FixKind.NO_SLACK_USER, FixKind.NO_OWNER))
    first, last = row.attempts == 1, row.attempts >= LOOKED_FOR
    again_at = now + second_look.MANAGER_ASKED_AFTER
    session.execute(update(row).where(*missing, first, row.due_at < again_at).values(due_at=again_at, attempts=2))
    session.execute(update(row).where(*missing, last).values(due_at=None))


def _due_after(paper: Database, now: datetime) -> list[datetime]:
    """When there is something to do, of each kind."""
    moments: tuple[tuple[Any, ...], ...] = (
        (RetrospectiveRow.due_at,),
        (RetrospectiveRow.starts_at,),
        (GatheringRow.due_at, GatheringRow.settled_at.is_(None)),
        (WorkspaceRow.next_gaffe_at,),
        (WorkspaceRow.next_slot_at,),
        (WorkspaceRow.next_review_at,),
        (ReviewRow.due_at,),
    )
    first = [select(func.min(moment)).where(moment > now, *when).scalar_subquery() for moment, *when in moments]
    with paper.read() as session:
        return [moment for moment in session.execute(select(*first)).one() if moment is not None]


def _closed_at(past: PastDeal) -> datetime:
    _, deal = past
    assert deal.closed_at is not None, "only closed deals are past"
    return deal.closed_at
