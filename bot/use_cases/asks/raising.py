"""What the pair would have a department hear: shown to them word by word, and sent only when one of them says so."""

from collections.abc import Collection
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
from bot.domain.wrap_ups import Department
from bot.errors import AlreadySettled, DepartmentAway, GivesAway, NotFound
from bot.messages import ask_cards as cards
from bot.messages import asks as messages
from bot.messages.prompts import speaking
from bot.storage import asks, audit, outbox, workspaces
from bot.storage.models import AskRow, RaisedAskRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.asks import offers, posts
from bot.use_cases.people import voices
from bot.use_cases.talk import asides, threads
from bot.use_cases.talk.threads import Thread


@dataclass(frozen=True)
class Wording:
    """What the form holds in which the pair changes the words: the offer, and what of the customer could go with it."""

    thread: Thread
    offer: Offer
    quotable: tuple[Answer, ...]


def ask(session: Session, thread: Thread, now: datetime) -> None:
    """Show the pair, for each department that they named and that has a channel, what it would read.

    A card that stands is brought up to what is so by now. Nothing is asked about a sensitive talk.
    """
    for row in asks.of_talk(session, thread.row):
        standing = _card_id(session, thread, row.department)
        if standing is not None:
            _show(session, thread, row, now)
        elif not thread.row.is_sensitive and row.department in _channels(session, thread):
            card = _card(session, thread, row)
            asides.say(session, thread, thread.talk.pair, card, _key(row.department), now)


