"""What the customer allows with their words, said after the questions were gone through one by one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.conversation import Quotable
from bot.domain.replies import Permitted
from bot.messages import afterwards as cards
from bot.storage import outbox
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import PERMISSION
from bot.use_cases.week import publications


def permit(session: Session, actor: Actor, retrospective_id: UUID, quotable: Quotable, now: datetime) -> None:
    """Keep it for all that the customer said; the last word counts. Raises AlreadySettled when it is so already."""
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.step(session, thread, Permitted(quotable), actor, now)
    publications.correct(session, thread.row, now)
    standing = outbox.find_by_key(session, actor.workspace, f"{thread.row.id}:{PERMISSION}")
    if standing is not None:
        card = cards.permission(thread.talk, quotable)
        outbox.update(session, actor.workspace, target_id=standing, message=card, now=now)
