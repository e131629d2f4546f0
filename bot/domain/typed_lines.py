"""The wrap-up as people type it: lines such as `reasons: price, trust`, in every language that we speak."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.domain.day_names import day_named
from bot.domain.reasons import NUANCED, TABLE_STAKES, Cause, Reason
from bot.domain.text import is_blank
from bot.domain.typed_words import named, plain_word
from bot.domain.wrap_ups import Department, Ending, Hands, WrapUp

T = TypeVar("T")

_BETWEEN = re.compile(r"[,;\n]")
_ARROW = re.compile(r"\s*(?:->|=>|[>→»])\s*")
_DUE = re.compile(r"\b(?:by|until|bis)\s+([^\s,;.!?]+)[\s.!?]*\Z", re.IGNORECASE)

# A mention as it reaches us, without its brackets.
_OWNER = re.compile(r"@([UW][A-Z0-9]{2,20})\b[\s:,]*(\S.*)", re.DOTALL)


class Field(StrEnum):
    """A field of the closing form, named as `WrapUp` names it but for the reasons, which are its causes."""

    ENDING = "ending"
    REASONS = "reasons"
    TURNING_POINT = "turning_point"
    HANDS = "hands"
    LESSON = "lesson"
    ACTION = "action"
    DEPARTMENTS = "departments"
    SKILL = "skill"


# How many of a menu's words may be named.
MOST = {Field.ENDING: 1, Field.REASONS: 3, Field.HANDS: 1, Field.DEPARTMENTS: len(Department)}
# What is asked of a deal that was lost, and of no other.
OF_LOSSES = frozenset({Field.ENDING, Field.TURNING_POINT, Field.HANDS})


@dataclass(frozen=True)
class Line:
    """One field as somebody wrote it; `text` may go over several lines and is theirs to the letter."""

    field: Field
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """The words that are understood, as `plain_word` writes them.

    `fields` begin a line, `menus` hold what the form's menus offer: word → value. `done`: that was all. `below` stands
    between a reason and what lay below it, as an arrow does.
    """

    fields: Mapping[str, Field]
    menus: Mapping[Field, Mapping[str, str]]
    done: frozenset[str]
    below: frozenset[str] = frozenset()


def read(text: str, words: Vocabulary) -> tuple[Line, ...]:
    """The fields that a message holds; none unless it begins with one.

    What stands between two fields belongs to the one before; a field that is named twice is one, over several lines.
    Only a last line that says that this was all belongs to none.
    """
    found: dict[Field, list[str]] = {}
    first, *others = text.strip().split("\n")
    others = others[:-1] if ends_with_done(text, words) else others
    begun = _begun(first, words)
    if begun is None:
        return ()
    for row in [first, *others]:
        begun = _begun(row, words) or Line(begun.field, row)
        found.setdefault(begun.field, []).append(begun.text)
    whole = {field: "\n".join(rows).strip() for field, rows in found.items()}
    return tuple(Line(field, said) for field, said in whole.items() if not is_blank(said))


def is_done(text: str, words: Vocabulary) -> bool:
    """Whether a message says, and says nothing else, that this was all."""
    return plain_word(text) in words.done


def ends_with_done(text: str, words: Vocabulary) -> bool:
    """Whether the last of several lines says that this was all."""
    *before, last = text.strip().split("\n")
    return bool(before) and is_done(last, words)


def is_understood(line: Line, words: Vocabulary) -> bool:
    """Whether a field holds words of ours where only those can be kept, and no more of them than there is room for."""
    if line.field is Field.REASONS:
        return _causes(line, words) is not None
    return line.field not in MOST or _named(line, words) is not None


def fill(form: WrapUp, typed: Mapping[Field, str], words: Vocabulary) -> WrapUp:
    """`form` with what was `typed` in place of what stood there. Lines that are not understood are left out."""
    lines = [Line(field, text) for field, text in typed.items()]
    return replace(form, **dict(_change(line, words) for line in lines if is_understood(line, words)))


def changed(before: WrapUp, after: WrapUp) -> frozenset[Field]:
    """The fields of which the two forms say different things."""
    return frozenset(field for field in Field if _said(before, field) != _said(after, field))


def names_a_field(text: str, words: Vocabulary) -> bool:
    """Whether a message begins with a field's name, even if nothing follows it."""
    return field_of(text.strip().split("\n")[0], words) is not None


