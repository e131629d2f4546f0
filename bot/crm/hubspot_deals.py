"""A deal of HubSpot, read from its API: properties, pipeline, owner and company become our Deal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from bot.crm.accounts import Account
from bot.crm.answers import must_tell
from bot.crm.choices import found
from bot.crm.configuration import fields_of
from bot.crm.endings import ended_at
from bot.crm.http import Api, Gone, Http
from bot.crm.ids import for_path, is_number, number_at
from bot.crm.niceties import nicety
from bot.crm.reading import Item, amount, currency, facts, items, link, mapping, moment, person, words
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import Unreadable

# HubSpot's paths carry a date; each is supported for about 18 months.
VERSION = "2026-03"
DEAL_TYPE = "0-3"
PIPELINES = f"/crm/pipelines/{VERSION}/deals"
OWNERS = f"/crm/owners/{VERSION}"
PROPERTIES = (
    "dealname",
    "amount",
    "deal_currency_code",
    "hubspot_owner_id",
    "createdate",
    "closedate",
    "dealstage",
    "pipeline",
    "closed_lost_reason",
    "closed_won_reason",
)


@dataclass(frozen=True)
class _Stage:
    pipeline: str | None
    name: str | None
    outcome: Outcome


def account_of(http: Http, config: Mapping[str, Any], now: datetime) -> Account:
    """A connection's account, to be asked."""
    return Account(http, api(config), config, now)


def api(config: Mapping[str, Any]) -> Api:
    """The way into a connection's account."""
    return Api.bearer(config["api_url"], config["access_token"])


def read(
    http: Http,
    config: Mapping[str, Any],
    external_id: str,
    now: datetime,
    *,
    stage_id: str | None = None,
    changed_at: datetime | None = None,
) -> Deal:
    """The deal as it is; with `stage_id`, as it was when it came into that stage at `changed_at`.

    Raises Gone, TryLater, and Unreadable when no pipeline knows the stage.
    """
    account = account_of(http, config, now)
    query = f"properties={','.join(wanted(config))}&propertiesWithHistory=dealstage&associations=companies"
    item = account.get(f"/crm/objects/{VERSION}/deals/{for_path(external_id)}?{query}")
    properties = mapping(item.get("properties"))
    stands_in = words(properties, "dealstage")
    must_tell(external_id, words(item, "id"), stands_in)
    stage = _stage(account, words(properties, "pipeline"), stage_id or stands_in)
    since = _ended_at(account, item, stage.outcome) if stage_id in (None, stands_in) else None
    # `closedate` is a plan while the deal is open, and people change it ever after.
    told_at = changed_at if stage_id else None
    closed_at = since or told_at or moment(properties.get("closedate")) or changed_at
    return replace(_deal(account, external_id, item, stage, closed_at), ended_at=since)


def listed(account: Account, item: Item) -> Deal:
    """The deal as an object of the API tells it.

    Raises TryLater, and Unreadable for one without an id, or in a stage that no pipeline knows.
    """
    properties = mapping(item.get("properties"))
    stage = _stage(account, words(properties, "pipeline"), words(properties, "dealstage"))
    return _deal(account, number_at(item, "id"), item, stage, moment(properties.get("closedate")))


def user_id(account: Account, email: str) -> str | None:
    """The owner with that address; None for somebody unknown to HubSpot. Raises TryLater, and Gone."""
    found = account.get_remembered(f"{OWNERS}?email={quote(email, safe='')}")
    return next((words(one, "id") for one in items(found.get("results")) if person(one).email == email), None)


def wanted(config: Mapping[str, Any]) -> list[str]:
    """The properties to ask for: those that every account has, and those that the connection names."""
    return list(dict.fromkeys((*PROPERTIES, *fields_of(config, {}).values())))


def _deal(account: Account, external_id: str, item: Item, stage: _Stage, closed_at: datetime | None) -> Deal:
    properties = mapping(item.get("properties"))
    is_closed = stage.outcome is not Outcome.OPEN
    own = fields_of(account.config, {"reason": "closed_lost_reason"})
    if stage.outcome is Outcome.WON:
        own["reason"] = "closed_won_reason"
    return Deal(
        external_id=external_id,
        name=words(properties, "dealname") or external_id,
        outcome=stage.outcome,
        owner=_owner(account, words(properties, "hubspot_owner_id")),
        customer=_customer(account, item),
        amount=amount(properties.get("amount")),
        currency=currency(properties.get("deal_currency_code")),
        pipeline=stage.pipeline,
        stage=None if is_closed else stage.name,  # "closed lost" in whatever language says nothing more
        created_at=moment(properties.get("createdate")),
        # While a deal is open its close date is a plan, and people plan ahead.
        closed_at=min(closed_at, account.now) if closed_at and is_closed else None,
        url=_link(account.config, external_id),
        **facts(properties, own),
    )


