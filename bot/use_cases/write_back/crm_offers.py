"""The pair is asked once their talk has ended, with what the CRM holds beside what it would hold."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.options import Option
from bot.domain.write_backs import PENDING, Held, State, Step, planned
from bot.messages import write_back as messages
from bot.storage import retrospectives, wrap_ups, write_backs
from bot.storage.models import RetrospectiveRow, WriteBackRow
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.write_back import cards, plans


def ask(session: Session, thread: Thread, now: datetime) -> None:
    """Have the CRM asked what it holds, so that the pair can be; again where what they would write has changed.

    Once they have had it written, the card says what has changed since, and asks whether to write that.
    """
    row = write_backs.of_talk(session, thread.row)
    if row is not None and State(row.state) not in PENDING:
        cards.show(session, thread, row, now)
        return
    if not plans.may_go_out(session, thread):
        withhold(session, thread, row, now)
        return
    if wrap_ups.find(session, thread.row) is not None and (row is None or _is_news(session, thread, row)):
        write_backs.begin(session, thread.row, now)


def follow(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """What may be told of a talk has changed: what was asked of the pair follows."""
    if write_backs.of_talk(session, talk) is not None:
        ask(session, threads.of_row(session, talk), now)


def show(session: Session, write_back_id: UUID, crm: str, held: Mapping[Step, Held], now: datetime) -> None:
    """Ask the pair, now that it is known what the fields of their `crm` hold."""
    thread, row = loaded(session, write_back_id)
    if row.state != State.LOOKING:
        return
    if not plans.may_go_out(session, thread):
        withhold(session, thread, row, now)
        return
    write_backs.keep(session, row, planned(plans.of(session, thread).wanted, held))
    row.crm, row.state, row.due_at, row.attempts = crm, State.SHOWN, None, 0
    cards.post(session, thread, row, now)


def meant(options: Iterable[Option], mapped: Mapping[str, str]) -> tuple[Option, ...]:
    """A CRM's list with what of ours each stands for: as its connection says, `mapped`, or by the same word."""
    return messages.meant(options, mapped)


def withhold(session: Session, thread: Thread, row: WriteBackRow | None, now: datetime) -> None:
    """Nothing is written, and a card that stands says so."""
    if row is not None and row.state != State.WITHHELD:
        row.state, row.due_at = State.WITHHELD, None
        cards.show(session, thread, row, now)


def loaded(session: Session, write_back_id: UUID) -> tuple[Thread, WriteBackRow]:
    """What was claimed, with its talk, locked in the order in which whoever presses does it."""
    row = write_backs.by_id(session, write_back_id)
    assert row is not None, "what talks write back is only deleted with their workspace"
    talk = retrospectives.locked(session, row.workspace_id, row.retrospective_id)
    assert talk is not None, "the same"
    session.refresh(row)
    return threads.of_row(session, talk), row


def _is_news(session: Session, thread: Thread, row: WriteBackRow) -> bool:
    """Whether the pair would write something else than they were asked about."""
    shown = next((write.after for write in write_backs.writes(session, row) if write.step is Step.NOTE), "")
    return row.state == State.WITHHELD or plans.of(session, thread).wanted[Step.NOTE] != shown
