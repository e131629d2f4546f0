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
        dedupe_key=f"receipt:{ref.channel}:{ref.ts}",
        now=now,
    )
