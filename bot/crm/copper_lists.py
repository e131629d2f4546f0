"""Lists of Copper's opportunities: what was changed since a time and is closed, and what is open of an owner.

https://developer.copper.com/opportunities/list-opportunities-search.html
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bot.crm.copper_deals import Account, account_of, listed
from bot.crm.http import Http
from bot.crm.ids import is_number
from bot.crm.listing import PAGE, Closings, Place, changes, open_among
from bot.crm.reading import Item, items, mapping, moment_of_seconds, person, words
from bot.domain.deals import Deal, Person
from bot.errors import TryLater

# Copper allows 180 questions a minute. Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 0.7


_SEARCH, _USERS = "/opportunities/search", "/users/search"
_USERS_AT_MOST = 200
_OPEN, _CLOSED = [0], [1, 2, 3]


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the closed opportunities that were changed since then, the first changed first.

    Raises TryLater, and Gone.
    """
    account, place = account_of(http, config, now), Place.of(page, since)
    changed = {"status_ids": _CLOSED, "minimum_modified_date": int(place.since.timestamp())}
    rows = _found(account, _SEARCH, {**changed, **_sorted("asc"), "page_number": place.skipped // PAGE + 1})
    following = place.after([_changed_at(mapping(row)) for row in rows])
    return changes(rows, partial(listed, account), _changed_at, since, str(following) if len(rows) >= PAGE else None)


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open opportunities of the user with that address, the last changed first. Raises TryLater, and Gone."""
    account = account_of(http, config, now)
    owner_id = _user_id(account, owner.email) if owner.email else None
    if owner_id is None:
        return ()
    rows = _found(account, _SEARCH, {"status_ids": _OPEN, "assignee_ids": [owner_id], **_sorted("desc")})
    return open_among(rows, partial(listed, account))


def _found(account: Account, path: str, question: Mapping[str, Any]) -> list[Any]:
    rows = account.http.search(account.api, account.root + path, question)
    if not isinstance(rows, list):
        raise TryLater("the CRM's answer is no list")
    return rows


def _changed_at(item: Item) -> datetime | None:
    return moment_of_seconds(item.get("date_modified"))


def _sorted(direction: str) -> dict[str, Any]:
    return {"sort_by": "date_modified", "sort_direction": direction, "page_size": PAGE}


def _user_id(account: Account, email: str) -> int | None:
    users = items(_found(account, _USERS, {"page_size": _USERS_AT_MOST}))
    theirs = next((words(user, "id") for user in users if person(user).email == email), None)
    return int(theirs) if is_number(theirs) else None
