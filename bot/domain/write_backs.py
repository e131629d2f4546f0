"""What a talk ends with goes back into the CRM: two fields and a note, each once, and each may be taken back."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, StrEnum
from uuid import UUID

from bot.domain.outgoing import stand_in

UNDO_FOR = timedelta(days=1)
MOST_ATTEMPTS = 8  # within an hour, unless the CRM asks for more patience


class Step(StrEnum):
    """What is written."""

    REASON = "reason"
    COME_BACK = "come_back"
    NOTE = "note"


TAKING = (Step.REASON, Step.COME_BACK)  # what a field can take


class NotText(Enum):
    """What a field holds that takes no words, such as several choices: it could not be put back as it was."""

    NOT_TEXT = "not text"


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
    UNSURE = "unsure"  # it was sent, and no answer came: to be looked for before it is sent again
    WRITTEN = "written"
    THERE = "there"  # the field held it before we came: not ours to take back
    UNSENT = "unsent"  # the CRM could not be reached
    NO_TEXT = "no_text"  # the field takes no words
    LEFT = "left"  # the talk may not be told any more
    UNTOLD = "untold"  # it holds the customer's words, which may not be quoted any more
    THEIRS = "theirs"  # somebody changed the field since it was shown: not written
    REFUSED = "refused"
    GONE = "gone"  # the CRM has no such deal
    UNDONE = "undone"
    KEPT = "kept"  # somebody changed the field since it was written: not taken back
    STUCK = "stuck"  # could not be taken back


class Since(StrEnum):
    """What has become of the talk since it was written."""

    WITHDRAWN = "withdrawn"  # what the CRM holds may not be told any more
    CHANGED = "changed"  # the pair says something else by now


# Not begun, so that what is to be written may still change.
PENDING = frozenset({State.LOOKING, State.SHOWN, State.LEFT, State.WITHHELD})
# What an order of this kind still has to do. A step of which no answer came may stand there, and is undone as well.
OPEN = {State.WRITING: (Fate.OFFERED, Fate.UNSURE), State.UNDOING: (Fate.WRITTEN, Fate.UNSURE)}
_STANDS_THERE = frozenset({Fate.WRITTEN, Fate.UNSURE})
_WORTH_ANOTHER_TRY = frozenset({Fate.REFUSED, Fate.UNSURE, Fate.UNSENT})
_GIVEN_UP = {
    State.WRITING: {Fate.OFFERED: Fate.UNSENT},
    State.UNDOING: {Fate.WRITTEN: Fate.STUCK, Fate.UNSURE: Fate.STUCK},
}


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
    value: str | NotText | None


def planned(wanted: Mapping[Step, str], held: Mapping[Step, Held]) -> tuple[Write, ...]:
    """What would change, in order: the fields that the CRM has and that hold something else, and the note.

    A field that takes no words is told, and left alone.
    """
    fields = [
        _planned(step, after, held[step])
        for step, after in wanted.items()
        if after and step in held and held[step].value != after
    ]
    return (*fields, Write(Step.NOTE, wanted[Step.NOTE]))


def _planned(step: Step, after: str, held: Held) -> Write:
    if isinstance(held.value, NotText):
        return Write(step, after, held.field, fate=Fate.NO_TEXT)
    return Write(step, after, held.field, held.value)


def mark(writes: Iterable[Write]) -> str:
    """A short name for what would change, so that nobody agrees to something else than they read."""
    told = [(write.step, write.field, write.before, write.after) for write in writes]
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:16]


def note_tag(write_back_id: UUID) -> str:
    """The word of ours in a note, by which it is found again."""
    return f"silver-lining-{write_back_id.hex}"


def judged(write: Write, value: str | NotText | None) -> Fate:
    """What becomes of a field that holds `value` by now; OFFERED: it is to be written."""
    if value == write.after:
        return Fate.WRITTEN if write.fate is Fate.UNSURE else Fate.THERE
    return Fate.OFFERED if value == write.before else Fate.THEIRS


def may_go_out(write: Write, planned: str, unquotable: Iterable[str]) -> Write:
    """The step, which the pair agreed to, as it may go out at this moment; UNTOLD where nothing of it may.

    `planned`: what would be written if they were asked now. A line of another kind that holds words of the customer
    which are `unquotable` by now is left out.
    """
    now = planned.split("\n")
    lines = [line for line in write.after.split("\n") if line in now or not stand_in(line, unquotable)]
    return replace(write, after="\n".join(lines)) if lines else replace(write, fate=Fate.UNTOLD)


def since(writes: Iterable[Write], planned: Mapping[Step, str], unquotable: Collection[str]) -> Since | None:
    """What has become of what stands in the CRM, now that `planned` would be written and these words not be told."""
    others = [one for one in writes if one.fate in _STANDS_THERE and one.after != planned.get(one.step, "")]
    if any(may_go_out(one, planned.get(one.step, ""), unquotable) != one for one in others):
        return Since.WITHDRAWN
    return Since.CHANGED if others else None


def judged_again(write: Write, value: str | NotText | None) -> Fate:
    """What becomes of it when it is taken back; WRITTEN: its old value is to be put back."""
    if value == write.after:
        return Fate.WRITTEN
    return Fate.UNDONE if value == write.before else Fate.KEPT


def given_up(state: State, writes: Iterable[Write]) -> tuple[Write, ...]:
    """The steps once the CRM was asked often enough, or cannot be any more."""
    fates = _GIVEN_UP[state]
    return tuple(replace(write, fate=fates.get(write.fate, write.fate)) for write in writes)


def once_more(writes: Iterable[Write]) -> tuple[Write, ...]:
    """The steps with those to be written again that another try may help."""
    return tuple(_again(write) if write.fate in _WORTH_ANOTHER_TRY else write for write in writes)


def _again(write: Write) -> Write:
    # Before it was refused a note may have been sent: it is always looked for.
    is_looked_for = write.step is Step.NOTE or write.fate is Fate.UNSURE
    return replace(write, fate=Fate.UNSURE if is_looked_for else Fate.OFFERED, reason="")


def is_worth_another_try(writes: Iterable[Write]) -> bool:
    """Whether another try may help any of them."""
    return any(write.fate in _WORTH_ANOTHER_TRY for write in writes)


def is_anything_written(writes: Iterable[Write]) -> bool:
    """Whether anything stands there, or may, that could be taken back."""
    return any(write.fate in _STANDS_THERE for write in writes)
