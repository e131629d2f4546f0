"""What a group of a workshop writes while its time runs: in the form, or typed in its thread, and changed there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, WorkshopGroup
from bot.domain import discretion, shown
from bot.domain import workshops as domain
from bot.domain.conversation import MessageRef
from bot.domain.discretion import Secrets
from bot.domain.message import Message
from bot.domain.typed_words import named
from bot.domain.workshops import Stage
from bot.errors import FieldErrors, NotAllowed, NotFound, WorkshopClosed
from bot.messages.problems import problem
from bot.messages.prompts import speaking
from bot.messages.vocabulary import practice_words
from bot.messages.workshop_forms import FIELDS
from bot.storage import outbox, practices, typed_replies, workshops
from bot.storage.models import WorkshopGroupRow, WorkshopRow
from bot.use_cases.answering import receipts
from bot.use_cases.people.whispers import whisper
from bot.use_cases.workshop import cards, secrets, stages

CLOSED, FULL = WorkshopClosed.prompt, "problem/practices_full"


@dataclass(frozen=True)
class Page:
    """What the form shows."""

    deal: str
    written: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A practice as it was typed in a group's thread, and where."""

    ref: MessageRef
    thread_ts: str
    line: str

    @property
    def key(self) -> str:
        """Keeps what is told about it from being told twice."""
        return f"practice:{self.ref.channel}:{self.ref.ts}"


def page(session: Session, actor: Actor, group_id: UUID) -> Page:
    """The form, with what the group wrote already. Raises NotFound, NotAllowed, or WorkshopClosed."""
    row, group = _load(session, actor, group_id)
    facts = cards.facts(session, row)
    if facts is None:
        raise WorkshopClosed
    return Page(facts.deal, tuple(one.text for one in practices.of_group(session, group)))


def write(session: Session, actor: Actor, group_id: UUID, texts: Sequence[str], now: datetime) -> None:
    """Have these be what the group wrote; empty ones are none.

    Raises NotFound, NotAllowed, WorkshopClosed, or FieldErrors for those that tell which deal it was.
    """
    row, group = _load(session, actor, group_id)
    _must_not_tell(texts, secrets.of(session, row))
    practices.write(session, group, domain.lines(texts))
    cards.show_group(session, row, group, now)


def done(session: Session, actor: Actor, group_id: UUID, now: datetime) -> None:
    """What they wrote will do; once all groups say so, the time is up. Raises as `write` does."""
    row, group = _load(session, actor, group_id)
    group.done_at = group.done_at or now
    session.flush()
    if all(one.done_at for one in workshops.groups(session, row)):
        stages.close(session, row, now)
    else:
        cards.show_group(session, row, group, now)


def reply(session: Session, actor: Actor, ref: MessageRef, thread_ts: str, text: str, now: datetime) -> None:
    """A reply typed in a group's thread: `practice: …` is kept, all else is talk. Replies elsewhere are left alone."""
    word, said = named(text)
    found = _at(session, actor.workspace, ref, thread_ts) if word in practice_words() else None
    lines = domain.lines([said])
    if found is None or not lines or not _may_write(session, actor, found[1]):
        return
    row, group = found
    if practices.typed_at(session, group, ref.ts) or typed_replies.is_buried(session, actor.workspace, ref):
        return  # a second attempt of Slack's, or its deletion was faster
    typed = Typed(ref, thread_ts, lines[0])
    if not Stage(row.stage).takes_practices:
        _refuse(session, actor, typed, CLOSED, now)
    elif words := _telling(session, row, typed):
        _hold_back(session, actor, typed, words, now)
    elif not practices.add(session, group, typed.line, ref.ts):
        _refuse(session, actor, typed, FULL, now)
    else:
        receipts.give(session, actor, ref, now)
        cards.show_group(session, row, group, now)


