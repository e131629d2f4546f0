"""A deal of Attio, read from its API: attributes, each a list of values of which the active one counts, become ours."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.configuration import fields_of
from bot.crm.endings import ended_at
from bot.crm.http import Api, Http
from bot.crm.ids import for_path, guid_at, is_guid
from bot.crm.niceties import nicety, unless_gone
from bot.crm.reading import (
    NOTHING,
    Item,
    amount,
    currency,
    facts,
    items,
    link,
    mapping,
    moment,
    owner_of,
    person,
    words,
)
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import Unreadable

_OBJECTS = "/v2/objects"
MEMBERS = "/v2/workspace_members"
COMPANIES = f"{_OBJECTS}/companies/records/query"
QUERY = f"{_OBJECTS}/deals/records/query"
TRIED = (f"{_OBJECTS}/deals/attributes/stage/statuses", MEMBERS)
_HOST = "app.attio.com"
_KIND = re.compile("[a-z0-9_-]{1,100}")
# What companies have from the start; deals have no such facts unless somebody adds an attribute.
DEFAULTS = {"vertical": "customer.categories", "region": "customer.primary_location"}


def read(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal:
    """The deal as it is. Raises Gone, TryLater, and Unreadable."""
    account = account_of(http, config, now)
    record = mapping(account.get(f"{_OBJECTS}/deals/records/{for_path(external_id)}").get("data"))
    values = mapping(record.get("values"))
    must_tell(external_id, words(mapping(record.get("id")), "record_id"), _status_id(values))
    deal = _whole(account, external_id, record, _referred(account, active(values, "associated_company")))
    since = _ended_at(account, external_id, deal.outcome)
    return replace(deal, ended_at=since, closed_at=since or deal.closed_at)


def listed(account: Account, record: Item, company: Item = NOTHING) -> Deal:
    """The deal as an entry of a list tells it, with what the attributes of its `company` tell.

    Raises TryLater, and Unreadable.
    """
    external_id = guid_at(mapping(record.get("id")), "record_id")
    if _status_id(mapping(record.get("values"))) is None:
        raise Unreadable("the deal is in no stage")
    return _whole(account, external_id, record, company)


def company_id(record: Item) -> str | None:
    """The record of the deal's company; None for a deal without one."""
    its_id = words(active(mapping(record.get("values")), "associated_company"), "target_record_id")
    return its_id if is_guid(its_id) else None


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's workspace."""
    return Api.bearer(config["api_url"], config["access_token"])


def _whole(account: Account, external_id: str, record: Item, company: Item) -> Deal:
    names, values = fields_of(account.config, DEFAULTS), mapping(record.get("values"))
    own = {name: _text(account, *owner_of(name, values, company)) for name in names.values()}
    return replace(_deal(account, external_id, record, _text(account, company, "name")), **facts(own, names))


def _deal(account: Account, external_id: str, record: Item, customer: str | None) -> Deal:
    values = mapping(record.get("values"))
    stage, money = active(values, "stage"), active(values, "value")
    status = mapping(stage.get("status"))
    outcome = _outcome(account.config, _status_id(values))
    since = moment(stage.get("active_from"))
    return Deal(
        external_id=external_id,
        name=_text(account, values, "name") or external_id,
        outcome=outcome,
        owner=_member(account, active(values, "owner")),
        customer=customer,
        amount=amount(money.get("currency_value")),
        currency=currency(money.get("currency_code")),
        stage=words(status, "title") if outcome is Outcome.OPEN else None,
        created_at=moment(record.get("created_at")),
        closed_at=min(since, account.now) if since and outcome is not Outcome.OPEN else None,
        url=link(record.get("web_url"), _HOST),
    )


def _status_id(values: Item) -> str | None:
    return words(mapping(mapping(active(values, "stage").get("status")).get("id")), "status_id")


def _ended_at(account: Account, external_id: str, outcome: Outcome) -> datetime | None:
    """Since when it has stood in stages with this outcome; None where its history does not tell."""
    if outcome is Outcome.OPEN:
        return None
    path = f"{_OBJECTS}/deals/records/{external_id}/attributes/stage/values?show_historic=true"
    # As if each stood today: `active` passes over what has ended.
    history = [{"stage": [{**one, "active_until": None}]} for one in items(nicety(account.get, path).get("data"))]
    times = (moment(one["stage"][0].get("active_from")) for one in history)
    meant = (_outcome(account.config, _status_id(one)) for one in history)
    return ended_at(zip(times, meant, strict=True), outcome)


def _outcome(config: Mapping[str, Any], status_id: str | None) -> Outcome:
    """By the stages that the admin picked: Attio itself does not know which of them end a deal."""
    if status_id in config["lost_status_ids"]:
        return Outcome.LOST
    return Outcome.WON if status_id in config.get("won_status_ids", []) else Outcome.OPEN


def active(values: Item, name: str) -> Item:
    """The value that an attribute has now, an empty one where it has none."""
    return next((one for one in items(values.get(name)) if one.get("active_until") is None), {})


def _text(account: Account, values: Item, name: str) -> str | None:
    """What an attribute says in words, whatever its type."""
    value = active(values, name)
    match value.get("attribute_type"):
        case "select":
            return words(mapping(value.get("option")), "title")
        case "status":
            return words(mapping(value.get("status")), "title")
        case "location":
            return words(value, "country_code")
        case "email-address":
            return words(value, "email_address")
        case "actor-reference":
            return _member(account, value).email
        case "record-reference":
            return _text(account, _referred(account, value), "name")
    return words(value, "value")


def _member(account: Account, value: Item) -> Person:
    """Whom an actor reference names; NOBODY for an app, or for somebody who is gone from the workspace."""
    member_id = words(value, "referenced_actor_id")
    if value.get("referenced_actor_type") != "workspace-member" or not is_guid(member_id):
        return NOBODY
    member = mapping(unless_gone(account.get_remembered, f"{MEMBERS}/{member_id}").get("data"))
    name = " ".join(filter(None, (words(member, "first_name"), words(member, "last_name"))))
    return person({"email": member.get("email_address"), "name": name})


def _referred(account: Account, value: Item) -> Item:
    """The attributes of the record that a reference names."""
    kind, record_id = words(value, "target_object"), words(value, "target_record_id")
    if kind is None or not _KIND.fullmatch(kind) or not is_guid(record_id):
        return {}
    found = nicety(account.get_remembered, f"{_OBJECTS}/{kind}/records/{record_id}")
    return mapping(mapping(found.get("data")).get("values"))
