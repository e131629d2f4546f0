"""Written into Attio: attributes of a deal, and notes on it. https://docs.attio.com/rest-api/endpoint-reference/notes"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.attio_deals import api
from bot.crm.http import Http
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.niceties import or_none
from bot.crm.reading import Item, identifier, items, mapping, words
from bot.crm.writing import Note, Value, as_text, held, listed, tagged
from bot.domain.options import Option
from bot.domain.write_backs import NotText

NAME = "Attio"
FIELDS: Mapping[str, str] = {}  # deals have no such attribute unless somebody adds one
_DEALS = "/objects/deals/records"
_ATTRIBUTES = "/objects/deals/attributes"
_NOTES = "/notes"
_SELECT = "select"
_PAGE = 50  # the most that Attio lists at once
_MOST_PAGES = 10


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's workspace."""
    return Account(http, api(config), config, now, "/v2")


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these attributes hold: texts, dates, and the one of a list; Attio shows all that its deals have."""
    record = mapping(account.get(f"{_DEALS}/{for_path(external_id)}").get("data"))
    found = mapping(must_tell(external_id, words(mapping(record.get("id")), "record_id"), record.get("values")))
    return {name: _held(account, found, name) for name in names if name in found}


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the attribute takes one, by its title; None where it takes any text.

    https://docs.attio.com/docs/attribute-types/attribute-types-select
    """
    path = f"{_ATTRIBUTES}/{for_path(name)}"
    attribute = mapping(account.get_remembered(path).get("data"))
    if attribute.get("type") != _SELECT or attribute.get("is_multiselect") is True:
        return None
    found = items(account.get_remembered(f"{path}/options").get("data"))
    shown = [one for one in found if one.get("is_archived") is not True]
    return listed((one.get("title"), one.get("title")) for one in shown)


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
        page = items(rows_at(account.get(f"{_NOTES}?{query}"), "data"))
        found += [{**one, **mapping(one.get("id"))} for one in page]
        if len(page) < _PAGE:
            break
    return found


def _held(account: Account, found: Item, name: str) -> Value:
    now = [one for one in items(found.get(name)) if one.get("active_until") is None]
    if not now:
        return None
    if len(now) == 1 and "value" in now[0]:
        return held(now[0], "value")
    is_one_of_list = len(now) == 1 and "option" in now[0] and or_none(options, account, name) is not None
    return held(mapping(now[0].get("option")), "title") if is_one_of_list else NotText.NOT_TEXT
