"""Lists of Attio's deals: what came into a closing stage since a time, and what is open of an owner.

https://docs.attio.com/rest-api/guides/filtering-and-sorting
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bot.crm.accounts import Account
from bot.crm.attio_deals import COMPANIES, MEMBERS, QUERY, account_of, company_id, listed
from bot.crm.http import Http
from bot.crm.listing import PAGE, Closings, Place, closings, open_among, rows_at
from bot.crm.niceties import nicety
from bot.crm.reading import NOTHING, Item, items, mapping, person, words
from bot.domain.deals import Deal, Person

# Attio allows 100 reads a second. Half of that is left to what cannot wait.
SECONDS_BETWEEN_QUESTIONS = 0.1


def closed_since(
    http: Http, config: Mapping[str, Any], since: datetime, now: datetime, page: str | None
) -> Closings | None:
    """A page of the deals that closed since then, in Attio's own order. Raises TryLater, and Gone."""
    account, place = account_of(http, config, now), Place.of(page, since)
    lately = {"stage": {"active_from": {"$gte": since.isoformat()}}}
    question = {"filter": {"$and": [lately, _in_one_of(_closing(config))]}, "limit": PAGE, "offset": place.skipped}
    rows = rows_at(account.ask(QUERY, question), "data")
    following = Place(since, place.skipped + len(rows))
    next_page = str(following) if len(rows) >= PAGE else None
    companies = _companies(account, {company_id(row) for row in items(rows)})

    def read(row: Item) -> Deal:
        return listed(account, row, companies.get(company_id(row), NOTHING))

    return closings(rows, read, since, next_page, id_at=("id", "record_id"))


def open_of(http: Http, config: Mapping[str, Any], owner: Person, now: datetime) -> tuple[Deal, ...] | None:
    """The open deals of the member with that address, in Attio's own order. Raises TryLater, and Gone."""
    account = account_of(http, config, now)
    member_id = _member_id(account, owner.email) if owner.email else None
    if member_id is None:
        return ()
    theirs = {"owner": {"referenced_actor_type": "workspace-member", "referenced_actor_id": member_id}}
    question = {"filter": {"$and": [theirs, {"$not": _in_one_of(_closing(config))}]}, "limit": PAGE}
    return open_among(rows_at(account.ask(QUERY, question), "data"), partial(listed, account))


def _companies(account: Account, ids: Collection[str | None]) -> dict[str | None, Item]:
    """The attributes of these companies, all in one question; none where it is not answered."""
    wanted = sorted(filter(None, ids))
    if not wanted:
        return {}
    found = nicety(account.ask, COMPANIES, {"filter": {"record_id": {"$in": wanted}}, "limit": PAGE})
    known = items(found.get("data"))
    return {words(mapping(one.get("id")), "record_id"): mapping(one.get("values")) for one in known}


def _closing(config: Mapping[str, Any]) -> list[str]:
    return [*config["lost_status_ids"], *config.get("won_status_ids", [])]


def _in_one_of(stages: Iterable[str]) -> dict[str, Any]:
    return {"$or": [{"stage": stage} for stage in stages]}


def _member_id(account: Account, email: str) -> str | None:
    members = items(account.get_remembered(MEMBERS).get("data"))
    known = ((mapping(one.get("id")), person({"email": one.get("email_address")})) for one in members)
    return next((words(its_id, "workspace_member_id") for its_id, who in known if who.email == email), None)
