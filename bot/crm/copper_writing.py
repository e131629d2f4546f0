"""Written into Copper: custom fields of an opportunity, and notes on it, which are activities of a kind.

https://developer.copper.com/activities/create-a-new-activity.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.choices import with_id
from bot.crm.copper_deals import CUSTOM, DEFINITIONS, LOSS_REASONS, REASON, ROOT, api, custom_value
from bot.crm.http import Http
from bot.crm.ids import for_path
from bot.crm.listing import all_rows
from bot.crm.reading import Item, identifier, items, words
from bot.crm.writing import NEWEST, Note, Value, as_text, as_told, held, listed, number, tagged
from bot.domain.options import Option

NAME = "Copper"
FIELDS = {"reason": REASON}  # one of the account's list
_OPPORTUNITIES = "/opportunities"
_ACTIVITIES = "/activities"
_DROPDOWN = "Dropdown"
_A_NOTE = {"category": "user", "id": 0}


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's account."""
    return Account(http, api(config), config, now, ROOT)


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What the reason and these custom fields (cf_…) hold, as text."""
    item = account.get(f"{_OPPORTUNITIES}/{for_path(external_id)}")
    must_tell(external_id, words(item, "id"), words(item, "status"))
    return {name: held({name: _value(item, name)}, name) for name in names if name == REASON or _is_own(name)}


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the field takes one, by number; None where it takes any text.

    https://developer.copper.com/opportunities/list-loss-reasons.html,
    https://developer.copper.com/custom-fields/general/list-custom-field-definitions.html
    """
    if name == REASON:
        return _listed(_all(account, LOSS_REASONS))
    definition = with_id(_all(account, DEFINITIONS), name.removeprefix(CUSTOM))
    return _listed(items(definition.get("options"))) if definition.get("data_type") == _DROPDOWN else None


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have the reason or a custom field hold this value."""
    account.change("PUT", f"{_OPPORTUNITIES}/{for_path(external_id)}", _changed(account, name, value))


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The opportunity's note that bears the tag."""
    wanted = {"parent": _parent(external_id), "page_size": NEWEST}
    found = all_rows(account.http.search(account.api, f"{ROOT}{_ACTIVITIES}/search", wanted))
    return tagged(found, tag, "details")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the opportunity. It is the key's owner's: Copper lets nobody write for others."""
    content = {"parent": _parent(external_id), "type": _A_NOTE, "details": as_text(note)}
    return identifier(account.change("POST", _ACTIVITIES, content), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_ACTIVITIES}/{for_path(note_id)}")


def _changed(account: Account, name: str, value: str | None) -> dict[str, Any]:
    if name == REASON:
        return {REASON: number(value)}
    told = as_told(options, account, name, value)
    return {"custom_fields": [{"custom_field_definition_id": int(name.removeprefix(CUSTOM)), "value": told}]}


def _is_own(name: str) -> bool:
    return name.startswith(CUSTOM)


def _value(item: Item, name: str) -> Any:
    return custom_value(item, name) if _is_own(name) else item.get(name)


def _all(account: Account, path: str) -> list[Item]:
    return items(account.http.get_remembered(account.api, path, now=account.now))


def _listed(entries: list[Item]) -> tuple[Option, ...]:
    return listed((words(one, "id"), one.get("name")) for one in entries)


def _parent(external_id: str) -> dict[str, Any]:
    return {"type": "opportunity", "id": int(for_path(external_id))}
