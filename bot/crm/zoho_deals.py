"""A deal of Zoho CRM, read from its API: fields, stage, owner, the owner's manager and the account become our Deal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.configuration import fields_of
from bot.crm.days import closed_when, day
from bot.crm.http import Api, Gone, Http
from bot.crm.ids import for_path, is_number, number_at
from bot.crm.niceties import nicety, unless_gone
from bot.crm.reading import (
    NOTHING,
    OF_CUSTOMER,
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
from bot.crm.tokens import Grant
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import Unreadable

VERSION = "v8"
DEALS = f"/crm/{VERSION}/Deals"
ACCOUNTS = f"/crm/{VERSION}/Accounts"
USERS = f"/crm/{VERSION}/users"
TRIED = (f"{DEALS}?fields=Stage&per_page=1", f"{USERS}?type=CurrentUser")
_FIELDS = (
    "Deal_Name",
    "Stage",
    "Amount",
    "Currency",
    "Pipeline",
    "Owner",
    "Account_Name",
    "Created_Time",
    "Modified_Time",
    "Closing_Date",
)
DEFAULTS = {
    "reason": "Reason_For_Loss__s",
    "vertical": "customer.Industry",
    "region": "customer.Billing_Country",
}


def read(
    http: Http,
    config: Mapping[str, Any],
    external_id: str,
    now: datetime,
    *,
    stage: str | None = None,
    changed_at: datetime | None = None,
) -> Deal:
    """The deal as it is; with `stage`, as it was when it came into that stage at `changed_at`.

    Raises Gone, TryLater, and Unreadable for an id that is none.
    """
    account = account_of(http, config, now)
    item = next(iter(items(account.get(f"{DEALS}/{for_path(external_id)}").get("data"))), {})
    stands_in = must_tell(external_id, words(item, "id"), words(item, "Stage"))
    deal = _deal(account, external_id, item, stage or stands_in)
    # Closing_Date is a plan that people forget to correct: only the event tells.
    closed_at = min(changed_at, now) if stage and changed_at and deal.outcome is not Outcome.OPEN else None
    return replace(deal, closed_at=closed_at, **_own_facts(account, item, _company(account, item)))


def listed(account: Account, item: Item, company: Item = NOTHING) -> Deal:
    """The deal as an entry of a list tells it, with what its `company` tells.

    Nothing tells when it closed: on the day that people planned, if that was before it was last changed.
    Raises TryLater, and Unreadable.
    """
    external_id, stage = number_at(item, "id"), words(item, "Stage")
    if stage is None:
        raise Unreadable("the deal is in no stage")
    deal = _deal(account, external_id, item, stage)
    closed_at = closed_when(day(item.get("Closing_Date")), moment(item.get("Modified_Time")) or account.now)
    known = None if deal.outcome is Outcome.OPEN else min(closed_at, account.now)
    return replace(deal, closed_at=known, **_own_facts(account, item, company))


def wanted(config: Mapping[str, Any]) -> list[str]:
    """The fields of deals that lists are asked for."""
    own = (name for name in fields_of(config, DEFAULTS).values() if not name.startswith(OF_CUSTOMER))
    return list(dict.fromkeys((*_FIELDS, *own)))


def wanted_of_company(config: Mapping[str, Any]) -> list[str]:
    """The fields of a deal's company that tell us something."""
    names = fields_of(config, DEFAULTS).values()
    return [name.removeprefix(OF_CUSTOMER) for name in dict.fromkeys(names) if name.startswith(OF_CUSTOMER)]


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's account: an access token for an hour, made with the refresh token."""
    names = ("client_id", "client_secret", "refresh_token")
    form = (("grant_type", "refresh_token"), *((name, config[name]) for name in names))
    grant = Grant(f"{config['accounts_url'].rstrip('/')}/oauth/v2/token", form, scheme="Zoho-oauthtoken")
    return Api(config["api_url"], grant=grant)


def _deal(account: Account, external_id: str, item: Item, stage: str) -> Deal:
    outcome = _outcome(account.config, stage)
    owner, manager = _people(account, item.get("Owner"))
    host = _host(account.config)
    return Deal(
        external_id=external_id,
        name=words(item, "Deal_Name") or external_id,
        outcome=outcome,
        owner=owner,
        manager=manager,
        customer=words(mapping(item.get("Account_Name")), "name"),
        amount=amount(item.get("Amount")),
        currency=currency(item.get("Currency")),
        pipeline=words(item, "Pipeline"),
        stage=stage if outcome is Outcome.OPEN else None,
        created_at=moment(item.get("Created_Time")),
        url=link(f"https://{host}/crm/tab/Potentials/{external_id}", host),
    )


def _outcome(config: Mapping[str, Any], stage: str) -> Outcome:
    """Stages are texts, and each account has its own: only the very same words count."""
    if stage in config["lost_stages"]:
        return Outcome.LOST
    return Outcome.WON if stage in config["won_stages"] else Outcome.OPEN


def _people(account: Account, value: Any) -> tuple[Person, Person]:
    """The owner, also one who was deactivated, and whom they report to."""
    owner, user = person(value), _user(account, mapping(value))
    chief = _user(account, mapping(user.get("Reporting_To")))
    return (owner if owner.email else _person(user)), _person(chief)


def _user(account: Account, reference: Item) -> Item:
    """Whom a reference names; nothing for nobody, and for somebody unknown to Zoho."""
    user_id = words(reference, "id")
    return unless_gone(_first, account, f"{USERS}/{user_id}", "users") if is_number(user_id) else {}


def _person(user: Item) -> Person:
    return person({"email": user.get("email"), "name": user.get("full_name")}) if user else NOBODY


def _own_facts(account: Account, item: Item, company: Item) -> dict[str, Any]:
    names = fields_of(account.config, DEFAULTS)
    return facts({name: _text(*owner_of(name, item, company)) for name in names.values()}, names)


def _company(account: Account, item: Item) -> Item:
    account_id = words(mapping(item.get("Account_Name")), "id")
    return nicety(_first, account, f"{ACCOUNTS}/{account_id}", "data") if is_number(account_id) else {}


def _text(item: Item, field: str) -> str | None:
    """What a field says: its text, the first of several, of a person the address, of another record the name."""
    value = item.get(field)
    if isinstance(value, list):
        return words({field: value[0]}, field) if value else None
    if isinstance(value, dict):
        return person(value).email or words(value, "name")
    return words(item, field)


def _first(account: Account, path: str, name: str) -> Item:
    """The one record that stands there under `name`, as of lately. Raises Gone when there is none."""
    found = items(account.get_remembered(path).get(name))
    if not found:
        raise Gone("the CRM answered with no record")
    return found[0]


def _host(config: Mapping[str, Any]) -> str:
    return "crm.zohocloud.ca" if config["data_centre"] == "ca" else f"crm.zoho.{config['data_centre']}"
