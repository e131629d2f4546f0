"""Past deals arrive once more, each at its time; the second look and the scheduler do what they always do.

From moment to moment: only where something is due does the clock stop.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
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
# An owner who cannot be found stays so on paper, and whoever leads them was asked after a day.
LOOKED_FOR = timedelta(days=2)


def play(
    paper: Database,
    slack: Slack,
    http: Http,
    workspace_id: UUID,
    past: Sequence[PastDeal],
    since: datetime,
    until: datetime,
    passed: Callable[[datetime], None] = lambda now: None,
) -> None:
    """Let `past` (closed deals with their time of closing, the earliest first) arrive between `since` and `until`.

    `passed` hears of each moment that is over.
    """
    waiting, now = list(past), since
    while True:
        while waiting and _closed_at(waiting[0]) <= now:
            _arrive(paper, workspace_id, waiting.pop(0))
        _work(paper, slack, http, now)
        passed(now)
        moments = [_closed_at(past) for past in waiting[:1]] + _due_after(paper, now)
        if not moments or min(moments) > until:
            return
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
        _give_up_looking(session, now)


def _give_up_looking(session: Session, now: datetime) -> None:
    session.execute(
        update(RetrospectiveRow)
        .where(
            RetrospectiveRow.status == Status.HELD,
            RetrospectiveRow.waits_for.in_((FixKind.NO_SLACK_USER, FixKind.NO_OWNER)),
            RetrospectiveRow.ended_at < now - LOOKED_FOR,
        )
        .values(due_at=None)
    )


def _due_after(paper: Database, now: datetime) -> list[datetime]:
    with paper.read() as session:
        found = [session.scalar(select(func.min(moment)).where(moment > now, *when)) for moment, *when in _moments()]
    return [moment for moment in found if moment is not None]


def _moments() -> list[tuple[ColumnElement[Any], *tuple[ColumnElement[bool], ...]]]:
    """Where stands when there is something to do."""
    return [
        (RetrospectiveRow.due_at.expression,),
        (RetrospectiveRow.starts_at.expression,),
        (GatheringRow.due_at.expression, GatheringRow.settled_at.is_(None)),
        (WorkspaceRow.next_gaffe_at.expression,),
        (WorkspaceRow.next_slot_at.expression,),
        (WorkspaceRow.next_review_at.expression,),
        (ReviewRow.due_at.expression,),
    ]


def _closed_at(past: PastDeal) -> datetime:
    _, deal = past
    assert deal.closed_at is not None, "only closed deals are past"
    return deal.closed_at
