"""Lists of Zoho's deals: what was changed since a time and is closed, and what is open of an owner.

https://www.zoho.com/crm/developer/docs/api/v8/get-records.html
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bot.crm.accounts import Account
from bot.crm.http import Gone, Http
from bot.crm.ids import is_number
from bot.crm.listing import PAGE, Closings, changes, open_among, rows_at
from bot.crm.niceties import nicety
from bot.crm.reading import NOTHING, Item, items, mapping, moment, person, words
from bot.crm.zoho_deals import ACCOUNTS, DEALS, USERS, account_of, api, listed, wanted, wanted_of_company
from bot.domain.deals import Deal, Person

# Zoho's smallest paid plan allows 50,000 questions a day. Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 3.5


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the closed deals that were changed since then, the first changed first. Raises TryLater."""
    whole = api(config)
    changed_since = {"If-Modified-Since": since.astimezone(UTC).isoformat(timespec="seconds")}
    account = Account(http, replace(whole, headers={**whole.headers, **changed_since}), config, now)
    query = {"fields": ",".join(wanted(config)), "sort_by": "Modified_Time", "sort_order": "asc", "per_page": PAGE}
    try:
        answer = account.get(f"{DEALS}?{urlencode({**query, **({'page_token': page} if page else {})})}")
    except Gone:
        return Closings()  # so Zoho says that nothing was changed
    info = mapping(answer.get("info"))
    following = info.get("next_page_token") if info.get("more_records") is True else None
    without_change = replace(account, api=whole)  # a user is wanted also when nobody changed them
    next_page = following if isinstance(following, str) and following else None
    rows = rows_at(answer, "data")
    companies = _companies(without_change, {_company_id(row) for row in items(rows)})

    def read(row: Item) -> Deal:
        return listed(without_change, row, companies.get(_company_id(row), NOTHING))

    return changes(rows, read, _changed_at, since, next_page)


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open deals of the user with that address, the last changed first. Raises TryLater."""
    account = account_of(http, config, now)
    owner_id = _user_id(account, owner.email) if owner.email else None
    if not is_number(owner_id):
        return ()
    criteria = f"(Owner:equals:{owner_id})"
    query = {"criteria": criteria, "sort_by": "Modified_Time", "sort_order": "desc", "per_page": PAGE}
    try:
        answer = account.get(f"{DEALS}/search?{urlencode(query)}")
    except Gone:
        return ()
    return open_among(rows_at(answer, "data"), partial(listed, account))


def _companies(account: Account, ids: Collection[str | None]) -> dict[str | None, Item]:
    """The accounts of these numbers, all in one question; none where it is not answered."""
    known, fields = sorted(filter(is_number, ids)), wanted_of_company(account.config)
    if not known or not fields:
        return {}
    query = {"ids": ",".join(known), "fields": ",".join(fields), "per_page": PAGE}
    found = nicety(account.get, f"{ACCOUNTS}?{urlencode(query)}")
    return {words(one, "id"): one for one in items(found.get("data"))}


def _company_id(row: Item) -> str | None:
    return words(mapping(row.get("Account_Name")), "id")


def _changed_at(item: Item) -> datetime | None:
    return moment(item.get("Modified_Time"))


def _user_id(account: Account, email: str) -> str | None:
    users = items(account.get_remembered(f"{USERS}?type=AllUsers&per_page=200").get("users"))
    return next((words(user, "id") for user in users if person(user).email == email), None)
