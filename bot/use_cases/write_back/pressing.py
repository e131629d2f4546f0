"""What the pair says to the card: write it, not this time, take it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.write_backs import Since, State, Write, is_worth_another_try, mark, once_more
from bot.errors import AlreadySettled, TextChanged
from bot.storage import audit, write_backs
from bot.storage.models import WriteBackRow
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.write_back import cards, crm_offers, plans


def write(session: Session, actor: Actor, retrospective_id: UUID, shown: str, now: datetime) -> None:
    """Have it written, as theirs who pressed; or once more what the CRM did not take.

    `shown` is the mark of what they read. Raises TextChanged where that is not what would be written by now, and
    AlreadySettled.
    """
    thread, row = _load(session, actor, retrospective_id)
    renewed = plans.anew(session, thread, row)
    writes = renewed or write_backs.writes(session, row)
    if row.state == State.LOOKING or mark(writes) != shown:
        raise TextChanged(deal_name=thread.talk.deal.name)
    is_first = row.state in (State.SHOWN, State.LEFT)
    may_go_out = plans.may_go_out(session, thread)
    if is_first and not may_go_out:
        crm_offers.withhold(session, thread, row, now)
        return
    if not may_go_out or not (is_first or renewed or _may_try_again(row, writes)):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    write_backs.keep(session, row, once_more(writes))
    row.pressed_by, row.pressed_at = actor.person, now
    row.round += bool(renewed)
    _go_on(session, thread, row, State.WRITING, actor, now)


def leave(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Not this time; they may change their mind. Raises AlreadySettled."""
    thread, row = _load(session, actor, retrospective_id)
    renewed = plans.anew(session, thread, row)
    if row.state == State.SHOWN:
        row.state = State.LEFT
    elif renewed and row.left_mark != mark(renewed):
        row.left_mark = mark(renewed)
    else:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    audit.note_talk(session, thread.row, actor.slack_user, "crm_left", now)
    cards.show(session, thread, row, now)


def undo(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Have taken back what was written, within a day, or whenever it may not be told any more.

    Raises AlreadySettled later than that, and the second time.
    """
    thread, row = _load(session, actor, retrospective_id)
    is_in_time = row.due_at is not None and now < row.due_at
    if row.state != State.WRITTEN or not (is_in_time or plans.since(session, thread, row) is Since.WITHDRAWN):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    _go_on(session, thread, row, State.UNDOING, actor, now)


def _go_on(session: Session, thread: Thread, row: WriteBackRow, state: State, actor: Actor, now: datetime) -> None:
    row.state, row.due_at, row.attempts = state, now, 0
    audit.note_talk(session, thread.row, actor.slack_user, f"crm_{state}", now)
    session.flush()
    cards.show(session, thread, row, now)


def _may_try_again(row: WriteBackRow, writes: tuple[Write, ...]) -> bool:
    return row.state == State.WRITTEN and is_worth_another_try(writes)


def _load(session: Session, actor: Actor, retrospective_id: UUID) -> tuple[Thread, WriteBackRow]:
    thread = threads.load(session, actor, retrospective_id, Action.WRITE_BACK)
    row = write_backs.of_talk(session, thread.row)
    if row is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread, row
