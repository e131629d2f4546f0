"""Written into Copper: custom fields of an opportunity, and notes on it, which are activities of a kind.

https://developer.copper.com/activities/create-a-new-activity.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.copper_deals import CUSTOM, ROOT, api, custom_value
from bot.crm.http import Http
from bot.crm.ids import for_path
from bot.crm.reading import identifier, words
from bot.crm.writing import NEWEST, Note, Value, as_text, held, tagged

NAME = "Copper"
FIELDS: Mapping[str, str] = {}  # its loss reasons are a list of the account's, and ours are words
_OPPORTUNITIES = "/opportunities"
_ACTIVITIES = "/activities"
_A_NOTE = {"category": "user", "id": 0}


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's account."""
    return Account(http, api(config), config, now, ROOT)


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these custom fields (cf_…) hold, as text."""
    item = account.get(f"{_OPPORTUNITIES}/{for_path(external_id)}")
    must_tell(external_id, words(item, "id"), words(item, "status"))
    return {name: held({name: custom_value(item, name)}, name) for name in names if name.startswith(CUSTOM)}


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a custom field hold this value."""
    field = {"custom_field_definition_id": int(name.removeprefix(CUSTOM)), "value": value}
    account.change("PUT", f"{_OPPORTUNITIES}/{for_path(external_id)}", {"custom_fields": [field]})


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The opportunity's note that bears the tag."""
    wanted = {"parent": _parent(external_id), "page_size": NEWEST}
    found = account.http.search(account.api, f"{ROOT}{_ACTIVITIES}/search", wanted)
    return tagged(found, tag, "details")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the opportunity. It is the key's owner's: Copper lets nobody write for others."""
    content = {"parent": _parent(external_id), "type": _A_NOTE, "details": as_text(note)}
    return identifier(account.change("POST", _ACTIVITIES, content), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_ACTIVITIES}/{for_path(note_id)}")


def _parent(external_id: str) -> dict[str, Any]:
    return {"type": "opportunity", "id": int(for_path(external_id))}
