"""The action of a typed wrap-up: whose it is, and by when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import wrap_ups
from bot.domain.message import Message
from bot.domain.typed_lines import due_day, owner_in
from bot.errors import NotAColleague, NotMetYet
from bot.messages import typed_lines as messages
from bot.use_cases.people import colleagues, days
from bot.use_cases.talk.threads import Thread


@dataclass(frozen=True)
class Owner:
    """Whoever an action names at its beginning, and what remains of its words."""

    person_id: UUID
    task: str


def owner_of(session: Session, thread: Thread, action: str) -> Owner | None:
    """The colleague whom `action` names; None where it names nobody, or somebody who cannot be asked."""
    named = owner_in(action)
    if named is None:
        return None
    try:
        person = colleagues.chosen(session, thread.row.workspace_id, named[0], ())
    except (NotAColleague, NotMetYet):
        return None
    return Owner(person.id, named[1])


def day_of(session: Session, thread: Thread, action: str, author_id: UUID | None, written_at: datetime) -> date | None:
    """The day by which an action is due, as its author meant it when and where they wrote it; None without one."""
    return due_day(action, days.today(session, thread.row.workspace_id, author_id, written_at))


def may_be_due(session: Session, thread: Thread, day: date, author_id: UUID | None, now: datetime) -> bool:
    """Whether an action can still be due on `day`, by the calendar of whoever wrote it."""
    return wrap_ups.may_be_due(day, days.today(session, thread.row.workspace_id, author_id, now))


def objections(session: Session, thread: Thread, action: str, author_id: UUID | None, now: datetime) -> list[Message]:
    """What of an action written `now` is not kept: its day, its owner. Slack is asked who a stranger is."""
    day = day_of(session, thread, action, author_id, now)
    is_odd = day is not None and not may_be_due(session, thread, day, author_id, now)
    against_owner = _against_owner(session, thread, action)
    return [*([messages.odd_day(thread.talk)] if is_odd else []), *([against_owner] if against_owner else [])]


def _against_owner(session: Session, thread: Thread, action: str) -> Message | None:
    named = owner_in(action)
    if named is None:
        return None
    try:
        colleagues.chosen(session, thread.row.workspace_id, named[0], ())
    except NotAColleague as error:
        return messages.cannot_own(thread.talk, error.why)
    except NotMetYet:
        colleagues.notice(session, thread.row.workspace_id, [named[0]])
        return messages.owner_unmet(thread.talk, named[0])
    return None
