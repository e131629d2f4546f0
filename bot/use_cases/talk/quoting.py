"""What is asked once the customer's questions were gone through, each once in a talk: what may be quoted, and when to
come back.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import permissions as domain
from bot.domain.calls import AGAIN
from bot.domain.conversation import Conversation
from bot.domain.guides import View
from bot.domain.message import Message
from bot.messages import afterwards
from bot.storage import outbox
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread

PERMISSION, COME_BACK = "permission", "come_back"


def follow(session: Session, thread: Thread, before: Conversation, now: datetime) -> None:
    """Ask after the last of the customer's questions; later on, keep what was asked up to what was said since."""
    after = thread.conversation
    if domain.mark(after) != domain.mark(before):
        show(session, thread, now)
    if before.answered(View.CUSTOMERS) or not after.answered(View.CUSTOMERS) or before.question == after.question:
        return
    said = after.said(View.CUSTOMERS)
    if said:
        threads.say(session, thread, _permission(thread), PERMISSION, now)
    if any(answer.question == AGAIN for answer in said):
        threads.say(session, thread, afterwards.come_back(thread.talk, None), COME_BACK, now)


def show(session: Session, thread: Thread, now: datetime) -> None:
    """Have the question what may be quoted say what is allowed by now, if it stands in the thread.

    Once words that nobody asked about are among them, it asks again. Where nothing is left, it stays as it was.
    """
    if not thread.conversation.said(View.CUSTOMERS):
        return
    standing = outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:{PERMISSION}")
    if standing is not None:
        outbox.update(session, thread.row.workspace_id, target_id=standing, message=_permission(thread), now=now)


def _permission(thread: Thread) -> Message:
    given, words = domain.given(thread.conversation), domain.words_mark(thread.conversation)
    return afterwards.permission(thread.talk, given, words)
