"""Lists of Close's opportunities: what was lost and then what was won since a time, and what is open of an owner.

https://developer.close.com/api/resources/opportunities/list
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bot.crm.accounts import Account
from bot.crm.close_deals import OPPORTUNITIES, account_of, shown
from bot.crm.http import Http
from bot.crm.listing import PAGE, Closings, Place, closings, open_among, rows_at
from bot.crm.reading import Item, items, mapping, moment_utc, person, words
from bot.domain.deals import Deal, Person

# Close does not say how many questions it allows.
SECONDS_BETWEEN_QUESTIONS = 1.0


_LOST, _WON = "lost", "won"
_USERS = "/user/?_limit=100"


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the opportunities that closed since then, the first changed first; None without the API.

    Raises TryLater, and Gone.
    """
    if "api_key" not in config:
        return None
    account = account_of(http, config, now)
    ended, _, written = (page or _LOST).partition(":")
    place = Place.of(written or None, since)
    answer = account.get(f"{OPPORTUNITIES}?{_question(ended, place)}")
    rows = rows_at(answer, "data")
    if answer.get("has_more") is True and rows:
        following: str | None = f"{ended}:{place.after([_changed_at(mapping(row)) for row in rows])}"
    else:
        following = _WON if ended == _LOST else None
    return closings(rows, lambda row: _deal(account, row), since, following)


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open opportunities of the owner with that address, the last changed first; None without the API.

    Raises TryLater, and Gone.
    """
    if "api_key" not in config:
        return None
    account = account_of(http, config, now)
    owner_id = _user_id(account, owner.email) if owner.email else None
    if owner_id is None:
        return ()
    query = {"user_id": owner_id, "status_type": "active", "_order_by": "-date_updated", "_limit": PAGE}
    answer = account.get(f"{OPPORTUNITIES}?{urlencode(query)}")
    return open_among(rows_at(answer, "data"), lambda row: _deal(account, row))


def _question(ended: str, place: Place) -> str:
    changed_since = place.since.astimezone(UTC).isoformat()
    query = {"status_type": ended, "date_updated__gte": changed_since, "_order_by": "date_updated"}
    return urlencode({**query, "_limit": PAGE, "_skip": place.skipped})


def _deal(account: Account, row: Item) -> Deal:
    return shown(account, row, _changed_at(row) or account.now)


def _changed_at(row: Item) -> datetime | None:
    return moment_utc(row.get("date_updated"))


def _user_id(account: Account, email: str) -> str | None:
    users = items(account.get_remembered(_USERS).get("data"))
    return next((words(user, "id") for user in users if person(user).email == email), None)
