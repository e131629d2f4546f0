"""Past deals arrive once more, each at its time; the second look and the scheduler do what they always do.

From moment to moment: only where something is due does the clock stop.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bot import scheduler, second_look
from bot.crm import Http
from bot.domain.deals import Deal, DealEvent
from bot.slack_client import Slack
from bot.storage import moments, rehearsals
from bot.storage.database import Database
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
BY_THE_CLOCK = tuple(scheduler.WAITS_FOR[job] for job in JOBS)
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
        following = _next(paper, waiting, now)
        if following is None or following > until:
            return
        passed(following - now)
        now = following


def _arrive(paper: Database, workspace_id: UUID, past: PastDeal) -> None:
    connection_id, deal = past
    at = _closed_at(past)
    with paper.begin() as session:
        event = DealEvent.telling(deal, at)
        news.record(session, workspace_id=workspace_id, connection_id=connection_id, event=event, deal=deal, now=at)


def _work(paper: Database, slack: Slack, http: Http, now: datetime) -> None:
    while second_look.work(paper, slack, http, now):
        with paper.begin() as session:
            rehearsals.look_seldom(session, LOOKED_FOR, now + second_look.MANAGER_ASKED_AFTER)
    with paper.read() as session:
        is_time = moments.has_come(session, BY_THE_CLOCK, now)
    for job in JOBS if is_time else ():
        job(paper, now)


def _next(paper: Database, waiting: Sequence[PastDeal], now: datetime) -> datetime | None:
    """When there is something to do after `now`."""
    with paper.read() as session:
        due_at = moments.next_after(session, (moments.SECOND_LOOK, *BY_THE_CLOCK), now)
    return min((at for at in (due_at, *map(_closed_at, waiting[:1])) if at is not None), default=None)


def _closed_at(past: PastDeal) -> datetime:
    _, deal = past
    assert deal.closed_at is not None, "only closed deals are past"
    return deal.closed_at
