"""Written into Pipedrive: fields of a deal, and notes on it. https://developers.pipedrive.com/docs/api/v1/Notes"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.http import Http
from bot.crm.ids import for_path, is_number
from bot.crm.listing import rows_at
from bot.crm.niceties import or_none
from bot.crm.pipedrive_deals import api, user_id
from bot.crm.reading import Item, identifier, items, mapping, words
from bot.crm.writing import NEWEST, Note, Value, as_html, as_told, held, listed, tagged
from bot.domain.options import Option

NAME = "Pipedrive"
FIELDS = {"reason": "lost_reason"}
_DEALS = "/api/v2/deals"
_NOTES = "/v1/notes"
_FIELDS = "/api/v2/dealFields?limit=500"
_SEVERAL = "set"
_OWN = 40  # characters of the name of an account's own field


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's company; None without a token."""
    return Account(http, api(config), config, now) if "api_token" in config else None


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these fields hold. Of the account's own, Pipedrive shows only those that hold something."""
    found = mapping(account.get(f"{_DEALS}/{for_path(external_id)}").get("data"))
    must_tell(external_id, words(found, "id"), words(found, "status"))
    own = mapping(found.get("custom_fields"))
    return {name: held(own if _is_own(name) else found, name) for name in names if _is_own(name) or name in found}


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the field takes one, a field of the account's own by number; None where it takes any text.

    https://developers.pipedrive.com/docs/api/v1/DealFields
    """
    fields = items(account.get_remembered(_FIELDS).get("data"))
    found = next((one for one in fields if one.get("field_code") == name), {})
    shown = items(found.get("options"))
    if not shown or found.get("field_type") == _SEVERAL:
        return None
    value = "id" if _is_own(name) else "label"
    return listed((words(one, value), one.get("label")) for one in shown)


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a field hold this value."""
    told = as_told(options, account, name, value) if _is_own(name) else value
    changed = {"custom_fields": {name: told}} if _is_own(name) else {name: told}
    account.change("PATCH", f"{_DEALS}/{for_path(external_id)}", changed)


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The deal's note that bears the tag."""
    newest = f"deal_id={for_path(external_id)}&limit={NEWEST}&sort=add_time%20DESC"
    return tagged(rows(account.get(f"{_NOTES}?{newest}")), tag, "content")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the deal, its author's where Pipedrive knows them; only an admin's token may say so."""
    added = account.change(
        "POST", _NOTES, {"deal_id": int(external_id), "content": as_html(note)} | _authored(account, note.author)
    )
    return identifier(mapping(added.get("data")), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_NOTES}/{for_path(note_id)}")


def rows(answer: Item) -> list[Any]:
    """What Pipedrive lists; null is its word for none. Raises TryLater where it says neither."""
    is_none = answer.get("success") is True and answer.get("data", ...) is None
    return [] if is_none else rows_at(answer, "data")


def _authored(account: Account, email: str | None) -> dict[str, int]:
    author = or_none(user_id, account, email) if email else None
    return {"user_id": int(author)} if is_number(author) else {}


def _is_own(name: str) -> bool:
    return len(name) == _OWN
