"""Lists of HubSpot's deals, asked of its search: what closed since a time, and what is open of an owner.

https://developers.hubspot.com/docs/api-reference/search/guide
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.crm.accounts import Account
from bot.crm.http import Http
from bot.crm.hubspot_deals import VERSION, account_of, listed, user_id, wanted
from bot.crm.listing import PAGE, Closings, Place, closings, open_among, rows_at
from bot.crm.reading import Item, mapping, moment
from bot.domain.deals import Deal, Person

# HubSpot allows five searches a second. Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 0.4


_SEARCH = f"/crm/objects/{VERSION}/deals/search"
_DEEPEST = 10_000  # further into what it found no search leads


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the deals that closed since then, the oldest first. Raises TryLater, and Gone."""
    account, place = account_of(http, config, now), Place.of(page, since)
    conditions = [("hs_is_closed", "EQ", "true"), ("closedate", "GTE", str(round(place.since.timestamp() * 1000)))]
    answer = _search(account, conditions, ("closedate", "ASCENDING"), place.skipped)
    rows = rows_at(answer, "results")
    is_all = not rows or not mapping(answer.get("paging")).get("next")
    return closings(rows, partial(listed, account), since, None if is_all else str(_next(place, rows)))


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open deals of the owner with that address, the last changed first. Raises TryLater, and Gone."""
    account = account_of(http, config, now)
    owner_id = user_id(account, owner.email) if owner.email else None
    if owner_id is None:
        return ()
    conditions = [("hubspot_owner_id", "EQ", owner_id), ("hs_is_closed", "EQ", "false")]
    answer = _search(account, conditions, ("hs_lastmodifieddate", "DESCENDING"))
    return open_among(rows_at(answer, "results"), partial(listed, account))


def _search(account: Account, conditions: list[tuple[str, str, str]], order: tuple[str, str], skipped: int = 0) -> Item:
    filters = [{"propertyName": name, "operator": how, "value": value} for name, how, value in conditions]
    question = {
        "filterGroups": [{"filters": filters}],
        "sorts": [{"propertyName": order[0], "direction": order[1]}],
        "properties": wanted(account.config),
        "limit": PAGE,
        "after": str(skipped),
    }
    return account.ask(_SEARCH, question)


def _next(place: Place, rows: list[Any]) -> Place:
    following = place.after([moment(mapping(mapping(row).get("properties")).get("closedate")) for row in rows])
    if following.skipped + PAGE > _DEEPEST:
        # An import gave thousands of deals the same moment: those beyond the depth of a search are out of its reach.
        return Place(following.since + timedelta(milliseconds=1))
    return following
