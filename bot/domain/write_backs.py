"""What a talk ends with goes back into the CRM: two fields, a task and a note, each once; each may be taken back."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from uuid import UUID, uuid5

from bot.domain.options import Option, fitting
from bot.domain.outgoing import stand_in

UNDO_FOR = timedelta(days=1)
MOST_ATTEMPTS = 8  # within an hour, unless the CRM asks for more patience


class Step(StrEnum):
    """What is written."""

    REASON = "reason"
    COME_BACK = "come_back"
    TASK = "task"  # to ask again on that day
    NOTE = "note"


TAKING = (Step.REASON, Step.COME_BACK)  # what a field can take
DAYS = (Step.COME_BACK, Step.TASK)  # what says on which day to ask again
_ZONES = timedelta(hours=12)  # as much later as in Greenwich a day ends where it ends last


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

    IDLE = "idle"  # a field of theirs that we know, and nothing to write there
    OFFERED = "offered"
    UNSURE = "unsure"  # it was sent, and no answer came: to be looked for before it is sent again
    WRITTEN = "written"
    THERE = "there"  # the field held it before we came: not ours to take back
    UNSENT = "unsent"  # the CRM could not be reached
    NO_TEXT = "no_text"  # the field takes no words
    NO_OPTION = "no_option"  # the field takes one of a list, and none of it says this
    LEFT = "left"  # the talk may not be told any more
    PAST = "past"  # the day to ask again is over
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
_TO_WRITE = frozenset({Fate.OFFERED, Fate.UNSURE})
# A step of which no answer came may stand there, and is undone as well.
_STANDS_THERE = frozenset({Fate.WRITTEN, Fate.UNSURE})
# What we wrote before is still there when it was not written anew.
_LEAVES_OURS = frozenset({Fate.OFFERED, Fate.UNSENT, Fate.REFUSED, Fate.LEFT, Fate.PAST, Fate.UNTOLD})
# Not ours to change, however the talk goes on.
_BEYOND_US = frozenset({Fate.THEIRS, Fate.NO_TEXT, Fate.GONE})
_WORTH_ANOTHER_TRY = frozenset({Fate.REFUSED, Fate.UNSURE, Fate.UNSENT})


@dataclass(frozen=True)
class Write:
    """One step: `field` of the CRM held `before` when we came, and is to hold `after`; "": nothing.

    A note has neither, but `note_id` later; a task holds its day. `reason`: why the CRM refused it, in its own words.
    `ours` is what we wrote earlier, in whose place it goes. `options`: of which the field takes one, and not our words.
    """

    step: Step
    after: str
    field: str = ""
    before: str | None = None
    fate: Fate = Fate.OFFERED
    note_id: str | None = None
    reason: str = ""
    ours: str | None = None
    options: tuple[Option, ...] | None = None

    def told(self, text: str) -> str:
        """What the CRM holds for a text of ours."""
        option = fitting(self.options, text) if self.options else None
        return option.value if option else text

    def shown(self, text: str | None) -> str | None:
        """What people read there for a text of ours, or a value of the CRM's."""
        option = fitting(self.options, text) if self.options and text else None
        return option.label if option else text

    @property
    def is_takeable(self) -> bool:
        """Whether the field takes it."""
        return not self.after or self.options is None or fitting(self.options, self.after) is not None

    @property
    def stands(self) -> str | None:
        """What the pair reads that it takes the place of."""
        return self.before if self.ours is None else self.ours


@dataclass(frozen=True)
class Held:
    """What a field of the CRM holds now, and of which it takes one; None: it takes any text."""

    field: str
    value: str | NotText | None
    options: tuple[Option, ...] | None = None


def planned(wanted: Mapping[Step, str], held: Mapping[Step, Held]) -> tuple[Write, ...]:
    """What would change, in order: the fields that the CRM has and that hold something else, the task, and the note.

    A field that takes no words is told, and left alone; one with nothing to write there is kept in mind. A CRM in which
    tasks can be made holds none of ours yet: `held` has it empty.
    """
    fields = [_planned(step, after, held[step]) for step, after in wanted.items() if step in held]
    return (*fields, Write(Step.NOTE, wanted[Step.NOTE]))


def _planned(step: Step, after: str, held: Held) -> Write:
    if isinstance(held.value, NotText):
        return Write(step, after, held.field, fate=Fate.NO_TEXT if after else Fate.IDLE)
    write = Write(step, after, held.field, held.value, options=held.options)
    if not write.is_takeable:
        return replace(write, fate=Fate.NO_OPTION)
    return write if after and held.value != write.told(after) else replace(write, fate=Fate.IDLE)


def anew(writes: Iterable[Write], planned: Mapping[Step, str]) -> tuple[Write, ...]:
    """The settled steps, those as offered that the pair would write otherwise by now.

    A field for which they have nothing to say any more gets back what it held when we came.
    """
    return tuple(_anew(write, _wanted(write, planned)) for write in writes)


def is_anything_offered(writes: Iterable[Write]) -> bool:
    """Whether any step waits for the pair's word."""
    return any(write.fate is Fate.OFFERED for write in writes)


def _wanted(write: Write, planned: Mapping[Step, str]) -> str:
    return planned.get(write.step, "") or write.before or ""


