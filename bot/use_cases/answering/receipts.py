"""A sign under a reply that it was kept, and to which questions, where it names several."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.messages import receipts as messages
from bot.messages.prompts import speaking
from bot.storage import outbox
from bot.use_cases.talk import asides
from bot.use_cases.talk.threads import Thread

RECEIPT = "white_check_mark"


def give(session: Session, actor: Actor, ref: MessageRef, now: datetime) -> None:
    """Put the sign under the reply, once."""
    outbox.react(
        session,
        actor.workspace,
        channel=ref.channel,
        ts=ref.ts,
        name=RECEIPT,
        dedupe_key=_key(ref),
        now=now,
    )


def tell_where(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, questions: Iterable[str], now: datetime
) -> None:
    """Say in private that one message was kept as the answers to several questions, by the numbers in it."""
    numbers = [thread.conversation.guide.place(key)[0] for key in questions]
    with speaking(actor.voice):
        message = messages.several(thread.talk, numbers)
    asides.tell(session, thread, actor, ref.channel, message, f"several:{ref.channel}:{ref.ts}", now)


def is_given(session: Session, actor: Actor, ref: MessageRef) -> bool:
    """Whether the sign was put there, so that the reply counts already."""
    return outbox.find_by_key(session, actor.workspace, _key(ref)) is not None


def _key(ref: MessageRef) -> str:
    return f"receipt:{ref.channel}:{ref.ts}"
