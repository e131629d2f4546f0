"""Written into Pipedrive: fields of a deal, and notes on it. https://developers.pipedrive.com/docs/api/v1/Notes"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.http import Http
from bot.crm.ids import for_path, is_number
from bot.crm.niceties import or_none
from bot.crm.pipedrive_deals import api, user_id
from bot.crm.reading import identifier, mapping, words
from bot.crm.writing import NEWEST, Note, Value, as_html, held, tagged

NAME = "Pipedrive"
FIELDS = {"reason": "lost_reason"}
_DEALS = "/api/v2/deals"
_NOTES = "/v1/notes"
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


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a field hold this value."""
    changed = {"custom_fields": {name: value}} if _is_own(name) else {name: value}
    account.change("PATCH", f"{_DEALS}/{for_path(external_id)}", changed)


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The deal's note that bears the tag."""
    notes = account.get(f"{_NOTES}?deal_id={for_path(external_id)}&limit={NEWEST}&sort=add_time%20DESC").get("data")
    return tagged(notes, tag, "content")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the deal, its author's where Pipedrive knows them; only an admin's token may say so."""
    added = account.change(
        "POST", _NOTES, {"deal_id": int(external_id), "content": as_html(note)} | _authored(account, note.author)
    )
    return identifier(mapping(added.get("data")), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_NOTES}/{for_path(note_id)}")


def _authored(account: Account, email: str | None) -> dict[str, int]:
    author = or_none(user_id, account, email) if email else None
    return {"user_id": int(author)} if is_number(author) else {}


def _is_own(name: str) -> bool:
    return len(name) == _OWN
