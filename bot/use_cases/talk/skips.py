"""Why a talk is left out: said afterwards by whoever likes, and changed as often as they like."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.replies import Explained
from bot.domain.skips import SkipReason
from bot.messages import skips as cards
from bot.storage import outbox
from bot.use_cases.talk import steps, threads


def explain(session: Session, actor: Actor, retrospective_id: UUID, because: SkipReason, now: datetime) -> None:
    """Keep why it was left out, and show it. Raises AlreadySettled when it is taken up again, or was said already."""
    thread = threads.load(session, actor, retrospective_id, Action.DECLINE)
    steps.step(session, thread, Explained(because), actor, now)
    steps.show_root(session, thread, now)
    card = outbox.latest_of(session, actor.workspace, steps.subject_of_skip(thread.row))
    if card is not None:
        message = cards.skipped(thread.talk, because)
        outbox.update(session, actor.workspace, target_id=card, message=message, now=now)
