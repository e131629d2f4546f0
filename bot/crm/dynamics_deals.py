"""A deal of Dynamics 365, read from the Dataverse Web API: an opportunity with its account, owner and competitor."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.configuration import fields_of
from bot.crm.days import closed_when, day, not_before
from bot.crm.http import Api, Http
from bot.crm.ids import for_path, guid_at, is_guid
from bot.crm.niceties import nicety, unless_gone
from bot.crm.reading import (
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
from bot.domain.deals import NOBODY, OUTCOMES, Deal, DealEvent, Outcome, Person
from bot.errors import Unreadable

ROOT = "/api/data/v9.2"
_SHOWN = "OData.Community.Display.V1.FormattedValue"
_COLUMNS = ("name", "estimatedvalue", "statecode", "statuscode", "createdon", "actualclosedate", "_owninguser_value")
_USER = "$select=fullname,internalemailaddress"
_OUTCOMES = {"0": Outcome.OPEN, "1": Outcome.WON, "2": Outcome.LOST}
# `statuscode` is how it was lost: "Canceled", "Out-Sold", and whatever an account added.
DEFAULTS = {"reason": "statuscode", "vertical": "customer.industrycode", "region": "customer.address1_country"}


def read(
    http: Http, config: Mapping[str, Any], external_id: str, now: datetime, *, event: DealEvent | None = None
) -> Deal:
    """The deal as it is; with an `event` that tells its state, as it was then. Raises Gone, TryLater, Unreadable."""
    account = account_of(http, config, now)
    item = account.get(f"/opportunities({for_path(external_id)})?{wanted(config)}")
    must_tell(external_id, words(item, "opportunityid"), words(item, "statecode"))
    outcome = (OUTCOMES.get(event.kind) if event else None) or _outcome(item)
    is_lost, is_closed = outcome is Outcome.LOST, outcome is not Outcome.OPEN
    deal = replace(
        _deal(account, external_id, item, outcome),
        competitor=_competitor(account, external_id) if is_lost else None,
        closed_at=closed_when(_day(item), min(event.at, now)) if is_closed and event else None,
    )
    return replace(deal, **_own_facts(config, item, outcome))


def listed(account: Account, item: Item) -> Deal:
    """The deal as an entry of a list tells it, without the competitor where only its closing names one.

    Raises TryLater, and Unreadable.
    """
    external_id, outcome = guid_at(item, "opportunityid"), _OUTCOMES.get(words(item, "statecode") or "")
    if outcome is None:
        raise Unreadable("statecode is none that we know")
    closed_at = min(closed_when(_day(item), moment(item.get("modifiedon")) or account.now), account.now)
    known = None if outcome is Outcome.OPEN else closed_at
    return replace(
        _deal(account, external_id, item, outcome),
        closed_at=known,
        **_own_facts(account.config, item, outcome),
    )


def user_id(account: Account, email: str) -> str | None:
    """The user with that address who may still sign in; None for somebody unknown there. Raises TryLater, and Gone."""
    same = "internalemailaddress eq '" + email.replace("'", "''") + "' and isdisabled eq false"
    path = f"/systemusers?$select=systemuserid,internalemailaddress&$filter={quote(same, safe='')}"
    users = items(account.get_remembered(path).get("value"))
    found = next((words(user, "systemuserid") for user in users if _person(user).email == email), None)
    return found if is_guid(found) else None


def tried(config: Mapping[str, Any]) -> tuple[str, str]:
    """Questions that need each right that we need: for a deal, with the columns that the connection names, a user."""
    deals = f"{ROOT}/opportunities?{wanted(config)}&$top=1"
    return deals, f"{ROOT}/systemusers?$select=fullname&$top=1"


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now, ROOT)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's environment: as the app registration, with names beside the codes of choices."""
    url = config["api_url"].rstrip("/")
    form = (
        ("grant_type", "client_credentials"),
        ("client_id", config["client_id"]),
        ("client_secret", config["client_secret"]),
        ("scope", f"{url}/.default"),
    )
    grant = Grant(f"{config['login_url'].rstrip('/')}/{config['directory_id']}/oauth2/v2.0/token", form)
    return Api(url, {"Prefer": f'odata.include-annotations="{_SHOWN}"', "OData-Version": "4.0"}, grant)


