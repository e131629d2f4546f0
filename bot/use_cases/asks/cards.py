"""The pair's card about one department: what it would read, or what became of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.asks import Choice
from bot.domain.message import Message
from bot.domain.wrap_ups import Department
from bot.messages import ask_cards, asks
from bot.messages.prompts import speaking
from bot.storage import outbox
from bot.storage.models import AskRow, RaisedAskRow
from bot.use_cases.asks import offers, posts
from bot.use_cases.people import voices
from bot.use_cases.talk import asides
from bot.use_cases.talk.threads import Thread


def post(session: Session, thread: Thread, row: AskRow, now: datetime) -> None:
    """Ask the pair, where nobody else reads it."""
    asides.say(session, thread, thread.talk.pair, _card(session, thread, row), _key(row.department), now)


def stands(session: Session, thread: Thread, row: AskRow) -> bool:
    """Whether the pair was asked about this department before."""
    return _id(session, thread, row.department) is not None


def show(session: Session, thread: Thread, row: AskRow, now: datetime) -> None:
    """Have the card say what is so by now."""
    _update(session, thread, row.department, _card(session, thread, row), now)


def withdraw(session: Session, thread: Thread, department: Department, now: datetime) -> None:
    """Have the card say that the pair names the department no more."""
    _update(session, thread, department, ask_cards.withdrawn(thread.talk, department), now)


def _card(session: Session, thread: Thread, row: AskRow) -> Message:
    if thread.deal.deleted_at is not None:
        return ask_cards.deal_gone(thread.talk, Department(row.department))
    if thread.row.is_sensitive:
        return ask_cards.withheld(thread.talk, Department(row.department))
    raised = session.get(RaisedAskRow, row.raised_id) if row.raised_id else None
    sent = posts.of(session, raised) if raised else None
    if sent is not None:
        return ask_cards.sent(thread.talk, row.id, sent)
    return _offer(session, thread, row)


def _offer(session: Session, thread: Thread, row: AskRow) -> Message:
    offer = offers.of(session, thread, row)
    with speaking(voices.of_workspace(session, thread.row.workspace_id)):
        previews = [asks.preview(one) for one in (offer.older, offer.own) if one]
    return ask_cards.offer(thread.talk, offer, previews, is_left=row.status == Choice.LEFT)


def _update(session: Session, thread: Thread, department: str, card: Message, now: datetime) -> None:
    standing = _id(session, thread, department)
    if standing is not None:
        outbox.update(session, thread.row.workspace_id, target_id=standing, message=card, now=now)


def _id(session: Session, thread: Thread, department: str) -> int | None:
    return outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:{_key(department)}")


def _key(department: str) -> str:
    return f"ask:{department}"
