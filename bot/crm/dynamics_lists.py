"""Lists of opportunities of Dynamics 365: what closed since a day, and what is open of an owner.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.crm.accounts import Account
from bot.crm.dynamics_deals import ROOT, api, listed, user_id, wanted
from bot.crm.http import Http
from bot.crm.listing import PAGE, Closings, closings, open_among, rows_at
from bot.crm.reading import Item
from bot.domain.deals import Deal, Person
from bot.errors import TryLater

# Dataverse allows 6,000 questions in five minutes. Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 0.1


_LIST = "/opportunities?"
_CHANGED = "modifiedon"


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the opportunities that closed since then, the oldest first. Raises TryLater, and Gone."""
    account = _paging(http, config, now)
    since_day = since.astimezone(UTC).date().isoformat()
    first = _question(config, f"statecode ne 0 and actualclosedate ge {since_day}", "actualclosedate asc")
    answer = account.get(_LIST + (page or first))
    rows, next_page = rows_at(answer, "value"), _next(account, answer)
    return closings(rows, partial(listed, account), since, next_page, id_at=("opportunityid",))


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open opportunities of the user with that address, the last changed first. Raises TryLater, and Gone."""
    account = _paging(http, config, now)
    owner_id = user_id(account, owner.email) if owner.email else None
    if owner_id is None:
        return ()
    question = _question(config, f"_ownerid_value eq {owner_id} and statecode eq 0", f"{_CHANGED} desc")
    return open_among(rows_at(account.get(_LIST + question), "value"), partial(listed, account))


def _paging(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    whole = api(config)
    preferred = f"{whole.headers['Prefer']},odata.maxpagesize={PAGE}"
    return Account(http, replace(whole, headers={**whole.headers, "Prefer": preferred}), config, now, ROOT)


def _question(config: Mapping[str, Any], condition: str, order: str) -> str:
    return f"{wanted(config, _CHANGED)}&$filter={quote(condition)}&$orderby={quote(order)}"


def _next(account: Account, answer: Item) -> str | None:
    """The query of the next page. Raises TryLater for a link that leads anywhere else: there goes no token of ours."""
    link = answer.get("@odata.nextLink")
    if link is None:
        return None
    here = account.api.url + ROOT + _LIST
    if not isinstance(link, str) or not link.isascii() or not link.isprintable() or not link.startswith(here):
        raise TryLater("the CRM's next page is somewhere else")
    return link.removeprefix(here)
