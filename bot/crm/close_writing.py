"""Written into Close: fields of an opportunity, and notes on its lead: an opportunity has none of its own.

https://developer.close.com/api/resources/activities/note
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.close_deals import account_of
from bot.crm.http import Http
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.reading import Item, identifier, items, words
from bot.crm.writing import NEWEST, Note, Value, as_text, held, listed, tagged
from bot.domain.options import Option

NAME = "Close"
FIELDS: Mapping[str, str] = {}  # no field of Close's own says why, or when to come back
_NOTES = "/activity/note/"
_SCHEMA = "/custom_field_schema/opportunity/"
_CUSTOM = "custom."
_CHOICES = "choices"


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's organization; None without a key."""
    return account_of(http, config, now) if "api_key" in config else None


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these fields hold. Of the account's own (custom.cf_…), Close shows only those that hold something."""
    found = opportunity(account, external_id)
    return {name: held(found, name) for name in names}


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the field takes one; None where it takes any text. https://developer.close.com/resources/custom-fields/"""
    fields = items(account.get_remembered(_SCHEMA).get("fields"))
    found = next((one for one in fields if one.get("id") == name.removeprefix(_CUSTOM)), {})
    choices = found.get("choices")
    if found.get("type") != _CHOICES or found.get("accepts_multiple_values") is True or not isinstance(choices, list):
        return None
    return listed((one, one) for one in choices)


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a field hold this value."""
    account.change("PUT", f"/opportunity/{for_path(external_id)}/", {name: value})


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The note on the opportunity's lead that bears the tag."""
    lead = for_path(identifier(opportunity(account, external_id), "lead_id"))
    notes = rows_at(account.get(f"{_NOTES}?lead_id={lead}&_limit={NEWEST}&_fields=id,note"), "data")
    return tagged(notes, tag, "note")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the opportunity's lead. It is the key's owner's: Close lets nobody write for others."""
    lead = identifier(opportunity(account, external_id), "lead_id")
    return identifier(account.change("POST", _NOTES, {"lead_id": lead, "note": as_text(note)}), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_NOTES}{for_path(note_id)}/")


def opportunity(account: Account, external_id: str) -> Item:
    """The opportunity as it is."""
    found = account.get(f"/opportunity/{for_path(external_id)}/")
    must_tell(external_id, words(found, "id"), words(found, "status_type"))
    return found
