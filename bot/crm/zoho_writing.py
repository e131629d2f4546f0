"""Written into Zoho CRM: fields of a deal, and notes on it. https://www.zoho.com/crm/developer/docs/api/v8/"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.complaints import of_item
from bot.crm.http import Gone, Http, NotUnderstood
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.reading import Item, identifier, items, mapping, words
from bot.crm.writing import NEWEST, Note, Value, all_held, as_text, listed, tagged
from bot.crm.zoho_deals import VERSION, api
from bot.domain.options import Option
from bot.errors import TryLater

NAME = "Zoho CRM"
FIELDS = {"reason": "Reason_For_Loss__s"}
DEALS = "/Deals"
_NOTES = "/Notes"
_FIELDS_OF_DEALS = "/settings/fields?module=Deals"
_GONE = {"INVALID_DATA_ID", "RECORD_NOT_FOUND", "NOT_FOUND"}


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's account."""
    return Account(http, api(config), config, now, f"/crm/{VERSION}")


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these fields hold; Zoho shows all that its deals have."""
    item = next(iter(items(account.get(f"{DEALS}/{for_path(external_id)}").get("data"))), {})
    must_tell(external_id, words(item, "id"), words(item, "Stage"))
    return all_held(item, names)


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the field takes one; None where it takes any text."""
    fields = items(account.get_remembered(_FIELDS_OF_DEALS).get("fields"))
    found = next((one for one in fields if one.get("api_name") == name), {})
    if found.get("data_type") != "picklist":
        return None
    return listed((one.get("actual_value"), one.get("display_value")) for one in items(found.get("pick_list_values")))


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a field hold this value."""
    done(account.change("PUT", DEALS, {"data": [{"id": for_path(external_id), name: value}]}))


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The deal's note that bears the tag."""
    query = f"fields=id,Note_Content&per_page={NEWEST}&sort_by=Created_Time&sort_order=desc"
    try:
        notes = rows_at(account.get(f"{DEALS}/{for_path(external_id)}{_NOTES}?{query}"), "data")
    except Gone:  # Zoho's word for none
        return None
    return tagged(notes, tag, "Note_Content")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the deal. It is the token's: Zoho lets nobody write for others."""
    content = {"Note_Title": note.lines[0], "Note_Content": as_text(note)}
    added = done(account.change("POST", f"{DEALS}/{for_path(external_id)}{_NOTES}", {"data": [content]}))
    return identifier(mapping(added.get("details")), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Put a note into Zoho's recycle bin."""
    done(account.change("DELETE", f"{_NOTES}/{for_path(note_id)}"))


def done(answer: Item) -> Item:
    """What became of the one thing. Raises Gone and NotUnderstood: Zoho says so with a status of success; and TryLater
    for an answer that does not say it at all.
    """
    item = next(iter(items(answer.get("data"))), {})
    code = words(item, "code")
    if code is None:
        raise TryLater("the CRM's answer does not tell what became of it")
    if code in _GONE:
        raise Gone(f"the CRM answered {code}")
    if code != "SUCCESS":
        raise NotUnderstood(of_item(item))
    return item
