"""The question to a deal's new owner whether they take its talk: what stands in its place once it is settled."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.message import Message
from bot.messages import seats as cards
from bot.messages.prompts import speaking
from bot.messages.talks import Talk
from bot.storage import outbox, seat_offers
from bot.storage.models import RetrospectiveRow
from bot.use_cases.people import voices
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def settle(session: Session, thread: Thread, person_id: UUID, card: Callable[[Talk], Message], now: datetime) -> None:
    """Put `card` in place of the question to this person, as they are spoken to in private."""
    row = thread.row
    asked = outbox.latest_of(session, row.workspace_id, seat_offers.subject(row))
    if asked is None:
        return
    owner = threads.slack_user(session, row.workspace_id, person_id) or ""
    with speaking(voices.of_person(session, row.workspace_id, owner)):
        message = card(thread.talk)
    outbox.update(session, row.workspace_id, target_id=asked, message=message, now=now)


def settle_for_seated(session: Session, thread: Thread, now: datetime) -> None:
    """Seats have changed hands: a new owner who got one of them without having answered need not answer."""
    standing = seat_offers.of_talk(session, thread.row)
    if standing is None or standing.person_id is None or standing.answered_at is not None:
        return
    if standing.person_id in (thread.row.rep_id, thread.row.manager_id):
        seat_offers.answered(standing, now)
        settle(session, thread, standing.person_id, cards.seated, now)


def close(session: Session, thread: Thread, now: datetime) -> None:
    """The talk is over: nobody can take a seat in it, and whoever was asked need not answer."""
    standing = seat_offers.of_talk(session, thread.row)
    if standing is None or standing.answered_at is not None:
        return
    if standing.person_id is None:
        session.delete(standing)
        return
    seat_offers.answered(standing, now)
    settle(session, thread, standing.person_id, cards.closed, now)


def set_aside(session: Session, thread: Thread, now: datetime) -> None:
    """The talk is sensitive: as long as it is nobody can take a seat in it, and whoever was asked need not answer."""
    standing = seat_offers.of_talk(session, thread.row)
    if standing is None or standing.answered_at is not None:
        return
    seat_offers.rest(standing)
    if standing.person_id is not None:
        settle(session, thread, standing.person_id, cards.closed, now)


def offer_again(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """The talk is not sensitive any more: whoever was asked, or was to be, is asked now."""
    standing = seat_offers.of_talk(session, row)
    if standing is None or standing.answered_at is not None:
        return
    session.delete(standing)
    session.flush()
    seat_offers.put(session, row, standing.email, now)


def withdraw(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """Somebody else owns the deal by now: whoever was asked before need not answer."""
    standing = seat_offers.of_talk(session, row)
    if standing is None:
        return
    if standing.person_id is not None and standing.answered_at is None:
        settle(session, threads.of_row(session, row), standing.person_id, cards.withdrawn, now)
    session.delete(standing)
    session.flush()
