"""Whom a wrap-up names, the pair is asked about; and what may be told of a talk later, its asks follow."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.asks import DECIDED
from bot.domain.wrap_ups import Department
from bot.storage import asks
from bot.storage.models import AskRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.asks import cards, posts
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def ask(session: Session, thread: Thread, now: datetime) -> None:
    """Show the pair, for each department that they named and that has a channel, what it would read.

    A card that stands is brought up to what is so by now. Nothing is asked about a sensitive talk, or a deal that the
    CRM has deleted.
    """
    may_ask = not thread.row.is_sensitive and thread.deal.deleted_at is None
    open_to = channels.of_departments(session, session.get_one(WorkspaceRow, thread.row.workspace_id))
    for row in asks.of_talk(session, thread.row):
        if cards.stands(session, thread, row):
            cards.show(session, thread, row, now)
        elif may_ask and row.department in open_to:
            cards.post(session, thread, row, now)


def follow(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """What may be told of a talk has changed: the posts in the channels follow, and so do the pair's cards."""
    rows = asks.of_talk(session, talk)
    for raised_id in sorted(row.raised_id for row in rows if row.raised_id):
        raised = asks.raised(session, talk.workspace_id, raised_id)
        if raised is not None:
            posts.show(session, raised, now)
    if not talk.is_sensitive:
        _hear_of_decisions(session, rows, now)
    if rows:
        ask(session, threads.of_row(session, talk), now)


def _hear_of_decisions(session: Session, rows: Iterable[AskRow], now: datetime) -> None:
    """A decision whose hour came while the talk was sensitive is told now; none is told twice."""
    for row in rows:
        raised = asks.raised(session, row.workspace_id, row.raised_id) if row.raised_id else None
        if raised is not None and raised.status in DECIDED:
            row.echo_at = row.echo_at or now


def withdraw(session: Session, thread: Thread, departments: Collection[Department], now: datetime) -> None:
    """The pair names these departments no more: what was sent to them is taken back, and nothing is asked any more."""
    for row in asks.of_talk(session, thread.row):
        if row.department in departments:
            posts.take_out(session, row, now)
            cards.withdraw(session, thread, Department(row.department), now)
