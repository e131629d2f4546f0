"""Copper's notifications, proved by a pair in their body, and its deals, read from an API on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Forged, Gone, Http, Unread, copper
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, config, sample

THEN = NOW - timedelta(seconds=20)
DEAL = "4710234"
CHANGED = DealEvent(DEAL, EventKind.UNKNOWN, THEN)
PATH = f"/opportunities/{DEAL}"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("copper") as running:
        yield running


def notification(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(sample("copper", "01-status-open-to-lost").incoming.body)
    return {**body, **more}


def read(**more: Any) -> list[DealEvent | Unread]:
    return copper.read(json.dumps(notification(**more)).encode(), config("copper"), NOW)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [CHANGED]),
        ({"updated_attributes": {"status": [0, 2]}}, [CHANGED]),
        ({"ids": [4710234, "4710240"]}, [CHANGED, DealEvent("4710240", EventKind.UNKNOWN, THEN)]),
        ({"event": "new", "updated_attributes": {}}, [CHANGED]),
        ({"event": "delete"}, [DealEvent(DEAL, EventKind.DELETED, THEN)]),
        ({"timestamp": "yesterday"}, [DealEvent(DEAL, EventKind.UNKNOWN, NOW)]),
        ({"updated_attributes": {"monetary_value": [1, 2]}}, []),
        ({"updated_attributes": None}, []),
        ({"type": "lead"}, []),
        ({"ids": []}, []),
    ],
)
def test_what_is_told_of_each_deal(more: dict[str, Any], expected: list[DealEvent]) -> None:
    assert read(**more) == expected


@pytest.mark.parametrize("bad", [None, True, "../users", -1, {}, 1.5])
def test_a_bad_id_is_set_aside_alone_and_can_be_tried_again(bad: Any) -> None:
    first, second = read(ids=[bad, 4710234])
    assert isinstance(first, Unread)
    assert copper.read(first.raw, config("copper"), NOW) == [first]
    assert second == CHANGED


@pytest.mark.parametrize(
    "secret", [{"retro_token": None}, {"retro_token": "cp-"}, {"retro_token": ["cp-91e7f0a3c5"]}, {"second": "other"}]
)
def test_each_of_the_secrets_pairs_must_come(secret: dict[str, Any]) -> None:
    stored = config("copper", secret={"retro_token": "cp-91e7f0a3c5", "second": "pair"})
    whole = notification(second="pair")
    incoming = sample("copper", "01-status-open-to-lost")
    copper.verify(incoming.with_body(json.dumps(whole).encode()), stored, NOW)
    with pytest.raises(Forged):
        copper.verify(incoming.with_body(json.dumps({**whole, **secret}).encode()), stored, NOW)


def at(server: LocalServer, **more: Any) -> dict[str, Any]:
    return config("copper", api_url=server.url, **more)


def look(http: Http, server: LocalServer, **more: Any) -> Deal:
    return copper.look(http, at(server, **more), CHANGED, NOW)


def deal_with(server: LocalServer, **more: Any) -> None:
    server.answer(PATH, {"id": 4710234, "status": "Lost", **more})


def test_a_lost_deal_comes_with_its_owner_its_money_and_the_names_behind_numbers(
    http: Http, server: LocalServer
) -> None:
    assert look(http, server) == Deal(
        external_id=DEAL,
        name="Globex - Analytics rollout",
        outcome=Outcome.LOST,
        owner=Person("ada.rep@example.com", "Ada Rep"),
        customer="Globex",
        amount=Decimal(48000),
        currency="EUR",
        pipeline="Sales",
        stage="Proposal",
        reason="Price",
        created_at=datetime(2026, 7, 12, 1, 56, 40, tzinfo=UTC),
        closed_at=THEN,
    )
    sent = server.asked[0].headers
    names = ("x-pw-accesstoken", "x-pw-application", "x-pw-useremail")
    assert [sent[name] for name in names] == ["copper-made-up", "developer_api", "admin@example.com"]
    assert "authorization" not in sent


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Open", Outcome.OPEN),
        ("Won", Outcome.WON),
        ("Lost", Outcome.LOST),
        ("Abandoned", Outcome.OPEN),
        (0, Outcome.OPEN),
        (1, Outcome.WON),
        ("2", Outcome.LOST),
        (3, Outcome.OPEN),
    ],
)
def test_a_status_is_text_or_a_number(http: Http, server: LocalServer, status: Any, outcome: Outcome) -> None:
    deal_with(server, status=status)
    deal = look(http, server)
    assert (deal.outcome, deal.closed_at is None) == (outcome, outcome is Outcome.OPEN)


def test_abandoned_is_lost_where_the_admin_says_so(http: Http, server: LocalServer) -> None:
    deal_with(server, status=3)
    assert look(http, server, lost_statuses=["Lost", "Abandoned"]).outcome is Outcome.LOST


def test_it_was_lost_when_the_event_says_whatever_was_planned(http: Http, server: LocalServer) -> None:
    deal_with(server, close_date="11/2/2026")
    assert look(http, server).closed_at == THEN
    fetched = copper.fetch(http, at(server), DEAL, NOW)
    assert fetched is not None
    assert fetched.closed_at is None, "what the event told stands"


def test_custom_fields_of_deal_and_company_are_read_where_the_connection_names_them(
    http: Http, server: LocalServer
) -> None:
    fields = {"competitor": "cf_126240", "region": "customer.cf_126241", "segment": "cf_1", "persona": "customer.name"}
    deal = look(http, server, fields=fields)
    assert (deal.competitor, deal.region, deal.segment, deal.persona) == ("Acme", "EMEA", None, "Globex")


@pytest.mark.parametrize("path", ["/companies/", "/users/"])
def test_what_is_gone_is_unknown(http: Http, server: LocalServer, path: str) -> None:
    server.answer(path, status=404)
    deal = look(http, server, fields={"region": "customer.cf_126241"})
    assert (deal.owner == NOBODY) is (path == "/users/")
    assert (deal.region is None) is (path == "/companies/")


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"assignee_id": "../me", "company_id": "x", "pipeline_id": {}, "loss_reason_id": []},
        {"custom_fields": {"a": 1}, "close_date": 5, "date_created": "x"},
    ],
)
def test_an_answer_of_another_shape_leaves_things_unknown(
    http: Http, server: LocalServer, more: dict[str, Any]
) -> None:
    deal_with(server, **more)
    deal = look(http, server, fields={"region": "customer.cf_126241", "competitor": "cf_126240"})
    assert deal == Deal(DEAL, DEAL, Outcome.LOST, closed_at=THEN)


def test_what_a_remembered_list_lacks_is_looked_for_once_more(http: Http, server: LocalServer) -> None:
    server.answer("/loss_reasons", [{"id": 987, "name": "Features"}], times=1)
    before = copper.look(http, at(server), CHANGED, NOW - timedelta(minutes=1))
    assert (before.reason, look(http, server).reason) == (None, "Price")
    assert len(server.asked_for("/loss_reasons")) == 2


def test_the_link_leads_to_the_deal_where_the_account_is_known(http: Http, server: LocalServer) -> None:
    assert look(http, server, account_id=12345).url == f"https://app.copper.com/companies/12345/app#/deal/{DEAL}"


def test_a_deal_that_is_gone_and_a_key_that_works(http: Http, server: LocalServer) -> None:
    assert copper.try_token(http, at(server))
    server.answer(PATH, status=404)
    with pytest.raises(Gone):
        look(http, server)