def field_of(row: str, words: Vocabulary) -> Field | None:
    """The field whose name a row of a message begins with."""
    begun = _begun(row, words)
    return begun.field if begun else None


def due_day(action: str, today: date) -> date | None:
    """The day that an action ends with, as in "by Friday", to somebody who writes it `today`; it may be past."""
    found = _DUE.search(action)
    return day_named(found.group(1).lower(), today) if found else None


def owner_in(action: str) -> tuple[str, str] | None:
    """The Slack id of whom an action names at its beginning, `@U0PRIYA: send it`, and what remains of its words."""
    found = _OWNER.match(action)
    return (found.group(1), found.group(2)) if found else None


def _said(form: WrapUp, field: Field) -> object:
    match field:
        case Field.REASONS:
            return form.causes
        case Field.ACTION:
            return form.action, form.action_owner, form.due_on
        case _:
            return getattr(form, field)


def _begun(row: str, words: Vocabulary) -> Line | None:
    """The field that begins in this row of a message."""
    name, text = named(row)
    field = words.fields.get(name)
    return Line(field, text) if field else None


def _change(line: Line, words: Vocabulary) -> tuple[str, Any]:
    """What a line that is understood comes to: the name in `WrapUp`, and the value."""
    if line.field is Field.REASONS:
        return "causes", _causes(line, words)
    chosen = _named(line, words) or ()
    match line.field:
        case Field.ENDING:
            return "ending", Ending(chosen[0])
        case Field.HANDS:
            return "hands", Hands(chosen[0])
        case Field.DEPARTMENTS:
            return "departments", tuple(map(Department, chosen))
        case field:
            return field, line.text


def _named(line: Line, words: Vocabulary) -> tuple[str, ...] | None:
    """What a line names of its menu, each once; None where a word is unknown, or there are too many or none."""
    chosen = tuple(dict.fromkeys(_each(line.text, words.menus.get(line.field, {}).get)))
    return _if_all(chosen, MOST.get(line.field, 0))


def _causes(line: Line, words: Vocabulary) -> tuple[Cause, ...] | None:
    """The reasons that a line names, each once, with what lay below; None as for `_named`."""
    found = _each(line.text, lambda part: _cause(part, words))
    by_reason = {cause and cause.reason: cause for cause in found}
    return _if_all(tuple(by_reason.values()), MOST[line.field])


def _cause(part: str, words: Vocabulary) -> Cause | None:
    """A reason, as in `price`, or one with the layer below, as in `price > trust` and "price because of trust"."""
    layered = _ARROW.sub(" > ", part)
    for joint in words.below:
        layered = layered.replace(f" {joint} ", " > ")
    menu = words.menus[Field.REASONS]
    layers = [Reason(menu[one]) for one in layered.split(" > ") if one in menu]
    if len(layers) != layered.count(" > ") + 1 or len(layers) > 2:
        return None
    cause = Cause(*layers)
    return cause if cause.below is None or (cause.reason in TABLE_STAKES and cause.below in NUANCED) else None


def _each(text: str, meaning: Callable[[str], T | None]) -> Iterator[T | None]:
    """What each word of a list means, in order; None for one that means nothing. A word may hold commas itself."""
    parts = [word for part in _BETWEEN.split(text) if (word := plain_word(part))]
    while parts:
        length = next((n for n in range(len(parts), 0, -1) if meaning(", ".join(parts[:n])) is not None), 1)
        yield meaning(", ".join(parts[:length]))
        parts = parts[length:]


def _if_all(found: tuple[T | None, ...], most: int) -> tuple[T, ...] | None:
    """All of them, if each means something and there are some, but no more than `most`."""
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) and 0 < len(known) <= most else None
