"""An opportunity of Close, as a webhook tells it or as the API shows it, becomes our Deal."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.crm import ids
from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.configuration import fields_of
from bot.crm.days import closed_when, day, not_before
from bot.crm.http import Api, Gone, Http, basic
from bot.crm.niceties import unless_gone
from bot.crm.reading import OF_CUSTOMER, Item, amount, currency, facts, flat, link, moment_utc, person, words
from bot.domain.deals import Deal, Outcome
from bot.errors import Unreadable

OPPORTUNITIES = "/opportunity/"
ID = re.compile("[A-Za-z0-9_]{1,100}")
_API = "/api/v1"
_OUTCOMES = {"active": Outcome.OPEN, "lost": Outcome.LOST, "won": Outcome.WON}
_CLOSED_ON = {Outcome.LOST: "date_lost", Outcome.WON: "date_won"}


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, _api(config), config, now, _API)


def ask(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal | None:
    """The opportunity as the API shows it; None where it does not, since a deletion is told.

    Raises TryLater, and Unreadable.
    """
    account = account_of(http, config, now)
    try:
        found = account.get(f"{OPPORTUNITIES}{ids.for_path(external_id)}/")
    except Gone:
        return None
    must_tell(external_id, words(found, "id"), words(found, "status_type"))
    return shown(account, found, now)


def try_token(http: Http, config: Mapping[str, Any]) -> bool:
    """Read an opportunity and a user."""
    for path in (f"{OPPORTUNITIES}?_limit=1", "/me/"):
        http.get(_api(config), _API + path)
    return True


def shown(account: Account, found: Item, at: datetime) -> Deal:
    """The opportunity as the API shows it, closed `at` then unless it tells when. Raises TryLater, and Unreadable."""
    return deal({**found, **_owner_and_lead(account, found)}, account.config, at)


def deal(record: Item, config: Mapping[str, Any], at: datetime) -> Deal:
    """The record as a Deal, under its lead's name: Close gives it none. Raises Unreadable without a status."""
    external_id = ids.at(record, "id", ID)
    outcome = _OUTCOMES.get(words(record, "status_type") or "")
    if outcome is None:
        raise Unreadable("status_type is none that we know")
    ended_on = None if outcome is Outcome.OPEN else day(record.get(_CLOSED_ON[outcome]))
    is_open, lead, cents = outcome is Outcome.OPEN, words(record, "lead_name"), amount(record.get("value"))
    host = config["crm_host"]
    return Deal(
        external_id=external_id,
        name=lead or external_id,
        outcome=outcome,
        owner=person({"email": record.get("user_email"), "name": record.get("user_name")}),
        customer=lead,
        amount=None if cents is None else cents / Decimal(100),
        currency=currency(record.get("value_currency")),
        pipeline=words(record, "pipeline_name"),
        stage=words(record, "status_label") if is_open else None,
        created_at=moment_utc(record.get("date_created")),
        closed_at=None if is_open else closed_when(ended_on, at),
        ended_at=not_before(ended_on),
        url=link(f"https://{host}/lead/{words(record, 'lead_id')}/", host),
        **facts(flat(record), fields_of(config, {})),
    )


def _owner_and_lead(account: Account, found: Item) -> dict[str, Any]:
    """The owner's address and, where one of the account's fields is on the lead, the lead."""
    user = _related(account, "user", words(found, "user_id"))
    asks_for_lead = any(name.startswith(OF_CUSTOMER) for name in fields_of(account.config, {}).values())
    lead = _related(account, "lead", words(found, "lead_id")) if asks_for_lead else {}
    return {"user_email": user.get("email"), "customer": lead}


def _related(account: Account, kind: str, its_id: str | None) -> Item:
    if its_id is None or not ID.fullmatch(its_id):
        return {}
    return unless_gone(account.get_remembered, f"/{kind}/{its_id}/")


def _api(config: Mapping[str, Any]) -> Api:
    return Api(config["api_url"], {"Authorization": basic(config["api_key"], "")})
