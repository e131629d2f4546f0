"""What lay below a reason that was typed: asked once where the line does not say it, and answered by a button."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.reasons import Cause, Reason, shallow
from bot.errors import AlreadySettled
from bot.messages import layers as cards
from bot.storage import outbox, wrap_ups
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import lessons

ASKED = "below"


def ask(session: Session, thread: Thread, causes: Iterable[Cause], now: datetime) -> None:
    """Ask about the first reason that says little by itself, once in a talk."""
    reason = shallow(causes)
    if reason is not None:
        threads.say(session, thread, cards.below(thread.talk, reason), ASKED, now)


def answer(
    session: Session, actor: Actor, retrospective_id: UUID, reason: Reason, below: Reason | None, now: datetime
) -> None:
    """Keep what lay below `reason`, None for nothing; the summary follows.

    Raises AlreadySettled where it was said already, or the reason is gone.
    """
    thread = threads.load(session, actor, retrospective_id, Action.WRAP_UP)
    kept = wrap_ups.find(session, thread.row)
    if kept is None or Cause(reason) not in kept.causes:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    lessons.look_below(session, actor, retrospective_id, {reason: below}, None, now)
    standing = outbox.find_by_key(session, actor.workspace, f"{thread.row.id}:{ASKED}")
    if standing is not None:
        card = cards.found_below(thread.talk, reason, below)
        outbox.update(session, actor.workspace, target_id=standing, message=card, now=now)
