"""Lists of Freshsales' deals: it has none but the views that people saved, so those are read, the last changed first.

https://developers.freshworks.com/crm/api/#list_all_deals
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bot.crm.freshsales_deals import OWNERS, Account, account_of, listed
from bot.crm.http import Http
from bot.crm.ids import is_number
from bot.crm.listing import Closings, closings, open_among, rows_at
from bot.crm.reading import items, mapping, moment, person, words
from bot.domain.deals import Deal, Person

# The smallest plan allows 1,000 questions an hour: https://developers.freshworks.com/crm/api/
# Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 7.5

CLOSED_VIEWS, OPEN_VIEWS = ["Lost Deals", "Won Deals"], ["Open Deals"]
_MOST_PAGES = 10  # of open deals, among which those of one owner are looked for


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of one of the views, down to what was changed before then; None without an API key.

    Raises TryLater, and Gone.
    """
    if "access_token" not in config:
        return None
    account = account_of(http, config, now)
    waiting = page.split(",") if page else _views(account, config.get("closed_views", CLOSED_VIEWS))
    if not waiting:
        return Closings()
    view, _, number = waiting[0].partition(":")
    rows, is_last = _page(account, view, int(number or 1))
    changed = [moment(mapping(row).get("updated_at")) for row in rows]
    is_over = is_last or any(time is not None and time < since for time in changed)
    following = waiting[1:] if is_over else [f"{view}:{int(number or 1) + 1}", *waiting[1:]]
    return closings(rows, partial(listed, account), since, ",".join(following) or None)


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open deals of the user with that address, the last changed first; None without an API key.

    Raises TryLater, and Gone.
    """
    if "access_token" not in config:
        return None
    account = account_of(http, config, now)
    owner_id = _user_id(account, owner.email) if owner.email else None
    if owner_id is None:
        return ()
    rows = [row for view in _views(account, config.get("open_views", OPEN_VIEWS)) for row in _all(account, view)]
    return open_among((row for row in rows if words(mapping(row), "owner_id") == owner_id), partial(listed, account))


def _views(account: Account, names: list[str]) -> list[str]:
    """The numbers of the views with these names."""
    known = items(account.get_remembered("/deals/filters").get("filters"))
    return [number for view in known if words(view, "name") in names and is_number(number := words(view, "id"))]


def _all(account: Account, view: str) -> list[Any]:
    found: list[Any] = []
    for number in range(1, _MOST_PAGES + 1):
        rows, is_last = _page(account, view, number)
        found += rows
        if is_last:
            break
    return found


def _page(account: Account, view: str, number: int) -> tuple[list[Any], bool]:
    """A page of a view, and whether it is the last."""
    answer = account.get(f"/deals/view/{view}?page={number}&sort=updated_at&sort_type=desc")
    rows, pages = rows_at(answer, "deals"), words(mapping(answer.get("meta")), "total_pages")
    return rows, not rows or not is_number(pages) or number >= int(pages)


def _user_id(account: Account, email: str) -> str | None:
    users = items(account.get_remembered(f"/selector/{OWNERS}").get("users"))
    return next((words(user, "id") for user in users if person(user).email == email), None)
