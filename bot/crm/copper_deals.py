"""A deal of Copper, read from its API: an opportunity with its assignee, and the names behind its numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.crm import accounts
from bot.crm.answers import must_tell
from bot.crm.choices import entry, with_id
from bot.crm.configuration import fields_of
from bot.crm.days import closed_when, day
from bot.crm.http import Api, Http
from bot.crm.ids import for_path, is_number, number_at
from bot.crm.niceties import nicety, unless_gone
from bot.crm.reading import (
    OF_CUSTOMER,
    Item,
    amount,
    currency,
    facts,
    items,
    link,
    moment_of_seconds,
    owner_of,
    person,
    words,
)
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import Unreadable

API = "https://api.copper.com"
_HOST = "app.copper.com"
ROOT = "/developer_api/v1"
PIPELINES = f"{ROOT}/pipelines"
LOSS_REASONS = f"{ROOT}/loss_reasons"
DEFINITIONS = f"{ROOT}/custom_field_definitions"
# The API tells the status as text; elsewhere the same four have these numbers.
_STATUSES = {"0": "Open", "1": "Won", "2": "Lost", "3": "Abandoned"}
# Custom fields have only numbers: cf_126240 names the one with definition 126240.
CUSTOM = "cf_"
REASON = "loss_reason_id"
DEFAULTS = {"reason": REASON}


class Account(accounts.Account):
    """One Copper account."""

    def named(self, path: str, number: str | None) -> Item:
        """The one with this id of the list at a whole `path`, an empty one when there is none."""
        return entry(self.http, self.api, path, number, self.now, lambda answer: answer)


def read(
    http: Http, config: Mapping[str, Any], external_id: str, now: datetime, *, changed_at: datetime | None = None
) -> Deal:
    """The deal as it is; `changed_at`: when it came into the status that it has. Raises as `fetch` does.

    Only that tells when it closed: its close date is a plan, often long over.
    """
    account = account_of(http, config, now)
    item = account.get(f"/opportunities/{for_path(external_id)}")
    must_tell(external_id, words(item, "id"), words(item, "status"))
    deal = _deal(account, external_id, item)
    closed_at = min(changed_at, now) if changed_at and deal.outcome is not Outcome.OPEN else None
    return replace(deal, closed_at=closed_at, **_own_facts(account, item, _company(account, item)))


def listed(account: Account, item: Item) -> Deal:
    """The deal as an entry of a list tells it: what only its company tells stays unknown.

    Nothing tells when it closed: on the day that people planned, if that was before it was last changed.
    Raises TryLater, and Unreadable.
    """
    if words(item, "status") is None:
        raise Unreadable("status is missing")
    deal = _deal(account, number_at(item, "id"), item)
    closed_at = closed_when(day(item.get("close_date")), moment_of_seconds(item.get("date_modified")) or account.now)
    known = None if deal.outcome is Outcome.OPEN else min(closed_at, account.now)
    return replace(deal, closed_at=known, **_own_facts(account, item, {}))


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now, ROOT)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's account."""
    headers = {
        "X-PW-AccessToken": config["access_token"],
        "X-PW-Application": "developer_api",
        "X-PW-UserEmail": config["user_email"],
    }
    return Api(config["api_url"], headers)


def _deal(account: Account, external_id: str, item: Item) -> Deal:
    pipeline = account.named(PIPELINES, words(item, "pipeline_id"))
    stage = with_id(pipeline.get("stages"), words(item, "pipeline_stage_id"))
    return Deal(
        external_id=external_id,
        name=words(item, "name") or external_id,
        outcome=_outcome(account.config, item),
        owner=_assignee(account, words(item, "assignee_id")),
        customer=words(item, "company_name"),
        amount=amount(item.get("monetary_value")),
        currency=currency(item.get("monetary_unit")),
        pipeline=words(pipeline, "name"),
        stage=words(stage, "name"),  # a status closes a deal, so its stage is still the one that it reached
        created_at=moment_of_seconds(item.get("date_created")),
        url=_link(account.config, external_id),
    )


def _own_facts(account: Account, item: Item, company: Item) -> dict[str, Any]:
    names = fields_of(account.config, DEFAULTS)
    return facts({name: _text(account, *owner_of(name, item, company)) for name in names.values()}, names)


def _outcome(config: Mapping[str, Any], item: Item) -> Outcome:
    told = words(item, "status") or ""
    status = _STATUSES.get(told, told)
    if status in config["lost_statuses"]:
        return Outcome.LOST
    return Outcome.WON if status == "Won" else Outcome.OPEN


def _assignee(account: Account, user_id: str | None) -> Person:
    """The owner; NOBODY for a deal of nobody's, and for somebody unknown to Copper."""
    if not is_number(user_id):
        return NOBODY
    return person(unless_gone(account.get_remembered, f"/users/{user_id}"))


def _link(config: Mapping[str, Any], external_id: str) -> str | None:
    if "account_id" not in config:
        return None
    return link(f"https://{_HOST}/companies/{config['account_id']}/app#/deal/{external_id}", _HOST)


def _company(account: Account, item: Item) -> Item:
    company_id = words(item, "company_id")
    if not any(name.startswith(OF_CUSTOMER) for name in fields_of(account.config, DEFAULTS).values()):
        return {}
    return nicety(account.get_remembered, f"/companies/{company_id}") if is_number(company_id) else {}


def _text(account: Account, item: Item, field: str) -> str | None:
    """What a field says; of a choice the name of what was chosen."""
    if field == REASON:
        return words(account.named(LOSS_REASONS, words(item, REASON)), "name")
    if not field.startswith(CUSTOM):
        return words(item, field)
    value = custom_value(item, field)
    chosen = value[0] if isinstance(value, list) and value else value
    if isinstance(chosen, str):
        return words({field: chosen}, field)
    definition = account.named(DEFINITIONS, field.removeprefix(CUSTOM))
    return words(with_id(definition.get("options"), words({field: chosen}, field)), "name")


def custom_value(item: Item, field: str) -> Any:
    """What a custom field (cf_…) of an opportunity holds."""
    number = field.removeprefix(CUSTOM)
    entries = items(item.get("custom_fields"))
    return next((one.get("value") for one in entries if words(one, "custom_field_definition_id") == number), None)
