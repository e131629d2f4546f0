"""The pair's word on what a department should hear: nothing goes out that one of the two has not read and sent."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain import discretion
from bot.domain.asks import DECIDED, LONGEST, Choice, Offer
from bot.domain.conversation import Answer
from bot.domain.message import Message
from bot.domain.text import clean
from bot.errors import AlreadySettled, DepartmentAway, FieldErrors, NotFound
from bot.messages import ask_cards
from bot.messages.prompts import speaking
from bot.storage import asks, audit
from bot.storage.models import AskRow
from bot.use_cases.asks import cards, offers, posts
from bot.use_cases.talk import secrets, threads
from bot.use_cases.talk.threads import Thread


@dataclass(frozen=True)
class Wording:
    """What the form holds in which the pair changes the words: the offer, and what of the customer could go with it."""

    thread: Thread
    offer: Offer
    quotable: tuple[Answer, ...]


def send(session: Session, actor: Actor, ask_id: UUID, mark: str, now: datetime, *, together: bool) -> Message | None:
    """Send what the pair has read, of which `mark` stands for the words: `together` with the older ask, or by itself.

    Where other words stand there by now nothing is sent, the card shows them, and what to tell the clicker comes back.
    Raises NotFound, NotAllowed, AlreadySettled where it was sent before or may not be, or DepartmentAway.
    """
    thread, row = _unsent(session, actor, ask_id)
    channel = _channel(session, thread, row)
    offer = offers.of(session, thread, row)
    is_another = offer.mark != mark or (together and offer.older is None)
    if not is_another:
        _add(session, row, offer, channel, now) if together else _raise(session, row, offer, channel, now)
        audit.note_talk(session, thread.row, actor.slack_user, "ask_sent", now)
    cards.show(session, thread, row, now)
    with speaking(actor.voice):
        return ask_cards.changed(thread.talk) if is_another else None


def leave(session: Session, actor: Actor, ask_id: UUID, now: datetime) -> None:
    """It is not for that department after all: not sent, or taken back from the channel.

    Raises NotFound, NotAllowed, or AlreadySettled where it is so already.
    """
    thread, row = _load(session, actor, ask_id)
    if row.status == Choice.LEFT:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    posts.take_out(session, row, now)
    cards.show(session, thread, row, now)
    audit.note_talk(session, thread.row, actor.slack_user, "ask_left", now)


def to_change(session: Session, actor: Actor, ask_id: UUID) -> Wording:
    """The words as they stand, for the form. Raises NotFound, NotAllowed, or AlreadySettled once they were sent."""
    thread, row = _unsent(session, actor, ask_id)
    return Wording(thread, offers.of(session, thread, row), tuple(offers.quotable(session, thread)))


def change(
    session: Session, actor: Actor, ask_id: UUID, text: str, quote_id: UUID | None, mark: str, now: datetime
) -> None:
    """Keep the pair's own words; `mark` stands for those that the form was filled in with.

    Raises as `to_change` does, AlreadySettled also where somebody was faster, and FieldErrors for words that tell which
    deal it was.
    """
    thread, row = _unsent(session, actor, ask_id)
    words = clean(text, LONGEST)
    if offers.of(session, thread, row).mark != mark:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    if telling := discretion.telling(words, secrets.of(session, thread)):
        raise FieldErrors({ask_cards.TEXT: "errors.gives_away"}, {ask_cards.TEXT: telling})
    may_go_with_it = {answer.id for answer in offers.quotable(session, thread)}
    asks.reword(session, row, words, quote_id if quote_id in may_go_with_it else None)
    cards.show(session, thread, row, now)


def _raise(session: Session, row: AskRow, offer: Offer, channel: str, now: datetime) -> None:
    raised = asks.raise_new(session, row, now)
    asks.send(session, row, raised, offer.text, offer.quote_id, now)
    posts.post(session, raised, channel, now)


def _add(session: Session, row: AskRow, offer: Offer, channel: str, now: datetime) -> None:
    """Have it count and be quoted with the older one, where the department reads now.

    What was decided before is told to its talk as well.
    """
    older = asks.raised(session, row.workspace_id, offer.older.id) if offer.older else None
    if older is None:
        raise NotFound
    asks.send(session, row, older, offer.text, offer.quote_id, now)
    row.echo_at = now if older.status in DECIDED else None
    posts.show_in(session, older, channel, now)


def _channel(session: Session, thread: Thread, row: AskRow) -> str:
    channel = offers.channel(session, row)
    if channel is None:
        raise DepartmentAway(deal_name=thread.talk.deal.name)
    return channel


def _unsent(session: Session, actor: Actor, ask_id: UUID) -> tuple[Thread, AskRow]:
    """As `_load`, for what only what was not sent yet can have. Raises AlreadySettled too."""
    thread, row = _load(session, actor, ask_id)
    if row.status == Choice.SENT or thread.row.is_sensitive or thread.deal.deleted_at is not None:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return thread, row


def _load(session: Session, actor: Actor, ask_id: UUID) -> tuple[Thread, AskRow]:
    """The ask with its talk, which is locked: whoever is first decides. Raises NotFound or NotAllowed."""
    of_talk = _row(session, actor, ask_id).retrospective_id
    thread = threads.load(session, actor, of_talk, Action.RAISE_ASK)
    return thread, _row(session, actor, ask_id)  # read again: it may have changed while we waited for the lock


def _row(session: Session, actor: Actor, ask_id: UUID) -> AskRow:
    row = asks.by_id(session, actor.workspace, ask_id)
    if row is None:
        raise NotFound
    return row
