"""Written into Salesforce: fields of an Opportunity, and notes on it as tasks that are done.

A note of the newer kind would need two records, of which a lost answer could leave one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.crm import salesforce_deals as opportunities
from bot.crm.accounts import Account
from bot.crm.http import Gone, Http
from bot.crm.ids import for_path
from bot.crm.niceties import nicety
from bot.crm.reading import Item, identifier, items
from bot.crm.salesforce_deals import DESCRIPTION, SERVICE
from bot.crm.writing import NEWEST, Note, Value, all_held, as_text, listed, tagged
from bot.domain.options import Option
from bot.domain.text import clip

NAME = "Salesforce"
FIELDS = {"reason": "Loss_Reason__c"}
_OPPORTUNITIES = f"{SERVICE}/sobjects/Opportunity"
TASKS = f"{SERVICE}/sobjects/Task"
SUBJECT = 255


def account(http: Http, config: Mapping[str, Any], now: datetime) -> Account | None:
    """The connection's organization; None where it has no app."""
    return opportunities.account_of(http, config, now) if "client_id" in config else None


def values(account: Account, external_id: str, names: Sequence[str]) -> dict[str, Value]:
    """What those of these fields hold that the organization has, and lets our user change."""
    ours = [name for name in names if name not in unwritable(account, names)]
    one = f"FROM Opportunity WHERE Id = '{for_path(external_id)}'"
    found = records(account, f"SELECT {', '.join(['Id', *ours])} {one}")
    if not found:
        raise Gone("the CRM shows no such Opportunity")
    return all_held(found[0], ours)


def unwritable(account: Account, names: Sequence[str]) -> list[str]:
    """Those of these fields that the organization does not have, or does not let our user change."""
    fields = items(account.get_remembered(DESCRIPTION).get("fields"))
    ours = {one.get("name") for one in fields if one.get("updateable") is True}
    return [name for name in names if name not in ours]


def options(account: Account, name: str) -> tuple[Option, ...] | None:
    """Of which the field takes one; None where it takes any text."""
    described = items(account.get_remembered(DESCRIPTION).get("fields"))
    found = next((one for one in described if one.get("name") == name), {})
    if found.get("type") != "picklist":
        return None
    shown = [one for one in items(found.get("picklistValues")) if one.get("active") is not False]
    return listed((one.get("value"), one.get("label")) for one in shown)


def put(account: Account, external_id: str, name: str, value: str | None) -> None:
    """Have a field hold this value."""
    account.change("PATCH", f"{_OPPORTUNITIES}/{for_path(external_id)}", {name: value})


def find_note(account: Account, external_id: str, tag: str) -> str | None:
    """The Opportunity's task that bears the tag; long texts cannot be searched."""
    of_deal = f"FROM Task WHERE WhatId = '{for_path(external_id)}' ORDER BY CreatedDate DESC LIMIT {NEWEST}"
    return tagged(records(account, f"SELECT Id, Description {of_deal}"), tag, "Description", "Id")


def add_note(account: Account, external_id: str, note: Note) -> str:
    """A task that is done, its author's where Salesforce knows them as a user."""
    own = {
        "WhatId": external_id,
        "Subject": clip(note.lines[0], SUBJECT),
        "Description": as_text(note),
        "Status": "Completed",
        "ActivityDate": f"{note.at:%Y-%m-%d}",
    }
    return identifier(account.change("POST", TASKS, own | _authored(account, note.author)), "id")


def remove_note(account: Account, note_id: str) -> None:
    """Put a task into Salesforce's recycle bin."""
    account.change("DELETE", f"{TASKS}/{for_path(note_id)}")


def _authored(account: Account, email: str | None) -> dict[str, str]:
    if email is None:
        return {}
    them = f"FROM User WHERE Email = {opportunities.quoted(email)} AND IsActive = true LIMIT 1"
    found = items(nicety(account.get_remembered, f"{SERVICE}/query?q={quote(f'SELECT Id {them}')}").get("records"))
    return {"OwnerId": identifier(found[0], "Id")} if found else {}


def records(account: Account, question: str) -> list[Item]:
    """What a query finds."""
    return items(opportunities.records(account.http, account.api, "query", question))
