"""What a workflow of Freshsales sends by our template, and its deals, read from an API on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Gone, Http, Unread, freshsales
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import SetUpError, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, config, sample

THEN = datetime(2026, 11, 16, 9, 29, 51, tzinfo=UTC)
ID = "401000123456"
PATH = f"/deals/{ID}"
TOLD = Deal(
    external_id=ID,
    name="Globex - Analytics rollout",
    outcome=Outcome.LOST,
    owner=Person("ada.rep@example.com"),
    amount=Decimal("48000.0"),
    currency="EUR",
    reason="Price",
    closed_at=THEN,
    ended_at=datetime(2026, 11, 15, 10, tzinfo=UTC),
)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("freshsales") as running:
        yield running


def filled(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(sample("freshsales", "01-workflow-lost").incoming.body)
    return {**body, **more}


def read(**more: Any) -> list[DealEvent | Unread]:
    return freshsales.read(json.dumps(filled(**more)).encode(), config("freshsales"), NOW)


def deal_of(**more: Any) -> Deal:
    [found] = read(**more)
    assert isinstance(found, DealEvent)
    assert found.deal is not None
    return found.deal


def test_the_template_tells_a_deal_in_texts() -> None:
    assert read() == [DealEvent(ID, EventKind.LOST, THEN, TOLD)]


def test_an_unfilled_template_leaves_things_unknown() -> None:
    body = sample("freshsales", "02-template-not-filled").incoming.body
    deal = Deal("401000123457", "Initech", Outcome.LOST, closed_at=THEN)
    assert freshsales.read(body, config("freshsales"), NOW) == [DealEvent("401000123457", EventKind.LOST, THEN, deal)]
    unfilled = {key: f"{{{{deal.{key}}}}}" for key in filled() if key not in ("event", "deal_id")}
    assert read(**unfilled) == [DealEvent(ID, EventKind.LOST, NOW, Deal(ID, ID, Outcome.LOST, closed_at=NOW))]


@pytest.mark.parametrize(
    "more", [{"deal_id": ""}, {"deal_id": "{{deal.id}}"}, {"deal_id": "../1"}, {"deal_id": None}, {"event": ""}]
)
def test_without_event_or_deal_it_is_set_aside(more: dict[str, Any]) -> None:
    [item] = read(**more)
    assert isinstance(item, Unread)


@pytest.mark.parametrize(
    ("event", "kind", "outcome"),
    [("deal.won", EventKind.WON, Outcome.WON), ("deal.reopened", EventKind.REOPENED, Outcome.OPEN)],
)
def test_each_workflow_writes_what_happened(event: str, kind: EventKind, outcome: Outcome) -> None:
    [found] = read(event=event)
    assert isinstance(found, DealEvent)
    assert found.deal is not None
    assert (found.kind, found.deal.outcome) == (kind, outcome)
    assert (found.deal.closed_at is None, found.deal.stage is None) == (outcome is Outcome.OPEN, outcome is Outcome.WON)


def test_news_of_another_kind_is_left_out() -> None:
    assert read(event="deal.created") == []


def test_facts_of_the_template_are_read() -> None:
    deal = deal_of(competitor="Contoso", segment="SMB", manager_email="Max.Lead@example.com", account_name="Globex")
    assert (deal.competitor, deal.segment, deal.customer) == ("Contoso", "SMB", "Globex")
    assert deal.manager == Person("max.lead@example.com")


@pytest.mark.parametrize(
    ("more", "unknown"),
    [({"deal_amount": "forty"}, "amount"), ({"currency": "€"}, "currency"), ({"created_at": "July"}, "created_at")],
)
def test_what_is_not_plainly_written_stays_unknown(more: dict[str, Any], unknown: str) -> None:
    assert getattr(deal_of(**more), unknown) is None


def test_a_closing_entered_late_was_on_its_day() -> None:
    assert deal_of(closed_date="2026-11-02").closed_at == datetime(2026, 11, 2, 12, tzinfo=UTC)


def at(server: LocalServer, **more: Any) -> dict[str, Any]:
    return config("freshsales", api_url=server.url, access_token="fs-made-up", **more)


def look(http: Http, server: LocalServer, told: Deal = TOLD, **more: Any) -> Deal:
    event = DealEvent(told.external_id, EventKind.LOST, THEN, told)
    return freshsales.look(http, at(server, **more), event, NOW)


def test_without_an_api_key_the_template_is_all_we_know(http: Http) -> None:
    stored = config("freshsales")
    assert freshsales.look(http, stored, DealEvent(ID, EventKind.LOST, THEN, TOLD), NOW) == TOLD
    assert freshsales.fetch(http, stored, ID, NOW) is None
    assert not freshsales.try_token(http, stored)


def test_with_an_api_key_the_names_behind_the_numbers_are_read(http: Http, server: LocalServer) -> None:
    bare = Deal(ID, ID, Outcome.LOST, owner=NOBODY, closed_at=THEN)
    deal = look(http, server, bare)
    assert deal == replace(
        TOLD,
        owner=Person("ada.rep@example.com", "Ada Rep"),
        customer="Globex",
        pipeline="Default pipeline",
        competitor="Acme",
        created_at=datetime(2026, 7, 2, 8, 11, 3, tzinfo=UTC),
        url=deal.url,
    )
    assert deal.url is not None
    assert deal.url.endswith(f"/crm/sales/deals/{ID}")
    assert {one.headers["authorization"] for one in server.asked} == {"Token token=fs-made-up"}


def test_where_the_api_knows_less_the_template_counts(http: Http, server: LocalServer) -> None:
    server.answer(PATH, {"deal": {"id": ID, "deal_stage_id": 1}})
    assert replace(look(http, server), url=None) == TOLD


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ({"name": "Verloren", "forecast_type": "Closed Lost"}, Outcome.LOST),
        ({"name": "Lost", "forecast_type": "Closed Won"}, Outcome.WON),
        ({"name": "Lost"}, Outcome.LOST),
        ({"name": "Won"}, Outcome.WON),
        ({"name": "lost"}, Outcome.OPEN),
        ({"name": "Negotiation", "forecast_type": "Open"}, Outcome.OPEN),
        ({}, Outcome.OPEN),
    ],
)
def test_fetching_tells_the_outcome_by_forecast_or_name(
    http: Http, server: LocalServer, stage: dict[str, Any], outcome: Outcome
) -> None:
    server.answer("/selector/deal_stages", {"deal_stages": [{"id": 401000077, **stage}]})
    deal = freshsales.fetch(http, at(server), ID, NOW)
    assert deal is not None
    assert deal.outcome is outcome


def test_a_stage_in_no_list_cannot_be_understood(http: Http, server: LocalServer) -> None:
    server.answer("/selector/deal_stages", {"deal_stages": []})
    with pytest.raises(Unreadable):
        freshsales.fetch(http, at(server), ID, NOW)


def test_fields_of_the_accounts_own_are_read_where_the_connection_names_them(http: Http, server: LocalServer) -> None:
    deal = look(http, server, fields={"segment": "customer.cf_size", "persona": "cf_nothing"})
    assert (deal.segment, deal.persona) == ("Mid-market", None)


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_without_the_account_the_deal_goes_on(http: Http, server: LocalServer, status: int) -> None:
    server.answer("/sales_accounts/", status=status)
    assert look(http, server).customer is None


def test_a_deal_that_is_gone_and_a_key_that_works(http: Http, server: LocalServer) -> None:
    assert freshsales.try_token(http, at(server))
    server.answer(PATH, status=404)
    with pytest.raises(Gone):
        look(http, server)


def test_an_api_key_without_its_address_is_refused() -> None:
    with pytest.raises(SetUpError, match="api_url is missing: where to use the access_token"):
        config("freshsales", access_token="fs-made-up")
