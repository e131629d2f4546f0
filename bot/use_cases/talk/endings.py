"""The cards of a talk that has stopped: they say so, and offer nothing that would do nothing."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.conversation import STOPPED, TALKING, Conversation, Status
from bot.messages import retrospectives as cards
from bot.storage import outbox, subjects
from bot.use_cases.call import call_cards
from bot.use_cases.talk import seats
from bot.use_cases.talk.threads import Thread

# In these the thread says what can be done.
OVER = (Status.DONE, Status.SKIPPED)
OFFERING = (Status.OPEN, Status.CUSTOMERS_VIEW, Status.WRAP_UP)


def follow(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    """When a talk stops, take from its cards what it would not do any more; when it goes on, the call card comes back.

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


def _close(session: Session, thread: Thread, now: datetime) -> None:
    row = thread.row
    for was in OFFERING:
        standing = outbox.latest_of(session, row.workspace_id, subjects.of_step_at(row, was))
        if standing is not None:
            card = cards.step_over(thread.talk, was, thread.conversation.status)
            outbox.update(session, row.workspace_id, target_id=standing, message=card, now=now)
