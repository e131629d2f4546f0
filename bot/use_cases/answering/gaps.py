"""The gap between the two views, shown to the pair and to nobody else: beside the thread where others read it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import gaps
from bot.domain.gaps import Gap
from bot.domain.guides import View
from bot.domain.message import Message
from bot.errors import AlreadySettled
from bot.messages import gaps as cards
from bot.storage import outbox, rankings
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread


def show(session: Session, thread: Thread, now: datetime) -> None:
    """Post the gap once both sides are known; what is changed later changes that message."""
    gap, key = gaps.between(rankings.of(session, thread.row)), f"gap:{asides.room_of_pair(session, thread)}"
    stands = outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:{key}")
    if stands is not None:
        message = _card(session, thread, gap) if gap else cards.no_gap(thread.talk)
        outbox.update(session, thread.row.workspace_id, target_id=stands, message=message, now=now)
    elif gap is not None and thread.row.root_id is not None:
        asides.say(session, thread, thread.talk.pair, _card(session, thread, gap), key, now)


def _card(session: Session, thread: Thread, gap: Gap) -> Message:
    teller = rankings.author(session, thread.row, View.OURS)
    name = threads.slack_user(session, thread.row.workspace_id, teller) or thread.talk.rep
    return cards.gap(thread.talk, gap, name)


def to_talk(session: Session, actor: Actor, retrospective_id: UUID) -> tuple[Thread, Gap]:
    """The thread and its gap, for the questions of the five minutes. Raises AlreadySettled where there is none."""
    thread = threads.load(session, actor, retrospective_id, Action.ANSWER)
    gap = gaps.between(rankings.of(session, thread.row))
    if gap is None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread, gap
