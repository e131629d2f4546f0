"""Written into Dynamics 365: columns of an opportunity, and notes (annotations) on it.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.dynamics_deals import ROOT, api, user_id
from bot.crm.http import Gone, Http
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.niceties import or_none
from bot.crm.reading import identifier, items, mapping, words
from bot.crm.writing import NEWEST, Note, Value, all_held, as_text, as_told, listed, tagged
from bot.domain.options import Option

NAME = "Dynamics 365"
FIELDS: Mapping[str, str] = {}  # how it was lost stands in a fixed list that ends the deal, so it is no field to fill
_NOTES = "/annotations"
_COLUMNS = "/EntityDefinitions(LogicalName='opportunity')/Attributes"
_CHOICE = "Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
_CHOICES = "$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)"


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's environment."""
    return Account(http, api(config), config, now, ROOT)


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What these columns hold. Raises NotUnderstood for one that the table does not have."""
    item = account.get(f"{deal(external_id)}?$select={','.join(['statecode', *names])}")
    must_tell(external_id, words(item, "opportunityid"), words(item, "statecode"))
    return all_held(item, names)


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the column takes one, by number; None where it takes any text.

    https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-metadata-name-metadataid
    """
    path = f"{_COLUMNS}(LogicalName='{for_path(name)}')/{_CHOICE}?{_CHOICES}"
    try:
        column = account.get_remembered(path)
    except Gone:  # it is no choice
        return None
    both = [items(mapping(column.get(one)).get("Options")) for one in ("OptionSet", "GlobalOptionSet")]
    return listed((words(one, "Value"), _label(one.get("Label"))) for one in next(filter(None, both), []))


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a column hold this value. If-Match keeps Dynamics from making an opportunity that is gone."""
    with_headers(account, {"If-Match": "*"}).change(
        "PATCH", deal(external_id), {name: as_told(options, account, name, value)}
    )


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The opportunity's note that bears the tag."""
    newest = f"$filter=_objectid_value eq {for_path(external_id)}&$orderby=createdon desc&$top={NEWEST}"
    query = f"$select=annotationid,notetext&{newest}"
    found = rows_at(account.get(f"{_NOTES}?{quote(query, safe='$&=,')}"), "value")
    return tagged(found, tag, "notetext", "annotationid")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A note on the opportunity, its author's where Dynamics knows them."""
    content = {
        "subject": note.lines[0],
        "notetext": as_text(note),
        "objectid_opportunity@odata.bind": deal(external_id),
    }
    answering = with_headers(account, {"Prefer": "return=representation"})
    return identifier(answering.change("POST", _NOTES, content | _authored(account, note.author)), "annotationid")


def remove_note(account: Account, note_id: str) -> None:
    """Delete a note."""
    account.change("DELETE", f"{_NOTES}({for_path(note_id)})")


def deal(external_id: str) -> str:
    """Where the opportunity is."""
    return f"/opportunities({for_path(external_id)})"


def _label(label: Any) -> str | None:
    return words(mapping(mapping(label).get("UserLocalizedLabel")), "Label")


def _authored(account: Account, email: str | None) -> dict[str, str]:
    author = or_none(user_id, account, email) if email else None
    return {"ownerid@odata.bind": f"/systemusers({author})"} if author else {}


def with_headers(account: Account, headers: Mapping[str, str]) -> Account:
    """The account, asked with these headers as well."""
    return replace(account, api=replace(account.api, headers={**account.api.headers, **headers}))
