"""Written into HubSpot: properties of a deal, and notes on it. https://developers.hubspot.com/docs/api-reference/2026-03/crm/activities/notes/guide"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.http import Http
from bot.crm.hubspot_deals import VERSION, api, user_id
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.niceties import or_none
from bot.crm.reading import identifier, items, mapping, words
from bot.crm.writing import NEWEST, Note, Value, all_held, as_html, listed, tagged
from bot.domain.options import Option

NAME = "HubSpot"
FIELDS = {"reason": "closed_lost_reason"}
OBJECTS = f"/crm/objects/{VERSION}"
DEALS = f"{OBJECTS}/deals"
_NOTES = f"{OBJECTS}/notes"
_PROPERTIES = f"/crm/properties/{VERSION}/deals"
_NOTE_TO_DEAL = 214


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's account."""
    return Account(http, api(config), config, now)


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these properties hold; HubSpot leaves out those that it does not know."""
    item = account.get(f"{DEALS}/{for_path(external_id)}?properties={','.join(names)}")
    properties = must_tell(external_id, words(item, "id"), item.get("properties"))
    return all_held(mapping(properties), names)


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the property takes one; None where it takes any text."""
    found = account.get_remembered(f"{_PROPERTIES}/{for_path(name)}")
    if found.get("type") != "enumeration":
        return None
    shown = [one for one in items(found.get("options")) if one.get("hidden") is not True]
    return listed((one.get("value"), one.get("label")) for one in shown)


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a property hold this value."""
    account.change("PATCH", f"{DEALS}/{for_path(external_id)}", {"properties": {name: value or ""}})


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The deal's note that bears the tag; the search, which lags behind, is not asked."""
    return tagged(on_deal(account, external_id, "notes", "hs_note_body"), tag, "hs_note_body")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note that lies with the deal, its author's where HubSpot knows them as an owner."""
    own = {"hs_note_body": as_html(note), "hs_timestamp": f"{note.at:%Y-%m-%dT%H:%M:%SZ}"}
    content = {
        "properties": own | _authored(account, note.author),
        "associations": to_deal(external_id, _NOTE_TO_DEAL),
    }
    added = account.change("POST", _NOTES, content)
    return identifier(added, "id")


def remove_note(account: Account, note_id: str) -> None:
    """Put a note into HubSpot's recycling bin."""
    account.change("DELETE", f"{_NOTES}/{for_path(note_id)}")


def on_deal(account: Account, external_id: str, kind: str, *properties: str) -> list[dict[str, Any]]:
    """The newest objects of a kind that lie with the deal: their ids and these properties."""
    deal = account.get(f"{DEALS}/{for_path(external_id)}?associations={kind}")
    must_tell(external_id, words(deal, "id"), deal)
    linked = mapping(mapping(deal.get("associations")).get(kind))
    numbers = {words(one, "id") or "" for one in items(linked.get("results"))}
    newest = sorted(filter(str.isdigit, numbers), key=int, reverse=True)[:NEWEST]
    if not newest:
        return []
    wanted = {"properties": list(properties), "inputs": [{"id": number} for number in newest]}
    found = items(rows_at(account.ask(f"{OBJECTS}/{kind}/batch/read", wanted), "results"))
    return [{"id": words(one, "id"), **mapping(one.get("properties"))} for one in found]


def to_deal(external_id: str, type_id: int) -> list[dict[str, Any]]:
    """The associations of an object that lies with the deal."""
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
    return [{"to": {"id": external_id}, "types": types}]


def _authored(account: Account, email: str | None) -> dict[str, str]:
    owner = or_none(user_id, account, email) if email else None
    return {"hubspot_owner_id": owner} if owner else {}