def follow(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """What may be told of a talk has changed: the posts in the channels follow, and so do the pair's cards."""
    rows = asks.of_talk(session, talk)
    for raised_id in sorted(row.raised_id for row in rows if row.raised_id):
        raised = asks.raised(session, talk.workspace_id, raised_id)
        if raised is not None:
            posts.show(session, raised, now)
    if rows:
        ask(session, threads.of_row(session, talk), now)


def withdraw(session: Session, thread: Thread, departments: Collection[Department], now: datetime) -> None:
    """The pair names these departments no more: what was sent to them is taken back, and nothing is asked any more."""
    for row in asks.of_talk(session, thread.row):
        if row.department not in departments:
            continue
        _take_out(session, row, now)
        _update(session, thread, row.department, cards.withdrawn(thread.talk, Department(row.department)), now)


def send(session: Session, actor: Actor, ask_id: UUID, mark: str, now: datetime, *, together: bool) -> Message | None:
    """Send what the pair has read, of which `mark` stands for the words: `together` with the older ask, or by itself.

    Where other words stand there by now nothing is sent, the card shows them, and what to tell the clicker comes back.
    Raises NotFound, NotAllowed, AlreadySettled where it was sent before or may not be, or DepartmentAway.
    """
    thread, row = _load(session, actor, ask_id)
    channel = _channels(session, thread).get(Department(row.department))
    if row.status == Choice.SENT or thread.row.is_sensitive:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    if channel is None:
        raise DepartmentAway(deal_name=thread.talk.deal.name)
    offer = offers.of(session, thread, row)
    if offer.mark != mark or (together and offer.older is None):
        _show(session, thread, row, now)
        with speaking(actor.voice):
            return cards.changed(thread.talk)
    older = asks.raised(session, actor.workspace, offer.older.id) if together and offer.older else None
    raised = older or asks.raise_new(session, row, now)
    asks.send(session, row, raised, offer.text, offer.quote_id, now)
    if older:
        row.echo_at = now if older.status in DECIDED else None  # what was decided before they asked
        posts.show(session, raised, now)
    else:
        posts.post(session, raised, channel, now)
    _show(session, thread, row, now)
    audit.note_talk(session, thread.row, actor.slack_user, "ask_sent", now)
    return None


def leave(session: Session, actor: Actor, ask_id: UUID, now: datetime) -> None:
    """It is not for that department after all: not sent, or taken back from the channel.

    Raises NotFound, NotAllowed, or AlreadySettled where it is so already.
    """
    thread, row = _load(session, actor, ask_id)
    if row.status == Choice.LEFT:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    _take_out(session, row, now)
    _show(session, thread, row, now)
    audit.note_talk(session, thread.row, actor.slack_user, "ask_left", now)


def to_change(session: Session, actor: Actor, ask_id: UUID) -> Wording:
    """The words as they stand, for the form. Raises NotFound, NotAllowed, or AlreadySettled once they were sent."""
    thread, row = _load(session, actor, ask_id)
    if row.status == Choice.SENT or thread.row.is_sensitive:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    return Wording(thread, offers.of(session, thread, row), tuple(offers.quotable(session, thread)))


def change(
    session: Session, actor: Actor, ask_id: UUID, text: str, quote_id: UUID | None, mark: str, now: datetime
) -> None:
    """Keep the pair's own words; `mark` stands for those that the form was filled in with.

    Raises as `to_change` does, AlreadySettled also where somebody was faster, and GivesAway for words that tell which
    deal it was.
    """
    wording = to_change(session, actor, ask_id)
    if wording.offer.mark != mark:
        raise AlreadySettled(deal_name=wording.thread.talk.deal.name)
    words = clean(text, LONGEST)
    if discretion.gives_away(words, offers.secrets(session, wording.thread)):
        raise GivesAway(deal_name=wording.thread.talk.deal.name)
    row = _row(session, actor, ask_id)
    row.text, row.status = words, Choice.NEW
    row.quote_id = quote_id if quote_id in {answer.id for answer in wording.quotable} else None
    session.flush()
    _show(session, wording.thread, row, now)


def _load(session: Session, actor: Actor, ask_id: UUID) -> tuple[Thread, AskRow]:
    """The ask with its talk, which is locked: whoever is first decides."""
    thread = threads.load(session, actor, _row(session, actor, ask_id).retrospective_id, Action.RAISE_ASK)
    return thread, _row(session, actor, ask_id)


def _row(session: Session, actor: Actor, ask_id: UUID) -> AskRow:
    row = asks.by_id(session, actor.workspace, ask_id)
    if row is None:
        raise NotFound
    return row


def _take_out(session: Session, row: AskRow, now: datetime) -> None:
    # The post is locked before the ask changes, in the order in which an answer takes them.
    raised = asks.raised(session, row.workspace_id, row.raised_id) if row.raised_id else None
    asks.leave(session, row)
    if raised is not None:
        posts.show(session, raised, now)


def _card(session: Session, thread: Thread, row: AskRow) -> Message:
    department = Department(row.department)
    if thread.row.is_sensitive:
        return cards.withheld(thread.talk, department)
    raised = session.get(RaisedAskRow, row.raised_id) if row.raised_id else None
    sent = posts.of(session, raised) if raised else None
    if sent is not None:
        return cards.sent(thread.talk, row.id, sent)
    offer = offers.of(session, thread, row)
    with speaking(voices.of_workspace(session, thread.row.workspace_id)):
        previews = [messages.preview(one) for one in (offer.older, offer.own) if one]
    return cards.offer(thread.talk, offer, previews, is_left=row.status == Choice.LEFT)


def _show(session: Session, thread: Thread, row: AskRow, now: datetime) -> None:
    _update(session, thread, row.department, _card(session, thread, row), now)


def _update(session: Session, thread: Thread, department: str, card: Message, now: datetime) -> None:
    standing = _card_id(session, thread, department)
    if standing is not None:
        outbox.update(session, thread.row.workspace_id, target_id=standing, message=card, now=now)


def _card_id(session: Session, thread: Thread, department: str) -> int | None:
    return outbox.find_by_key(session, thread.row.workspace_id, f"{thread.row.id}:{_key(department)}")


def _key(department: str) -> str:
    return f"ask:{department}"


def _channels(session: Session, thread: Thread) -> dict[Department, str]:
    workspace = session.get_one(WorkspaceRow, thread.row.workspace_id)
    return dict(workspaces.preferences(workspace).department_channels)
