"""The summary in the thread: it follows what is edited, deleted or added after it was posted."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.wrap_ups import WrapUp
from bot.messages import summaries as messages
from bot.storage import influences, outbox, wrap_ups
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import success_notes


def correct(session: Session, thread: Thread, now: datetime) -> None:
    """Say in the summary what the talk now holds, if it stands in the thread already."""
    form = wrap_ups.find(session, thread.row)
    summary_id = outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:summary")
    if form is None or summary_id is None:
        return
    message = of(session, thread, form)
    outbox.update(session, thread.row.workspace_id, target_id=summary_id, message=message, now=now)
    success_notes.correct(session, thread, now)


def of(session: Session, thread: Thread, form: WrapUp) -> Message:
    """The summary of a talk that ends with `form`, as it stands now."""
    owner = threads.slack_user(session, thread.row.workspace_id, form.action_owner)
    influence, witnesses = influences.find(session, thread.row), _witnesses(session, thread)
    return messages.summary(thread.talk, thread.conversation, form, owner, influence, witnesses)


def _witnesses(session: Session, thread: Thread) -> Mapping[UUID, str]:
    """Whose words are not the pair's: of those who were there, and of a rep or manager before."""
    pair = {thread.row.rep_id, thread.row.manager_id, None}
    authors = {answer.author for answer in thread.conversation.said(View.OURS)} - pair
    named = {one: threads.slack_user(session, thread.row.workspace_id, one) for one in authors}
    return {author: slack_user for author, slack_user in named.items() if author and slack_user}
