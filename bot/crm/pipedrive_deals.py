"""A deal of Pipedrive, as a webhook tells it or as the API shows it, becomes our Deal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.choices import with_id
from bot.crm.configuration import fields_of
from bot.crm.http import Api, Gone, Http
from bot.crm.ids import for_path, is_number, number_at
from bot.crm.niceties import nicety, unless_gone
from bot.crm.reading import (
    NOTHING,
    Item,
    amount,
    currency,
    facts,
    flat,
    items,
    link,
    mapping,
    moment_utc,
    person,
    words,
)
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import Unreadable

# customer.… and person.… are fields of the organization and of the person that a deal is linked with.
DEFAULTS = {"reason": "lost_reason", "region": "customer.address.country"}
_PERSON = "person."
_OUTCOMES = {"open": Outcome.OPEN, "lost": Outcome.LOST, "won": Outcome.WON}
_CLOSED_AT = {Outcome.LOST: "lost_time", Outcome.WON: "won_time"}


def ask(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The deal as the API shows it; None when it does not: its user may not see every deal.

    Raises Gone for one that was deleted, TryLater, and Unreadable.
    """
    account = account_of(http, config, now)
    try:
        found = mapping(account.get(f"/api/v2/deals/{for_path(external_id)}").get("data"))
    except Gone:
        return None
    if found.get("is_deleted") is True or found.get("status") == "deleted":
        raise Gone("the deal was deleted")
    must_tell(external_id, words(found, "id"), words(found, "status"))
    return deal(_completed(account, found), config, now)


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read a deal and a user: a token has the rights of whoever made it."""
    for path in ("/api/v2/deals?limit=1", "/v1/users/me"):
        http.get(api(config), path)
    return True


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's account."""
    return Api(config["api_url"], {"x-api-token": config["api_token"]})


def listed(account: Account, found: Item, company: Item = NOTHING) -> Deal:
    """The deal as an entry of a list tells it, with its people, stage and `company`; its person stays unknown.

    Raises TryLater, and Unreadable.
    """
    linked = {"customer": company, "org_name": company.get("name")} if company else {}
    return deal({**found, **_its_own(account, found), **linked}, account.config, account.now)


def user_id(account: Account, email: str) -> str | None:
    """The user with that address; None for somebody unknown to Pipedrive. Raises TryLater, and Gone."""
    found = account.get_remembered(f"/v1/users/find?term={quote(email, safe='')}&search_by_email=1")
    return next((words(one, "id") for one in items(found.get("data")) if person(one).email == email), None)


def deal(record: Item, config: Mapping[str, Any], at: datetime) -> Deal:
    """The record as a Deal. `at` stands for a closing time that is not told. Raises Unreadable without a status."""
    external_id = number_at(record, "id")
    outcome = _OUTCOMES.get(words(record, "status") or "")
    if outcome is None:
        raise Unreadable("status is none that we know")
    custom = {name: _plain(value) for name, value in {**record, **mapping(record.get("custom_fields"))}.items()}
    # Emptied when the deal is opened again, and changed by nothing else.
    told = moment_utc(record.get(_CLOSED_AT.get(outcome, "")))
    return Deal(
        external_id=external_id,
        name=words(record, "title") or external_id,
        outcome=outcome,
        customer=words(record, "org_name"),
        amount=amount(record.get("value")),
        currency=currency(record.get("currency")),
        pipeline=words(record, "pipeline_name"),
        stage=words(record, "stage_name"),  # closing a deal leaves it in the stage that it reached
        created_at=moment_utc(record.get("add_time")),
        closed_at=None if outcome is Outcome.OPEN else min(told or at, at),
        ended_at=min(told, at) if told else None,
        url=link(f"https://{config.get('crm_host')}/deal/{external_id}", config.get("crm_host")),
        **{"owner": _owner(record), "manager": _person(record.get("manager"))} | facts(flat(custom), _fields(config)),
    )


def _completed(account: Account, found: Item) -> dict[str, Any]:
    """The record with what it only refers to by number."""
    organization = _linked(account, found, "org_id", "organizations")
    return {
        **found,
        **_its_own(account, found),
        "customer": organization,
        "org_name": organization.get("name"),
        "person": _linked(account, found, "person_id", "persons") if _asks_for_person(account.config) else {},
    }


def _its_own(account: Account, found: Item) -> dict[str, Any]:
    """What many deals of an account share."""
    owner_id = words(found, "owner_id")
    return {
        "custom_fields": _labelled(account, mapping(found.get("custom_fields"))),
        "owner": _user(account, owner_id),
        "manager": _manager(account, owner_id),
        "stage_name": _linked(account, found, "stage_id", "stages").get("name"),
        "pipeline_name": _linked(account, found, "pipeline_id", "pipelines").get("name"),
    }


def _user(account: Account, user_id: str | None) -> Item:
    """Somebody of the company, also one who was deactivated. Raises TryLater; nobody for one whom the API hides."""
    if not is_number(user_id):
        return {}
    return mapping(unless_gone(account.get_remembered, f"/v1/users/{user_id}").get("data"))


def _manager(account: Account, owner_id: str | None) -> Item:
    """Who manages a team of the owner's; plans without teams refuse the question."""
    if not is_number(owner_id):
        return {}
    teams = items(nicety(account.get_remembered, f"/v1/legacyTeams/user/{owner_id}").get("data"))
    managers = [words(team, "manager_id") for team in teams if not team.get("deleted_flag")]
    return _user(account, next((one for one in managers if one not in (None, owner_id)), None))


def _linked(account: Account, found: Item, key: str, kind: str) -> Item:
    linked_id = words(found, key)
    if not is_number(linked_id):
        return {}
    return mapping(nicety(account.get_remembered, f"/api/v2/{kind}/{linked_id}").get("data"))


def _labelled(account: Account, custom: Item) -> dict[str, Any]:
    """The account's own fields, with the words of an option in place of its number."""
    wanted = {name for name in _fields(account.config).values() if isinstance(custom.get(name), int)}
    if not wanted:
        return dict(custom)
    known = items(nicety(account.get_remembered, "/api/v2/dealFields?limit=500").get("data"))
    options = {words(field, "field_code"): items(field.get("options")) for field in known}
    return {**custom, **{name: words(with_id(options.get(name), words(custom, name)), "label") for name in wanted}}


def _fields(config: Mapping[str, Any]) -> dict[str, str]:
    return fields_of(config, DEFAULTS)


def _asks_for_person(config: Mapping[str, Any]) -> bool:
    return any(name.startswith(_PERSON) for name in _fields(config).values())


def _plain(value: Any) -> Any:
    """A webhook of version 2 wraps a field of the account's own: `{"type": "varchar", "value": "Acme"}`."""
    return value.get("value") if isinstance(value, dict) and "type" in value else value


def _owner(record: Item) -> Person:
    return _person(record.get("owner")) if record.get("owner") else Person(name=words(record, "owner_name"))


def _person(user: Any) -> Person:
    return person(user) if user else NOBODY
