"""Lists of Salesforce's Opportunities: what closed since a time, and what is open of an owner.

A page goes on from where the last one ended, instead of following Salesforce's `nextRecordsUrl`: that one ends after
some minutes, and a list may rest for longer.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.crm import salesforce_deals as opportunities
from bot.crm.http import Http
from bot.crm.listing import PAGE, Closings, Place, closings, open_among
from bot.crm.reading import Item, mapping, moment
from bot.domain.deals import Deal, Person

# Salesforce allows about 100,000 questions a day. Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 1.7


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the Opportunities that closed since then, the oldest first; None without the API.

    Raises TryLater, and Gone.
    """
    if "client_id" not in config:
        return None
    place = Place.of(page, since)
    which = f"FROM Opportunity WHERE IsClosed = true AND LastStageChangeDate >= {_literal(place.since)}"
    order = f"ORDER BY LastStageChangeDate, Id LIMIT {PAGE} OFFSET {place.skipped}"
    rows = opportunities.select(opportunities.account_of(http, config, now), f"{which} {order}")
    following = place.after([moment(mapping(row).get("LastStageChangeDate")) for row in rows])
    return closings(rows, _reading(config, now), since, str(following) if len(rows) >= PAGE else None, id_at=("Id",))


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open Opportunities of the owner with that address, the last changed first; None without the API.

    Raises TryLater, and Gone.
    """
    if "client_id" not in config:
        return None
    if owner.email is None:
        return ()
    which = f"FROM Opportunity WHERE IsClosed = false AND Owner.Email = {opportunities.quoted(owner.email)}"
    newest = f"{which} ORDER BY LastModifiedDate DESC LIMIT {PAGE}"
    rows = opportunities.select(opportunities.account_of(http, config, now), newest)
    return open_among(rows, _reading(config, now))


def _reading(config: Mapping[str, Any], now: datetime) -> Callable[[Item], Deal]:
    return lambda row: opportunities.deal(opportunities.flat(row), config, now)


def _literal(time: datetime) -> str:
    """https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm"""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
