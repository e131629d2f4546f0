"""What a department decided, told once in each thread that its ask came from, when the pair is at work."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.asks import DECIDED
from bot.messages import ask_cards as cards
from bot.storage import asks
from bot.storage.models import AskRow, RaisedAskRow, RetrospectiveRow
from bot.use_cases.asks import posts
from bot.use_cases.people import hours
from bot.use_cases.talk import threads

AT_ONCE = 100


def due(session: Session, now: datetime) -> list[UUID]:
    """Asks whose talk is to hear now what was decided."""
    return asks.due_echoes(session, now, AT_ONCE)


def tell(session: Session, ask_id: UUID, now: datetime) -> bool:
    """Say in its talk's thread what was decided last; False when somebody has, or there is nothing to say any more."""
    row = asks.claim_echo(session, ask_id, now)
    raised = session.get(RaisedAskRow, row.raised_id) if row and row.raised_id else None
    if row is None or raised is None or raised.status not in DECIDED:
        return False
    talk = session.get_one(RetrospectiveRow, row.retrospective_id)
    opens_at = hours.next_open(session, [talk.rep_id, talk.manager_id], now)
    if opens_at > now:  # by then the department may have decided otherwise
        row.echo_at = opens_at
        return True
    return _say(session, row, raised, talk, now)


def _say(session: Session, row: AskRow, raised: RaisedAskRow, talk: RetrospectiveRow, now: datetime) -> bool:
    ask = posts.of(session, raised)
    if ask is None or talk.is_sensitive or raised.answered_at is None:
        return False
    thread = threads.of_row(session, talk)
    key = f"ask:{row.department}:echo:{raised.answered_at.timestamp()}"
    threads.say(session, thread, cards.echo(thread.talk, row.text or ask.text, ask), key, now)
    return True