def edit(session: Session, actor: Actor, ref: MessageRef, thread_ts: str, text: str, now: datetime) -> None:
    """A typed practice was changed in Slack; one that is none any more, or tells too much, goes. Later all stays."""
    found = _at(session, actor.workspace, ref, thread_ts)
    practice = practices.typed_at(session, found[1], ref.ts) if found else None
    if found is None or practice is None:
        reply(session, actor, ref, thread_ts, text, now)
        return
    word, said = named(text)
    lines = domain.lines([said]) if word in practice_words() else ()
    if not Stage(found[0].stage).takes_practices or not _may_write(session, actor, found[1]):
        return
    typed = Typed(ref, thread_ts, "".join(lines))
    words = _telling(session, found[0], typed)
    if words:
        _hold_back(session, actor, typed, words, now)
    if words or not lines:
        practices.drop(session, practice)
    else:
        practice.text = typed.line
        session.flush()
    cards.show_group(session, *found, now)


def delete(session: Session, workspace_id: UUID, ref: MessageRef, thread_ts: str, now: datetime) -> None:
    """A typed practice was deleted in Slack, by whoever may; after the time it stands with all others."""
    found = _at(session, workspace_id, ref, thread_ts) if thread_ts else None
    practice = practices.typed_at(session, found[1], ref.ts) if found else None
    if found is not None and practice is not None and Stage(found[0].stage).takes_practices:
        practices.drop(session, practice)
        cards.show_group(session, *found, now)


def _load(session: Session, actor: Actor, group_id: UUID) -> tuple[WorkshopRow, WorkshopGroupRow]:
    """A group and its workshop, locked, for somebody who wants to write. Raises as `write` does."""
    group = workshops.group(session, actor.workspace, group_id)
    row = workshops.locked(session, actor.workspace, group.workshop_id) if group else None
    if group is None or row is None:
        raise NotFound
    if not _may_write(session, actor, group):
        raise NotAllowed(action=Action.WRITE_PRACTICE, thing=f"workshop_group:{group.id}")
    if not Stage(row.stage).takes_practices:
        raise WorkshopClosed
    return row, group


def _may_write(session: Session, actor: Actor, group: WorkshopGroupRow) -> bool:
    members = frozenset(person.id for person in workshops.members_of(session, group))
    return access.allow(actor, Action.WRITE_PRACTICE, WorkshopGroup(group.workspace_id, members))


def _at(
    session: Session, workspace_id: UUID, ref: MessageRef, thread_ts: str
) -> tuple[WorkshopRow, WorkshopGroupRow] | None:
    """The group whose thread this is, and its workshop, locked; None for any other thread."""
    root = outbox.find_by_ts(session, workspace_id, ref.channel, thread_ts)
    group = workshops.group_at(session, workspace_id, root.id) if root else None
    row = workshops.locked(session, workspace_id, group.workshop_id) if group else None
    return (row, group) if row is not None and group is not None else None


def _must_not_tell(texts: Sequence[str], known: Secrets) -> None:
    """Raise FieldErrors at the fields whose words tell one of the secrets."""
    telling = {field: discretion.telling(text, known) for field, text in zip(FIELDS, texts, strict=False)}
    named = {field: words for field, words in telling.items() if words}
    if named:
        raise FieldErrors(dict.fromkeys(named, "errors.gives_away"), named)


def _telling(session: Session, row: WorkshopRow, typed: Typed) -> tuple[str, ...]:
    """The words of a typed practice that tell one of the secrets."""
    return discretion.telling(typed.line, secrets.of(session, row))


def _hold_back(session: Session, actor: Actor, typed: Typed, words: Sequence[str], now: datetime) -> None:
    """Tell its writer in private which words keep it from the others; once it says something else, again."""
    with speaking(actor.voice):
        message = problem("problem/practice_held_back", words=", ".join(words))
    _whisper(session, actor, typed, message, f"{typed.key}:{shown.mark(typed.line)}", now)


def _refuse(session: Session, actor: Actor, typed: Typed, prompt: str, now: datetime) -> None:
    with speaking(actor.voice):
        message = problem(prompt)
    _whisper(session, actor, typed, message, typed.key, now)


def _whisper(session: Session, actor: Actor, typed: Typed, message: Message, key: str, now: datetime) -> None:
    whisper(session, actor, message, channel=typed.ref.channel, thread_ts=typed.thread_ts, key=key, now=now)
