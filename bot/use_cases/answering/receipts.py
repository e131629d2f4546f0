"""A sign under a reply that it was kept, and to which questions, where it names several."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.messages import receipts as messages
from bot.messages.prompts import speaking
from bot.storage import outbox
from bot.use_cases.people.whispers import whisper
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
    session: Session,
    thread: Thread,
    actor: Actor,
    ref: MessageRef,
    questions: Collection[str],
    now: datetime,
    card_ts: str | None = None,
) -> None:
    """Say in private what one message was kept as, where that is several answers; once as long as it is these.

    `card_ts`: they are drafts, written under their author's own card.
    """
    if len(questions) < 2:
        return
    numbers = sorted(thread.conversation.guide.place(key)[0] for key in questions)
    with speaking(actor.voice):
        message = messages.several(thread.talk, numbers, is_private=card_ts is not None)
    key = f"several:{ref.channel}:{ref.ts}:{','.join(map(str, numbers))}"
    if card_ts is None:
        asides.tell(session, thread, actor, ref.channel, message, key, now)
    else:
        whisper(session, actor, message, channel=ref.channel, thread_ts=card_ts, key=key, now=now)


def tell_elsewhere(
    session: Session, thread: Thread, actor: Actor, ref: MessageRef, question: str, now: datetime
) -> None:
    """Say in private that a reply answers `question`, while another one stands in the thread."""
    number = thread.conversation.guide.place(question)[0]
    with speaking(actor.voice):
        message = messages.elsewhere(thread.talk, number)
    asides.answer(session, thread, actor, ref, message, f"elsewhere:{number}", now)


def tell_late(session: Session, thread: Thread, actor: Actor, ref: MessageRef, question: str, now: datetime) -> None:
    """Say in private that a reply which reached us in a pause, but was written before it, answers `question`."""
    number = thread.conversation.guide.place(question)[0]
    with speaking(actor.voice):
        message = messages.late(thread.talk, number)
    asides.answer(session, thread, actor, ref, message, "late", now)


def tell_added(session: Session, thread: Thread, actor: Actor, ref: MessageRef, question: str, now: datetime) -> None:
    """Say in private that a reply was added to the answer before it, and how to take it out; once in a talk."""
    number = thread.conversation.guide.place(question)[0]
    with speaking(actor.voice):
        message = messages.added(thread.talk, number)
    asides.tell(session, thread, actor, ref.channel, message, f"added_to:{thread.row.id}:{actor.slack_user}", now)


def is_given(session: Session, actor: Actor, ref: MessageRef) -> bool:
    """Whether the sign was put there, so that the reply counts already."""
    return outbox.find_by_key(session, actor.workspace, _key(ref)) is not None


def _key(ref: MessageRef) -> str:
    return f"receipt:{ref.channel}:{ref.ts}"
