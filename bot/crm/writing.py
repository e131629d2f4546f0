"""What is written into CRMs, the same for all of them: the value of a field, and a note that we find again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Any, Protocol

from bot.crm.accounts import Account
from bot.crm.http import Http, NotUnderstood
from bot.crm.ids import is_number
from bot.crm.niceties import or_none
from bot.crm.reading import Item, items
from bot.domain.options import Option
from bot.domain.write_backs import NotText

Value = str | NotText | None  # of a field; None: it is empty
MOST_OPTIONS = 200
NEWEST = 100  # notes of a deal among which ours is looked for


@dataclass(frozen=True)
class Note:
    """A note on a deal: plain `lines`, and `url`, where the talk stands in Slack.

    `tag` is one word of ours, by which the note is found again; it stands in the note. `author` is the address of
    whoever had it written: the note becomes theirs in a CRM that knows them and lets us say so.
    """

    lines: tuple[str, ...]
    tag: str
    at: datetime
    url: str | None = None
    author: str | None = None


class Writer(Protocol):
    """How to write into one CRM. Each raises as the questions of `Http` do, and Gone where the deal is gone."""

    @property
    def NAME(self) -> str:
        """What the CRM is called."""

    @property
    def FIELDS(self) -> Mapping[str, str]:
        """Which fields of most accounts take what of `configuration.WRITTEN`."""

    def account(self, http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
        """A connection's account; None where its configuration opens no API."""

    def values(self, account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
        """What these fields of the deal hold, to the letter; what it does not have, or show, is left out."""

    def put(self, account: Account, external_id: str, name: str, value: str | None) -> None:
        """Have a field hold this value; None empties it. Safe to repeat."""

    def find_note(self, account: Account, external_id: str, tag: str) -> str | None:
        """The id of the deal's note that bears the tag."""

    def add_note(self, account: Account, external_id: str, note: Note) -> str:
        """Add a note and return its id. Not safe to repeat: after an unclear answer, look for it."""

    def remove_note(self, account: Account, note_id: str) -> None:
        """Delete a note of ours. Raises Gone where somebody did already."""


def as_text(note: Note) -> str:
    """The note where people see it as it is."""
    return "\n".join([*note.lines, *([note.url] if note.url else []), note.tag])


def as_html(note: Note) -> str:
    """The note where it is HTML: whatever the lines hold is shown and does nothing."""
    link = f'<a href="{escape(note.url)}">{escape(note.url)}</a>' if note.url else ""
    return "<br>".join([*map(escape, note.lines), *([link] if link else []), escape(note.tag)])


def exact(item: Item, name: str) -> str | None:
    """The text or number that stands there, to the letter; None for nothing."""
    value = item.get(name)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and value else None


def held(item: Item, name: str) -> Value:
    """What a field holds, to the letter, so that it can be put back; NOT_TEXT where it takes no words."""
    value = item.get(name)
    is_text = value is None or (isinstance(value, str | int | Decimal) and not isinstance(value, bool))
    return exact(item, name) if is_text else NotText.NOT_TEXT


def all_held(item: Item, names: Iterable[str]) -> dict[str, Value]:
    """What these fields hold, as `held` has it; without those that are not there."""
    return {name: held(item, name) for name in names if name in item}


def listed(pairs: Iterable[tuple[Any, Any]]) -> tuple[Option, ...]:
    """The options of a list by value and label, those that are named, as far as anybody looks down a list."""
    named = [Option(value, label) for value, label in pairs if _is_text(value) and _is_text(label)]
    return tuple(named[:MOST_OPTIONS])


def as_told(
    options: Callable[[Account, str], tuple[Option, ...] | None], account: Account, name: str, value: str | None
) -> str | int | None:
    """The value as a CRM takes it whose `options` have numbers: as one in a field that is a list, else as the text."""
    is_of_list = is_number(value) and or_none(options, account, name) is not None
    return int(value) if value is not None and is_of_list else value


def number(value: str | None) -> int | None:
    """The value of a field that takes numbers alone. Raises NotUnderstood for words: its list could not be read."""
    if value is not None and not is_number(value):
        raise NotUnderstood("its list of reasons could not be read")
    return int(value) if value is not None else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def tagged(notes: Any, tag: str, text: str, its_id: str = "id") -> str | None:
    """The id of the note whose `text` bears the tag."""
    found = (one for one in items(notes) if tag in (exact(one, text) or ""))
    return next((exact(one, its_id) for one in found), None)
