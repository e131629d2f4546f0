"""What a talk ends with goes back into the CRM: two fields and a note, each once, and each may be taken back."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain.conversation import Conversation
from bot.domain.guides import View
from bot.domain.permissions import told_inside

UNDO_FOR = timedelta(days=1)
MOST_ATTEMPTS = 8  # within an hour, unless the CRM asks for more patience


class Step(StrEnum):
    """What is written. The first two go into fields."""

    REASON = "reason"
    COME_BACK = "come_back"
    NOTE = "note"


class State(StrEnum):
    """How far the whole of it is."""

    LOOKING = "looking"  # the CRM is to be asked what it holds now
    SHOWN = "shown"  # the pair reads what would change
    LEFT = "left"  # they said no, and may change their mind
    WITHHELD = "withheld"  # it may not go out, or there is nowhere to write
    WRITING = "writing"
    WRITTEN = "written"
    UNDOING = "undoing"
    UNDONE = "undone"


class Fate(StrEnum):
    """What became of one step."""

    OFFERED = "offered"
    WRITTEN = "written"
    THEIRS = "theirs"  # somebody changed the field since it was shown: not written
    REFUSED = "refused"
    GONE = "gone"  # the CRM has no such deal
    UNSURE = "unsure"  # the CRM did not answer
    UNDONE = "undone"
    KEPT = "kept"  # somebody changed the field since it was written: not taken back
    STUCK = "stuck"  # could not be taken back


# Not begun, so that what is to be written may still change.
PENDING = frozenset({State.LOOKING, State.SHOWN, State.LEFT, State.WITHHELD})
_WORTH_ANOTHER_TRY = frozenset({Fate.REFUSED, Fate.UNSURE})
_GIVEN_UP = {State.WRITING: (Fate.OFFERED, Fate.UNSURE), State.UNDOING: (Fate.WRITTEN, Fate.STUCK)}


@dataclass(frozen=True)
class Write:
    """One step: `field` of the CRM holds `before`, and is to hold `after`. A note has neither, but `note_id` later.

    `reason`: why the CRM refused it, in its own words.
    """

    step: Step
    after: str
    field: str = ""
    before: str | None = None
    fate: Fate = Fate.OFFERED
    note_id: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """What a field of the CRM holds now."""

    field: str
    value: str | None


def planned(wanted: Mapping[Step, str], held: Mapping[Step, Held], note: str) -> tuple[Write, ...]:
    """What would change, in order: the fields that the CRM has and that hold something else, and the note."""
    fields = [
        Write(step, after, field=held[step].field, before=held[step].value)
        for step, after in wanted.items()
        if after and step in held and held[step].value != after
    ]
    return (*fields, Write(Step.NOTE, note))


def mark(writes: Iterable[Write]) -> str:
    """A short name for what would change, so that nobody agrees to something else than they read."""
    told = [(write.step, write.field, write.before, write.after) for write in writes]
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:16]


def note_mark(write_back_id: UUID) -> str:
    """The word of ours in a note, by which it is found again."""
    return f"silver-lining-{write_back_id.hex}"


def judged(write: Write, value: str | None) -> Fate:
    """What becomes of a field that holds `value` by now; OFFERED: it is to be written."""
    if value == write.after:
        return Fate.WRITTEN  # by us, before an answer was lost, or by somebody of the same mind
    return Fate.OFFERED if value == write.before else Fate.THEIRS


def judged_again(write: Write, value: str | None) -> Fate:
    """What becomes of it when it is taken back; WRITTEN: its old value is to be put back."""
    if value == write.after:
        return Fate.WRITTEN
    return Fate.UNDONE if value == write.before else Fate.KEPT


def given_up(state: State, writes: Iterable[Write]) -> tuple[Write, ...]:
    """The steps once the CRM was asked often enough."""
    open_fate, fate = _GIVEN_UP.get(state, (None, Fate.UNSURE))
    return tuple(replace(write, fate=fate) if write.fate is open_fate else write for write in writes)


def once_more(writes: Iterable[Write]) -> tuple[Write, ...]:
    """The steps with those to be written again that another try may help."""
    return tuple(
        replace(write, fate=Fate.OFFERED, reason="") if write.fate in _WORTH_ANOTHER_TRY else write for write in writes
    )


def is_worth_another_try(writes: Iterable[Write]) -> bool:
    """Whether another try may help any of them."""
    return any(write.fate in _WORTH_ANOTHER_TRY for write in writes)


def is_anything_written(writes: Iterable[Write]) -> bool:
    """Whether anything could be taken back."""
    return any(write.fate is Fate.WRITTEN for write in writes)


def without_their_words(lines: Iterable[str], conversation: Conversation) -> tuple[str, ...]:
    """The lines that hold none of the customer's answers, except those that they let be quoted inside the company.

    A lesson is often proposed in the customer's words, and a CRM is read by many.
    """
    allowed = set(told_inside(conversation))
    theirs = [one.text.strip() for one in conversation.said(View.CUSTOMERS) if one.text not in allowed]
    return tuple(line for line in lines if not any(words and words in line for words in theirs))
