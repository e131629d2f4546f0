"""Written into Freshsales: fields of a deal, and notes on it. https://developers.freshworks.com/crm/api/#notes"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.freshsales_deals import REASON, REASONS, ROOT, api
from bot.crm.http import Http, NotUnderstood
from bot.crm.ids import for_path
from bot.crm.reading import Item, identifier, items, mapping, words
from bot.crm.writing import Note, Value, as_html, held, listed, number, tagged
from bot.domain.options import Option

NAME = "Freshsales"
FIELDS = {"reason": REASON}  # one of the account's list, while the deal is lost
_DEALS = "/deals"
_NOTES = "/notes"
_FIELDS = "/settings/deals/fields"
_DROPDOWN = "dropdown"


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's account; None without a key and an address."""
    return Account(http, api(config), config, now, ROOT) if {"access_token", "api_url"} <= config.keys() else None


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What the reason and these fields of the account's own (cf_…) hold; Freshsales shows all that its deals have."""
    found = deal(account, external_id)
    own = {**mapping(found.get("custom_field")), REASON: found.get(REASON)}
    return {name: held(own, name) for name in names if name in own}


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the field takes one, of the reasons by number; None where it takes any text.

    https://developers.freshworks.com/crm/api/#selectors, https://developers.freshworks.com/crm/api/#deals
    """
    if name == REASON:
        reasons = items(account.get_remembered(f"/selector/{REASONS}").get(REASONS))
        return listed((words(one, "id"), one.get("name")) for one in reasons)
    fields = items(account.get_remembered(_FIELDS).get("fields"))
    found = next((one for one in fields if one.get("name") == name), {})
    if found.get("type") != _DROPDOWN:
        return None
    return listed((one.get("value"), one.get("value")) for one in items(found.get("choices")))


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have the reason or a field of the account's own hold this value."""
    changed = {REASON: number(value)} if name == REASON else {"custom_field": {name: value}}
    account.change("PUT", f"{_DEALS}/{for_path(external_id)}", {"deal": changed})


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The deal's note that bears the tag. Raises NotUnderstood where Freshsales does not list them."""
    return tagged(on_deal(account, external_id, "notes"), tag, "description")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the deal. It is the key's owner's: Freshsales lets nobody write for others."""
    content = {"description": as_html(note), "targetable_type": "Deal", "targetable_id": for_path(external_id)}
    return identifier(mapping(account.change("POST", _NOTES, {"note": content}).get("note")), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_NOTES}/{for_path(note_id)}")


def on_deal(account: Account, external_id: str, kind: str) -> list[Item]:
    """The deal's "notes" or "tasks". Raises NotUnderstood where Freshsales does not list them."""
    answer = account.get(f"{_DEALS}/{for_path(external_id)}?include={kind}")
    must_tell(external_id, words(mapping(answer.get("deal")), "id"), answer)
    found = answer.get(kind)
    if not isinstance(found, list):
        raise NotUnderstood(f"it does not list the {kind} of a deal")
    return items(found)


def deal(account: Account, external_id: str) -> Item:
    """The deal as it is."""
    found = mapping(account.get(f"{_DEALS}/{for_path(external_id)}").get("deal"))
    must_tell(external_id, words(found, "id"), words(found, "deal_stage_id"))
    return found
