"""`Update HubSpot?`: the pair's one card about the CRM, which says at any time what is so by now."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.write_backs import Since, State, mark
from bot.messages import write_back as messages
from bot.messages.write_back import Card
from bot.storage import outbox, write_backs
from bot.storage.models import WriteBackRow
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.write_back import plans

KEY = "write_back"


def post(session: Session, thread: Thread, row: WriteBackRow, now: datetime) -> None:
    """Ask the pair, where nobody else reads it; a card that stands says it instead."""
    if _id(session, thread) is None:
        asides.say(
            session, thread, thread.talk.pair, messages.card(thread.talk, _facts(session, thread, row)), KEY, now
        )
    else:
        show(session, thread, row, now)


def show(session: Session, thread: Thread, row: WriteBackRow, now: datetime) -> None:
    """Have the card, if it stands, say what is so by now."""
    standing = _id(session, thread)
    if standing is not None:
        card = messages.card(thread.talk, _facts(session, thread, row))
        outbox.update(session, row.workspace_id, target_id=standing, message=card, now=now)


def _id(session: Session, thread: Thread) -> int | None:
    return outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:{KEY}")


def _facts(session: Session, thread: Thread, row: WriteBackRow) -> Card:
    since, anew = plans.since(session, thread, row), plans.anew(session, thread, row)
    may_undo = row.state == State.WRITTEN and (row.due_at is not None or since is Since.WITHDRAWN)
    return Card(
        row.crm,
        State(row.state),
        write_backs.writes(session, row),
        by=threads.slack_user(session, row.workspace_id, row.pressed_by),
        may_undo=may_undo,
        kept_back=plans.of(session, thread).kept_back,
        since=since,
        anew=anew,
        is_left=bool(anew) and row.left_mark == mark(anew),
    )
