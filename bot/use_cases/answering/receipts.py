"""A sign under a reply that it was kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.storage import outbox

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


def is_given(session: Session, actor: Actor, ref: MessageRef) -> bool:
    """Whether the sign was put there, so that the reply counts already."""
    return outbox.find_by_key(session, actor.workspace, _key(ref)) is not None


def _key(ref: MessageRef) -> str:
    return f"receipt:{ref.channel}:{ref.ts}"
