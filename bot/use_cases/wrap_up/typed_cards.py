"""The card that says what is typed of the wrap-up: one until the end, and one for what comes after."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.message import Message
from bot.domain.typed_lines import Field
from bot.messages import carried_over
from bot.messages import typed_lines as messages
from bot.storage import outbox, typed_lines
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def show(session: Session, thread: Thread, now: datetime) -> None:
    """Say in the thread what is kept so far, and what can be done with it; said once, and edited in place after."""
    fields, is_done = typed_lines.words(session, thread.row), thread.conversation.status is Status.DONE
    message = _card(thread, fields)
    if not _renew(session, thread, message, is_done=is_done, now=now) and fields:
        threads.say(session, thread, message, _key(is_done=is_done), now)


def follow(session: Session, thread: Thread, now: datetime) -> None:
    """The talk stopped, or goes on: its card, if it stands and shows something, offers what can be done now."""
    fields = typed_lines.words(session, thread.row)
    if fields and thread.conversation.status is not Status.DONE:
        _renew(session, thread, _card(thread, fields), is_done=False, now=now)


def settle(session: Session, thread: Thread, now: datetime, *, is_done: bool) -> None:
    """The form has taken up what was typed: the card, from after the end if `is_done`, offers nothing any more."""
    _renew(session, thread, messages.taken_up(thread.talk), is_done=is_done, now=now)


def carry(session: Session, thread: Thread, there: Thread, now: datetime, *, is_carried: bool) -> None:
    """The round `there` has begun behind that of `thread`, and whatever waited goes there, or nowhere."""
    _renew(session, thread, carried_over.carried(there.talk, is_carried=is_carried), is_done=False, now=now)


def _card(thread: Thread, fields: Mapping[Field, str]) -> Message:
    status = thread.conversation.status
    rests = status in {Status.PAUSED, Status.SKIPPED}
    return messages.kept(thread.talk, fields, is_done=status is Status.DONE, rests=rests)


def _renew(session: Session, thread: Thread, message: Message, *, is_done: bool, now: datetime) -> bool:
    """Edit the card, if it stands."""
    workspace_id = thread.row.workspace_id
    standing = outbox.find_by_key(session, workspace_id, f"{thread.row.id}:{_key(is_done=is_done)}")
    if standing is not None:
        outbox.update(session, workspace_id, target_id=standing, message=message, now=now)
    return standing is not None


def _key(*, is_done: bool) -> str:
    return f"typed_kept:{is_done}"
