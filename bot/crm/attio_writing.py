"""Written into Attio: attributes of a deal, and notes on it. https://docs.attio.com/rest-api/endpoint-reference/notes"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.attio_deals import api
from bot.crm.http import Http
from bot.crm.ids import for_path
from bot.crm.reading import Item, identifier, items, mapping, words
from bot.crm.writing import Note, Value, as_text, held, tagged
from bot.domain.write_backs import NotText

NAME = "Attio"
FIELDS: Mapping[str, str] = {}  # deals have no such attribute unless somebody adds one
_DEALS = "/objects/deals/records"
_NOTES = "/notes"
_PAGE = 50  # the most that Attio lists at once
_MOST_PAGES = 10


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's workspace."""
    return Account(http, api(config), config, now, "/v2")


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these attributes hold: texts and dates; Attio shows all that its deals have."""
    record = mapping(account.get(f"{_DEALS}/{for_path(external_id)}").get("data"))
    found = mapping(must_tell(external_id, words(mapping(record.get("id")), "record_id"), record.get("values")))
    return {name: _held(found, name) for name in names if name in found}


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have an attribute hold this value."""
    written = [] if value is None else value
    account.change("PATCH", f"{_DEALS}/{for_path(external_id)}", {"data": {"values": {name: written}}})


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The deal's note that bears the tag."""
    return tagged(_notes(account, external_id), tag, "content_plaintext", "note_id")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the deal. It is the token's: Attio lets nobody write for others."""
    of_deal = {"parent_object": "deals", "parent_record_id": external_id}
    content = {"title": note.lines[0], "format": "plaintext", "content": as_text(note)}
    added = mapping(account.change("POST", _NOTES, {"data": of_deal | content}).get("data"))
    return identifier(mapping(added.get("id")), "note_id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_NOTES}/{for_path(note_id)}")


def _notes(account: Account, external_id: str) -> list[Item]:
    """The deal's notes with their ids. Attio does not say in which order it lists them, so all pages are read."""
    found: list[Item] = []
    for number in range(_MOST_PAGES):
        query = f"parent_object=deals&parent_record_id={for_path(external_id)}&limit={_PAGE}&offset={number * _PAGE}"
        page = items(account.get(f"{_NOTES}?{query}").get("data"))
        found += [{**one, **mapping(one.get("id"))} for one in page]
        if len(page) < _PAGE:
            break
    return found


def _held(found: Item, name: str) -> Value:
    now = [one for one in items(found.get(name)) if one.get("active_until") is None]
    if len(now) > 1 or any("value" not in one for one in now):
        return NotText.NOT_TEXT  # a choice, or several
    return held(now[0], "value") if now else None
