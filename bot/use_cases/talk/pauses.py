"""A deal is open again: its talk rests at once, and the people hear of it in their own hours."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.conversation import FINISHED, Status
from bot.domain.deals import Outcome
from bot.domain.replies import Reopened
from bot.messages import retrospectives as cards
from bot.storage import pauses, retrospectives, rounds
from bot.storage.models import DealRow, RetrospectiveRow
from bot.use_cases.people import hours
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def pause_all(session: Session, deal: DealRow, now: datetime) -> None:
    """The deal stands otherwise than before: whatever talk about it is under way rests, and its card says so.

    The people are told now if they are at work, else when they are. So they are where it rested already, unless the
    deal is lost once more: then the next round says so.
    """
    talks = retrospectives.of_deal(session, deal)
    rested = [row for row in talks if row.status == Status.PAUSED]
    for row in talks:
        if row.status not in {*FINISHED, Status.PAUSED}:
            _pause(session, row, now)
    latest = _latest_begun(talks)
    if latest in rested:
        thread = threads.of_row(session, latest)
        steps.show_root(session, thread, now)
        if _is_news(deal, is_heard=latest is talks[-1]):
            _say(session, thread, now)


def show(session: Session, deal: DealRow, now: datetime) -> None:
    """The deal is gone from the CRM, or there again: the card of a talk that rests says so."""
    latest = _latest_begun(retrospectives.of_deal(session, deal))
    if latest is not None and latest.status == Status.PAUSED:
        steps.show_root(session, threads.of_row(session, latest), now)


def _pause(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    row.due_at = None
    thread = threads.of_row(session, row)
    steps.step(session, thread, Reopened(), "crm", now)
    if row.root_id is not None:
        _say(session, thread, now)


def _latest_begun(talks: Sequence[RetrospectiveRow]) -> RetrospectiveRow | None:
    return next((row for row in reversed(talks) if row.root_id is not None), None)


def _is_news(deal: DealRow, *, is_heard: bool) -> bool:
    """Whether the people of a talk that rests are told how the deal stands. `is_heard`: they know of its last loss.

    Of a deal that is open again after a loss of which nobody heard they know nothing else.
    """
    return deal.outcome == Outcome.WON or (deal.outcome == Outcome.OPEN and is_heard)


def due(session: Session, now: datetime) -> list[UUID]:
    """The talks that came to rest outside of people's hours, which have come by now."""
    return pauses.due(session, now)


def tell(session: Session, retrospective_id: UUID, now: datetime) -> bool:
    """Say that a talk rests. What waited is decided now, so that nobody hears of what is over.

    False when it was taken up, or a later round goes on or says so itself; when they are not at work after all; when
    another process has it in hand.
    """
    row = pauses.claim(session, retrospective_id, now)
    if row is None:
        return False
    if row.status != Status.PAUSED or pauses.goes_on(session, row) or rounds.next_of(session, row):
        row.tell_pause_at = None
        return False
    return _say(session, threads.of_row(session, row), now)


def _say(session: Session, thread: Thread, now: datetime) -> bool:
    row = thread.row
    opens_at = hours.next_open(session, (row.rep_id, row.manager_id, *thread.others), now)
    if opens_at > now:
        row.tell_pause_at = opens_at
        return False
    row.tell_pause_at = None
    threads.say(session, thread, cards.paused(thread.talk), f"paused:{thread.deal.outcome}:{now.timestamp()}", now)
    return True
