"""A deal of Freshsales, read from its API: stage, reason, owner and currency are numbers, named in lists."""

import dataclasses
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.crm import accounts
from bot.crm.answers import must_tell
from bot.crm.choices import entry
from bot.crm.configuration import fields_of
from bot.crm.days import closed_when, day, not_before
from bot.crm.http import Api, Http
from bot.crm.ids import for_path, is_number, number_at
from bot.crm.niceties import nicety
from bot.crm.reading import Item, amount, currency, facts, link, mapping, moment, owner_of, person, words
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import Unreadable

ROOT = "/crm/sales/api"
_STAGES, REASONS = "deal_stages", "deal_reasons"
OWNERS, _CURRENCIES, _PIPELINES = "owners", "currencies", "deal_pipelines"
# A list stands in its answer under its name; that of the owners under `users`.
_WITHIN = {OWNERS: "users"}
TRIED = tuple(f"{ROOT}/selector/{name}" for name in (_STAGES, OWNERS))
_FORECASTS = {"Closed Lost": Outcome.LOST, "Closed Won": Outcome.WON}
REASON = "deal_reason_id"
DEFAULTS = {"reason": REASON, "competitor": "cf_competitor"}


class Account(accounts.Account):
    """One Freshsales account."""

    def record(self, kind: str, number: str) -> Item:
        """The record of this kind ("deals") and number."""
        return mapping(self.get(f"/{kind}/{for_path(number)}").get(kind.removesuffix("s")))

    def deal(self, external_id: str) -> Item:
        found = self.record("deals", external_id)
        must_tell(external_id, words(found, "id"), words(found, "deal_stage_id"))
        return found

    def listed(self, name: str, number: str | None) -> Item:
        """The entry with this number of one of the account's lists, an empty one when there is none."""
        path, within = f"{self.root}/selector/{name}", _WITHIN.get(name, name)
        return entry(self.http, self.api, path, number, self.now, lambda answer: mapping(answer).get(within))


def read(http: Http, config: Mapping[str, Any], external_id: str, now: datetime) -> Deal:
    """The deal as it is. Raises Gone, TryLater, and Unreadable when its stage is in no list."""
    account = account_of(http, config, now)
    item = account.deal(external_id)
    return _as_it_stands(account, external_id, item, _company(account, item))


def listed(account: Account, item: Item) -> Deal:
    """The deal as an entry of a list tells it: what only its company tells stays unknown.

    Raises TryLater, and Unreadable.
    """
    deal = _as_it_stands(account, number_at(item, "id"), item, {})
    closed_at = closed_when(day(item.get("closed_date")), moment(item.get("updated_at")) or account.now)
    return replace(deal, closed_at=None if deal.outcome is Outcome.OPEN else min(closed_at, account.now))


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now, ROOT)


def completed(http: Http, config: Mapping[str, Any], told: Deal, now: datetime) -> Deal:
    """The deal as a delivery `told` it, with what the API knows of it in place of what the template left out.

    Raises Gone and TryLater.
    """
    account = account_of(http, config, now)
    item = account.deal(told.external_id)
    known = _deal(account, told.external_id, item, _company(account, item), told.outcome, told.stage)
    name = told.name if known.name == told.external_id else known.name
    gaps = [field.name for field in dataclasses.fields(Deal) if getattr(known, field.name) in (None, NOBODY)]
    return replace(known, name=name, **{gap: getattr(told, gap) for gap in gaps})


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's account."""
    return Api(config["api_url"], {"Authorization": f"Token token={config['access_token']}"})


def _as_it_stands(account: Account, external_id: str, item: Item, company: Item) -> Deal:
    """Raises Unreadable when its stage is in no list."""
    stage = account.listed(_STAGES, words(item, "deal_stage_id"))
    if not stage:
        raise Unreadable("the deal's stage is in none of the CRM's pipelines")
    outcome = _outcome(account.config, stage)
    shown = words(stage, "name") if outcome is Outcome.OPEN else None
    return _deal(account, external_id, item, company, outcome, shown)


def _deal(account: Account, external_id: str, item: Item, company: Item, outcome: Outcome, stage: str | None) -> Deal:
    names = fields_of(account.config, DEFAULTS)
    own = {name: _text(account, *owner_of(name, item, company)) for name in names.values()}
    return Deal(
        external_id=external_id,
        name=words(item, "name") or external_id,
        outcome=outcome,
        owner=_owner(account, item),
        customer=words(company, "name"),
        amount=amount(item.get("amount")),
        currency=currency(account.listed(_CURRENCIES, words(item, "currency_id")).get("currency_code")),
        pipeline=words(account.listed(_PIPELINES, words(item, "deal_pipeline_id")), "name"),
        stage=stage,
        created_at=moment(item.get("created_at")),
        ended_at=None if outcome is Outcome.OPEN else not_before(day(item.get("closed_date"))),
        url=_link(account.config, external_id),
        **facts(own, names),
    )


def _outcome(config: Mapping[str, Any], stage: Item) -> Outcome:
    """By what the stage means for forecasts where the account says so, else by its very name."""
    name = words(stage, "name")
    told = _FORECASTS.get(words(stage, "forecast_type") or "")
    if told is not None or name is None:
        return told or Outcome.OPEN
    if name in config["lost_stages"]:
        return Outcome.LOST
    return Outcome.WON if name in config["won_stages"] else Outcome.OPEN


def _owner(account: Account, item: Item) -> Person:
    """The owner, also one who was deactivated; NOBODY for a deal of nobody's, and for somebody unknown there."""
    owner = account.listed(OWNERS, words(item, "owner_id"))
    return person({"email": owner.get("email"), "name": owner.get("display_name")})


def _company(account: Account, item: Item) -> Item:
    number = words(item, "sales_account_id")
    return nicety(account.record, "sales_accounts", number) if is_number(number) else {}


def _text(account: Account, item: Item, field: str) -> str | None:
    """What a field says, one of the account's own (cf_…) as well; of a reason its name."""
    if field == REASON:
        return words(account.listed(REASONS, words(item, REASON)), "name")
    return words(item, field) or words(mapping(item.get("custom_field")), field)


def _link(config: Mapping[str, Any], external_id: str) -> str | None:
    host = urlsplit(config["api_url"]).netloc
    return link(f"https://{host}/crm/sales/deals/{external_id}", host)