def _deal(account: Account, external_id: str, item: Item, outcome: Outcome) -> Deal:
    owner, manager = _people(account, words(item, "_owninguser_value"))
    return Deal(
        external_id=external_id,
        name=words(item, "name") or external_id,
        outcome=outcome,
        owner=owner,
        manager=manager,
        customer=words(mapping(item.get("parentaccountid")), "name"),
        amount=amount(item.get("estimatedvalue")),
        currency=currency(mapping(item.get("transactioncurrencyid")).get("isocurrencycode")),
        created_at=moment(item.get("createdon")),
        ended_at=None if outcome is Outcome.OPEN else not_before(_day(item)),
        url=_link(account.config, external_id),
    )


def _outcome(item: Item) -> Outcome:
    return _OUTCOMES.get(words(item, "statecode") or "", Outcome.OPEN)


def _names(config: Mapping[str, Any], outcome: Outcome) -> dict[str, str]:
    """Which column holds which fact. How a deal was won, or that it is in progress, is no reason."""
    defaults = dict(DEFAULTS)
    if outcome is not Outcome.LOST:
        del defaults["reason"]
    return fields_of(config, defaults)


def wanted(config: Mapping[str, Any], *more: str) -> str:
    """The query for an opportunity, its currency and its account, with the connection's columns and `more`."""
    names = fields_of(config, DEFAULTS)
    of_account = [name.removeprefix(OF_CUSTOMER) for name in names.values() if name.startswith(OF_CUSTOMER)]
    own = [name for name in names.values() if not name.startswith(OF_CUSTOMER)]
    account = f"parentaccountid($select={_columns('name', *of_account)})"
    expanded = f"transactioncurrencyid($select=isocurrencycode),{account}"
    return f"$select={_columns(*_COLUMNS, *own, *more)}&$expand={expanded}"


def _columns(*names: str) -> str:
    return ",".join(dict.fromkeys(names))


def _day(item: Item) -> date | None:
    return day(item.get("actualclosedate"))


def _own_facts(config: Mapping[str, Any], item: Item, outcome: Outcome) -> dict[str, Any]:
    names, company = _names(config, outcome), mapping(item.get("parentaccountid"))
    return facts({name: _text(*owner_of(name, item, company)) for name in names.values()}, names)


def _people(account: Account, user_id: str | None) -> tuple[Person, Person]:
    """The owner, also one who is disabled, and their manager. NOBODY for a deal that a team owns."""
    if not is_guid(user_id):
        return NOBODY, NOBODY
    path = f"/systemusers({user_id})?{_USER}&$expand=parentsystemuserid({_USER})"
    user = unless_gone(account.get_remembered, path)
    return _person(user), _person(mapping(user.get("parentsystemuserid")))


def _person(user: Item) -> Person:
    return person({"email": user.get("internalemailaddress"), "name": user.get("fullname")})


def _competitor(account: Account, external_id: str) -> str | None:
    """Who won it, as the latest activity of closing says.

    Not asked where the connection names a column of its own for it.
    """
    if "competitor" in account.config.get("fields", {}):
        return None
    latest = f"$filter=_opportunityid_value eq {external_id}&$orderby=createdon desc&$top=1"
    query = f"$select=subject&$expand=competitorid($select=name)&{latest}"
    found = nicety(account.get, f"/opportunitycloses?{quote(query, safe='$&=(),')}")
    closing = next(iter(items(found.get("value"))), {})
    return words(mapping(closing.get("competitorid")), "name")


def _text(item: Item, field: str) -> str | None:
    """What a column says as people see it: of a choice or another row its name, else its text."""
    return words(item, f"{field}@{_SHOWN}") or words(item, field)


def _link(config: Mapping[str, Any], external_id: str) -> str | None:
    host = urlsplit(config["api_url"]).netloc
    return link(f"https://{host}/main.aspx?etn=opportunity&pagetype=entityrecord&id={external_id}", host)
