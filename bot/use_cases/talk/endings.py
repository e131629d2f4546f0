"""The cards of a talk that has stopped: they say so, and offer nothing that would do nothing."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import STOPPED, TALKING, Conversation, Status
from bot.domain.message import Message
from bot.messages import retrospectives as cards
from bot.storage import outbox, subjects
from bot.use_cases.call import call_cards
from bot.use_cases.talk import seats
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import typed_cards

# In these the thread says what can be done.
OVER = (Status.DONE, Status.SKIPPED)
OFFERING = (Status.OPEN, Status.CUSTOMERS_VIEW, Status.WRAP_UP)


def follow(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    """When a talk stops, take from its cards what it would not do any more; when it goes on, the call card comes
    back, and so does what was typed of the wrap-up.

    What else can be done is said anew then.
    """
    after = thread.conversation
    if after.status in OVER:
        seats.close(session, thread, now)
    stops = before.status in TALKING and after.status in STOPPED
    if stops:
        _close(session, thread, now)
    if stops or (before.status in STOPPED and after.status in TALKING):
        call_cards.renew(session, thread, now)
        typed_cards.follow(session, thread, now)


def _close(session: Session, thread: Thread, now: datetime) -> None:
    row, status = thread.row, thread.conversation.status
    for was in OFFERING:
        _settle(session, thread, subjects.of_step_at(row, was), cards.step_over(thread.talk, was, status), now)
    _settle(session, thread, subjects.of_reminders(row), cards.reminder_over(thread.talk, status), now)


def _settle(session: Session, thread: Thread, subject: str, card: Message, now: datetime) -> None:
    """Put `card` in place of all that was posted about `subject`: a talk may come to the same state more than once."""
    for standing in outbox.all_of(session, thread.row.workspace_id, subject):
        outbox.update(session, thread.row.workspace_id, target_id=standing, message=card, now=now)
