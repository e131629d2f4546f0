"""What waits in a round that rests when the next one begins: it goes along, or its author hears what becomes of it.

Typed lines of the wrap-up go along with the same pair, private words with their author. What a round has ended with is
its own, and so is what was typed after its end, which still changes that.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import RESTING, Status
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.typed_lines import Field
from bot.messages import carried_over as messages
from bot.messages.drafts import Drafting
from bot.messages.prompts import speaking
from bot.storage import drafts, people, rounds, typed_lines
from bot.storage.models import TypedLineRow
from bot.use_cases.answering import draft_cards
from bot.use_cases.people import authors, hours, letters
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread
from bot.use_cases.wrap_up import as_typed, typed_cards


def carry(session: Session, before: Thread, there: Thread, now: datetime) -> None:
    """The round `there` has just begun, and `before` is the one that went before it."""
    if before.conversation.status not in RESTING:
        return
    _carry_lines(session, before, there, now)
    for author_id in drafts.authors(session, before.row):
        _carry_drafts(session, before, there, author_id, now)


def follow(session: Session, thread: Thread, now: datetime) -> None:
    """Something of the round `thread` came so late that the next one has begun: what waits of it goes there."""
    if thread.conversation.status not in RESTING or not typed_lines.waiting(session, thread.row):
        return
    later = rounds.next_of(session, thread.row)
    if later is not None:
        _carry_lines(session, thread, threads.of_row(session, later), now)


def _carry_lines(session: Session, before: Thread, there: Thread, now: datetime) -> None:
    """What cannot go along is let go, as nothing would take it up, or it would change what a talk ended with."""
    waiting = typed_lines.waiting(session, before.row)
    if not waiting:
        return
    is_same_pair = (before.row.rep_id, before.row.manager_id) == (there.row.rep_id, there.row.manager_id)
    takes_lines = is_same_pair and there.conversation.status is not Status.DONE
    going = [line for line in waiting if takes_lines and as_typed.is_asked(there, Field(line.field))]
    left = [line for line in waiting if line not in going]
    typed_cards.carry(session, before, there, now, is_carried=going != [])
    _tell_of_lines(session, there, left, now)
    typed_lines.drop(session, left)
    if going:
        typed_lines.carry(session, going, there.row)
        typed_cards.show(session, there, now)


def _tell_of_lines(session: Session, there: Thread, left: list[TypedLineRow], now: datetime) -> None:
    for author_id in dict.fromkeys(line.author_id for line in left):
        lines = [line for line in left if line.author_id == author_id]
        author = _within_reach(session, there, author_id)
        if author is not None:
            with speaking(author.voice):
                message = messages.lines_left(there.talk, [Field(line.field) for line in lines], author.slack_user)
            _write(session, author, message, f"{there.row.id}:lines_left:{author_id}:{lines[-1].slack_ts}", now)


def _carry_drafts(session: Session, before: Thread, there: Thread, author_id: UUID, now: datetime) -> None:
    author = _within_reach(session, there, author_id)
    if author is None:
        return
    written = drafts.of(session, before.row, author_id)
    is_asked = written.keys() & {question.key for question in there.conversation.guide.of(View.OURS)}
    if author_id == there.row.rep_id and is_asked:
        drafts.carry(session, before.row, author_id, there.row)
        draft_cards.carry(session, before.row, there.row, author_id)
        draft_cards.show(session, there, author, Drafting.WRITING, now)
        return
    with speaking(author.voice):
        message = messages.drafts_left(there.talk, author.slack_user)
    _write(session, author, message, f"{there.row.id}:drafts_left:{author_id}", now)


def _within_reach(session: Session, there: Thread, author_id: UUID | None) -> Actor | None:
    """Whoever wrote something, while they can take part in talks."""
    person = people.by_id(session, there.row.workspace_id, author_id) if author_id else None
    is_here = person is not None and people.takes_part(person)
    return authors.of(session, there.row.workspace_id, author_id) if is_here else None


def _write(session: Session, author: Actor, message: Message, key: str, now: datetime) -> None:
    at_work = hours.next_open(session, [author.person], now)
    letters.write(session, author.workspace, author.slack_user, message, key, now, at=at_work)
