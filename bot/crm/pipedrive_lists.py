"""Lists of Pipedrive's deals: what closed since a time, archived deals after the others, and what is open of an owner.

https://developers.pipedrive.com/docs/api/v1/Deals#getDeals
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bot.crm.accounts import Account
from bot.crm.http import Gone, Http
from bot.crm.ids import is_number
from bot.crm.listing import PAGE, Closings, closings, open_among, rows_at
from bot.crm.niceties import nicety
from bot.crm.pipedrive_deals import account_of, listed, user_id
from bot.crm.reading import NOTHING, Item, items, mapping, words
from bot.domain.deals import Deal, Person

# Pipedrive allows 30,000 tokens a day and seat at least, and a list costs ten. Most of that is for what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 1.0


_DEALS = "/api/v2/deals"
_NOW, _ARCHIVED = "deals", "archived"
_PATHS = {_NOW: _DEALS, _ARCHIVED: f"{_DEALS}/archived"}


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the deals that closed since then, the first changed first; None without the API.

    Raises TryLater, and Gone.
    """
    if "api_token" not in config:
        return None
    account = account_of(http, config, now)
    which, _, cursor = (page or _NOW).partition(":")
    try:
        answer = account.get(f"{_PATHS[which]}?{_question(since, cursor)}")
    except Gone:
        if which == _NOW:
            raise
        return Closings()  # an account without an archive
    rows = rows_at(answer, "data")
    companies = _companies(account, {words(row, "org_id") for row in items(rows)})

    def read(row: Item) -> Deal:
        return listed(account, row, companies.get(words(row, "org_id"), NOTHING))

    return closings(rows, read, since, _next(which, answer))


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open deals of the owner with that address, the last changed first; None without the API.

    Raises TryLater, and Gone.
    """
    if "api_token" not in config:
        return None
    account = account_of(http, config, now)
    owner_id = user_id(account, owner.email) if owner.email else None
    if not is_number(owner_id):
        return ()
    query = {"owner_id": owner_id, "status": "open", "sort_by": "update_time", "sort_direction": "desc", "limit": PAGE}
    return open_among(rows_at(account.get(f"{_DEALS}?{urlencode(query)}"), "data"), partial(listed, account))


def _companies(account: Account, ids: Collection[str | None]) -> dict[str | None, Item]:
    """The organizations of these numbers, all in one question; none where it is not answered."""
    wanted = sorted(filter(is_number, ids))
    if not wanted:
        return {}
    found = nicety(account.get, f"/api/v2/organizations?ids={','.join(wanted)}&limit={PAGE}")
    return {words(one, "id"): one for one in items(found.get("data"))}


def _question(since: datetime, cursor: str) -> str:
    changed_since = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = {"status": "lost,won", "updated_since": changed_since, "sort_by": "update_time", "sort_direction": "asc"}
    return urlencode({**query, "limit": PAGE, **({"cursor": cursor} if cursor else {})})


def _next(which: str, answer: Item) -> str | None:
    """By Pipedrive's own mark of the place; the archive after all the others."""
    cursor = mapping(answer.get("additional_data")).get("next_cursor")
    if isinstance(cursor, str) and cursor:
        return f"{which}:{cursor}"
    return _ARCHIVED if which == _NOW else None
