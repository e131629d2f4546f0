"""The summary in the thread: it follows what is edited, deleted or added after it was posted."""

from datetime import datetime

from sqlalchemy.orm import Session

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
    owner = threads.slack_user(session, thread.row.workspace_id, form.action_owner)
    message = messages.summary(thread.talk, thread.conversation, form, owner, influences.find(session, thread.row))
    outbox.update(session, thread.row.workspace_id, target_id=summary_id, message=message, now=now)
    success_notes.correct(session, thread, now)