def _anew(write: Write, after: str) -> Write:
    if write.fate in _BEYOND_US or _must_be_seen_first(write):
        return write
    if after == write.after:
        return replace(write, fate=Fate.OFFERED) if after and write.fate is Fate.LEFT else write
    if write.ours is not None and write.fate in _LEAVES_OURS and write.told(after) == write.told(write.ours):
        return replace(write, after=after, fate=Fate.WRITTEN, ours=None)
    offered = replace(write, after=after, fate=Fate.OFFERED, reason="")
    if not offered.is_takeable:
        return write
    if write.options and write.fate in _STANDS_THERE and write.told(after) == write.told(write.after):
        return replace(write, after=after)  # other words of ours, and the same one of the list
    match write.fate:
        case Fate.IDLE | Fate.NO_OPTION:
            return offered if write.told(after) != (write.before or "") else write
        case Fate.THERE:
            return replace(offered, before=write.told(write.after), ours=None)
        case fate if fate in _STANDS_THERE:
            return replace(offered, ours=write.after)
    return replace(offered, fate=Fate.IDLE) if _stands_so(offered) else offered


def _must_be_seen_first(write: Write) -> bool:
    """Whether it may hold what we wrote or what stood there before, so that it is not known what to replace."""
    return write.fate is Fate.UNSURE and (write.step in TAKING or (write.step is Step.TASK and write.ours is not None))


def _stands_so(write: Write) -> bool:
    """Whether the field, in which nothing of ours stands, holds that anyway."""
    return write.step is not Step.NOTE and write.ours is None and write.told(write.after) == (write.before or "")


def mark(writes: Iterable[Write]) -> str:
    """A short name for what would change, so that nobody agrees to something else than they read."""
    told = [
        (write.step, write.field, write.stands, write.told(write.after))
        for write in writes
        if write.fate is not Fate.IDLE
    ]
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:16]


def task_tag(write_back_id: UUID) -> str:
    """The word of ours in a task, by which it is found again: one for all rounds, since one stands at a time."""
    return f"silver-lining-task-{write_back_id.hex}"


def note_tag(write_back_id: UUID, its_round: int = 1) -> str:
    """The word of ours in a note, by which it is found again; another one in each round of writing."""
    own = write_back_id if its_round == 1 else uuid5(write_back_id, str(its_round))
    return f"silver-lining-{own.hex}"


def judged(write: Write, value: str | NotText | None) -> Fate:
    """What becomes of a field that holds `value` by now; OFFERED: it is to be written."""
    expected = write.before if write.ours is None else write.told(write.ours)
    if (value or "") == write.told(write.after):
        is_ours = write.fate is Fate.UNSURE or (write.ours is not None and value == expected)
        return Fate.WRITTEN if is_ours else Fate.THERE
    return Fate.OFFERED if value == expected else Fate.THEIRS


def judged_task(write: Write, day: str | None) -> Fate:
    """What becomes of our task, due on `day` by now; None: there is none, or none that is still to be done.

    One that somebody has done or thrown away makes room for another. OFFERED: it is to be made, moved, or taken away.
    """
    if (day or "") == write.after:
        return Fate.WRITTEN
    return Fate.OFFERED if day in (None, write.ours) else Fate.THEIRS


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
    settled = tuple(writes)
    if any(_may_stand_no_more(one, planned.get(one.step, ""), unquotable) for one in settled):
        return Since.WITHDRAWN
    changed = any(one.fate is Fate.OFFERED and one.after != old.after for old, one in _pairs(settled, planned))
    return Since.CHANGED if changed else None


def _pairs(writes: tuple[Write, ...], planned: Mapping[Step, str]) -> Iterable[tuple[Write, Write]]:
    return zip(writes, anew(writes, planned), strict=True)


def _may_stand_no_more(write: Write, planned: str, unquotable: Collection[str]) -> bool:
    others = [replace(write, after=text) for text in _standing(write) if text != planned]
    return any(may_go_out(one, planned, unquotable) != one for one in others)


def _standing(write: Write) -> list[str]:
    """What of ours stands there, or may."""
    now = [write.after] if write.fate in _STANDS_THERE else []
    may_be_earlier = write.fate in _LEAVES_OURS or write.fate is Fate.UNSURE
    return [*now, *([write.ours] if write.ours is not None and may_be_earlier else [])]


def judged_again(write: Write, value: str | NotText | None) -> Fate:
    """What becomes of it when it is taken back; WRITTEN: its old value is to be put back."""
    if value == write.before or (not value and not write.before):
        return Fate.UNDONE
    return Fate.WRITTEN if value in [write.told(text) for text in _standing(write)] else Fate.KEPT


def is_open(state: State, write: Write) -> bool:
    """Whether an order of this kind still has to do this step."""
    return write.fate in _TO_WRITE if state is State.WRITING else bool(_standing(write))


def given_up(state: State, writes: Iterable[Write]) -> tuple[Write, ...]:
    """The steps once the CRM was asked often enough, or cannot be any more."""
    return tuple(_given_up(state, write) if is_open(state, write) else write for write in writes)


def _given_up(state: State, write: Write) -> Write:
    if state is State.UNDOING:
        return replace(write, fate=Fate.STUCK)
    return replace(write, fate=Fate.UNSENT) if write.fate is Fate.OFFERED else write


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


def is_over(day: date, now: datetime) -> bool:
    """Whether that day is over everywhere."""
    return day < (now - _ZONES).date()


def is_day_told(writes: Iterable[Write]) -> bool:
    """Whether a day of ours to ask again stands there, or may."""
    return any(any(_standing(write)) for write in writes if write.step in DAYS)


def is_anything_written(writes: Iterable[Write]) -> bool:
    """Whether anything stands there, or may, that could be taken back."""
    return any(_standing(write) for write in writes)