def _stage(account: Account, pipeline_id: str | None, stage_id: str | None) -> _Stage:
    """What the stage of that id means. Raises Unreadable when no pipeline has it."""
    known = found(
        account.http,
        account.api,
        PIPELINES,
        account.now,
        lambda answer: _find_stage(mapping(answer), pipeline_id, stage_id),
    )
    if known is None:
        raise Unreadable("the deal's stage is in none of the CRM's pipelines")
    pipeline, stage = known
    return _Stage(words(pipeline, "label"), words(stage, "label"), _outcome(mapping(stage.get("metadata"))))


def _ended_at(account: Account, item: Item, outcome: Outcome) -> datetime | None:
    """Since when it has stood in stages with this outcome; None where its history does not tell."""
    if outcome is Outcome.OPEN:
        return None
    pipeline_id = words(mapping(item.get("properties")), "pipeline")
    history = items(mapping(item.get("propertiesWithHistory")).get("dealstage"))
    return ended_at(
        ((moment(one.get("timestamp")), _meaning(account, pipeline_id, words(one, "value"))) for one in history),
        outcome,
    )


def _meaning(account: Account, pipeline_id: str | None, stage_id: str | None) -> Outcome | None:
    """What a stage of the deal's past means; None for one that no pipeline has any more."""
    try:
        return _stage(account, pipeline_id, stage_id).outcome
    except Unreadable:
        return None


def _find_stage(pipelines: Item, pipeline_id: str | None, stage_id: str | None) -> tuple[Item, Item] | None:
    """The pipeline and stage; a stage of the deal's own pipeline before one of another with the same id."""
    matches = [
        (pipeline, stage)
        for pipeline in items(pipelines.get("results"))
        for stage in items(pipeline.get("stages"))
        if stage_id is not None and words(stage, "id") == stage_id
    ]
    own = [match for match in matches if words(match[0], "id") == pipeline_id]
    return next(iter(own or matches), None)


def _outcome(metadata: Item) -> Outcome:
    """An open stage may have probability 0.0, and a closed one any; so neither value is enough alone."""
    if str(metadata.get("isClosed")).lower() != "true":
        return Outcome.OPEN
    match amount(metadata.get("probability")):
        case Decimal() as probability if probability == 0:
            return Outcome.LOST
        case Decimal() as probability if probability == 1:
            return Outcome.WON
    return Outcome.OPEN


def _owner(account: Account, owner_id: str | None) -> Person:
    """The owner, also one who has left; NOBODY for a queue, an empty field, or an owner unknown to HubSpot."""
    if not is_number(owner_id):
        return NOBODY
    for query in ("", "?archived=true"):
        try:
            owner = account.get_remembered(f"{OWNERS}/{owner_id}{query}")
        except Gone:
            continue
        return _person(owner) if owner.get("type", "PERSON") == "PERSON" else NOBODY
    return NOBODY


def _person(owner: Item) -> Person:
    name = " ".join(part for part in (words(owner, "firstName"), words(owner, "lastName")) if part)
    return person({"email": owner.get("email"), "name": name})


def _customer(account: Account, item: Item) -> str | None:
    """The name of the deal's primary company."""
    companies = mapping(mapping(item.get("associations")).get("companies"))
    ids = {words(one, "id") for one in items(companies.get("results")) if one.get("type") == "deal_to_company"}
    company_id = ids.pop() if len(ids) == 1 else None
    if not is_number(company_id):
        return None
    path = f"/crm/objects/{VERSION}/companies/{company_id}?properties=name"
    return words(mapping(nicety(account.get_remembered, path).get("properties")), "name")


def _link(config: Mapping[str, Any], external_id: str) -> str | None:
    host = config.get("crm_host")
    return link(f"https://{host}/contacts/{config['portal_id']}/record/{DEAL_TYPE}/{external_id}", host)
