"""Zoho's notifications, proved by a token in their body, and its deals, read from an API on loopback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Forged, Gone, Http, Unread, zoho
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import SetUpError, TryLater
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, config, sample

THEN = NOW - timedelta(seconds=4)
LOST, OPEN, UNTOLD = "5725767000003000010", "5725767000003000020", "5725767000003000030"
DEAL = f"/Deals/{UNTOLD}"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("zoho") as running:
        yield running


def notification(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(sample("zoho", "01-two-deals-one-lost").incoming.body)
    return {**body, **more}


def read(**more: Any) -> list[DealEvent | Unread]:
    return zoho.read(json.dumps(notification(**more)).encode(), config("zoho"), NOW)


def told(deal: str, stage: str | None = None, kind: EventKind = EventKind.UNKNOWN) -> DealEvent:
    return DealEvent(deal, kind, THEN, stage=stage)


BOTH = [told(LOST, "Closed Lost"), told(OPEN, "Negotiation/Review")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, BOTH),
        ({"operation": "insert"}, BOTH),
        ({"operation": "delete"}, [told(deal, kind=EventKind.DELETED) for deal in (LOST, OPEN)]),
        ({"affected_values": []}, [told(LOST), told(OPEN)]),
        ({"affected_values": [{"record_id": LOST, "values": {"Amount": 5}}]}, [told(OPEN)]),
        ({"affected_values": [{"record_id": LOST, "values": {"Stage": None}}], "ids": [LOST]}, [told(LOST)]),
        ({"module": "Leads"}, []),
        ({"operation": "approve"}, []),
        ({"ids": []}, []),
    ],
)
def test_what_is_told_of_each_deal(more: dict[str, Any], expected: list[DealEvent]) -> None:
    assert read(**more) == expected


def test_a_notification_without_a_readable_time_happened_when_it_came() -> None:
    assert [item.at for item in read(server_time="now") if isinstance(item, DealEvent)] == [NOW, NOW]


@pytest.mark.parametrize("bad", [None, True, "../users", "-1", {}, 1.5])
def test_a_bad_id_is_set_aside_alone_and_can_be_tried_again(bad: Any) -> None:
    first, second = read(ids=[bad, OPEN])
    assert isinstance(first, Unread)
    assert zoho.read(first.raw, config("zoho"), NOW) == [first]
    assert second == BOTH[1]


@pytest.mark.parametrize("token", [None, 7, "", ["TOKEN_FOR_VERIFICATION_OF_1000000068001"], "x" * 100_000])
def test_without_our_token_it_is_a_forgery(token: Any) -> None:
    body = json.dumps(notification(token=token)).encode()
    with pytest.raises(Forged):
        zoho.verify(sample("zoho", "01-two-deals-one-lost").with_body(body), config("zoho"), NOW)


def test_a_token_longer_than_zoho_takes_is_refused() -> None:
    with pytest.raises(SetUpError, match="token must have at most 50 characters"):
        config("zoho", token="x" * 51)


@pytest.mark.parametrize(
    ("centre", "api", "accounts"),
    [
        ("com", "https://www.zohoapis.com", "https://accounts.zoho.com"),
        ("eu", "https://www.zohoapis.eu", "https://accounts.zoho.eu"),
        ("ca", "https://www.zohoapis.ca", "https://accounts.zohocloud.ca"),
    ],
)
def test_each_data_centre_has_its_own_addresses(centre: str, api: str, accounts: str) -> None:
    stored = config("zoho", data_centre=centre)
    assert (stored["api_url"], stored["accounts_url"]) == (api, accounts)


def at(server: LocalServer, **more: Any) -> dict[str, Any]:
    return config("zoho", api_url=server.url, accounts_url=server.url, **more)


def look(http: Http, server: LocalServer, event: DealEvent, **more: Any) -> Deal:
    return zoho.look(http, at(server, **more), event, NOW)


def test_a_lost_deal_comes_with_its_people_its_money_and_its_account(http: Http, server: LocalServer) -> None:
    assert look(http, server, told(UNTOLD)) == Deal(
        external_id=UNTOLD,
        name="Globex - Analytics rollout",
        outcome=Outcome.LOST,
        owner=Person("ada.rep@example.com", "Ada Rep"),
        manager=Person("max.lead@example.com", "Max Lead"),
        customer="Globex",
        amount=Decimal(48000),
        currency="EUR",
        pipeline="Standard (Standard)",
        vertical="Manufacturing",
        region="Germany",
        created_at=datetime(2026, 7, 2, 8, 11, 3, tzinfo=UTC),
        url=f"https://crm.zoho.com/crm/tab/Potentials/{UNTOLD}",
    )
    asked = [one for one in server.asked if one.method == "GET"]
    assert {one.headers["authorization"] for one in asked} == {"Zoho-oauthtoken 1000.made.up"}
    assert len(server.asked_for("/oauth/")) == 1


def test_the_stage_of_the_event_tells_when_it_was_lost(http: Http, server: LocalServer) -> None:
    deal = look(http, server, BOTH[0])
    assert (deal.outcome, deal.closed_at, deal.stage, deal.reason) == (Outcome.LOST, THEN, None, "Competition")
    assert (deal.amount, deal.currency) == (None, None)


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("Closed Lost", Outcome.LOST),
        ("Closed Won", Outcome.WON),
        ("closed lost", Outcome.OPEN),
        ("Closed Lost ", Outcome.OPEN),
        ("Verloren", Outcome.OPEN),
    ],
)
def test_only_the_very_words_of_a_stage_end_a_deal(
    http: Http, server: LocalServer, stage: str, outcome: Outcome
) -> None:
    assert look(http, server, told(OPEN, stage)).outcome is outcome


def test_stages_have_the_names_that_the_admin_gave(http: Http, server: LocalServer) -> None:
    stages = {"lost_stages": ["Verloren"], "won_stages": ["Gewonnen"]}
    assert look(http, server, told(OPEN, "Verloren"), **stages).outcome is Outcome.LOST
    assert look(http, server, told(OPEN, "Closed Lost"), **stages).outcome is Outcome.OPEN


def test_fetching_gives_the_deal_as_it_is_now(http: Http, server: LocalServer) -> None:
    deal = zoho.fetch(http, at(server), OPEN, NOW)
    assert deal is not None
    assert (deal.outcome, deal.stage) == (Outcome.OPEN, "Negotiation/Review")


def deal_with(server: LocalServer, **more: Any) -> None:
    server.answer(DEAL, {"data": [{"id": UNTOLD, "Stage": "Closed Lost", **more}]})


def test_facts_of_the_accounts_own_are_read_where_the_connection_names_them(http: Http, server: LocalServer) -> None:
    lead = {"id": "1", "name": "Eve Lead", "email": "Eve.Lead@example.com"}
    deal_with(server, Rival={"id": "7", "name": "Contoso"}, Buyers=["CTO", "CFO"], Lead=lead)
    deal = look(http, server, told(UNTOLD), fields={"competitor": "Rival", "persona": "Buyers", "manager": "Lead"})
    assert (deal.competitor, deal.persona, deal.manager) == ("Contoso", "CTO", Person("eve.lead@example.com"))
    assert (deal.vertical, deal.customer) == (None, None)


def test_an_owner_without_an_address_in_the_deal_is_looked_up(http: Http, server: LocalServer) -> None:
    deal_with(server, Owner={"id": "5725767000000411001", "name": "Ada Rep"})
    assert look(http, server, told(UNTOLD)).owner == Person("ada.rep@example.com", "Ada Rep")


@pytest.mark.parametrize("owner", [None, {}, {"id": "../org"}, {"id": "404"}])
def test_an_unknown_owner_is_nobody(http: Http, server: LocalServer, owner: Any) -> None:
    deal_with(server, Owner=owner)
    deal = look(http, server, told(UNTOLD))
    assert (deal.owner, deal.manager) == (NOBODY, NOBODY)


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_without_the_account_the_deal_goes_on(http: Http, server: LocalServer, status: int) -> None:
    server.answer("/Accounts/", status=status)
    deal = look(http, server, told(UNTOLD))
    assert (deal.customer, deal.vertical) == ("Globex", None)


def test_an_empty_answer_is_a_deal_that_is_gone(http: Http, server: LocalServer) -> None:
    server.answer(DEAL, status=204)
    with pytest.raises(Gone):
        look(http, server, told(UNTOLD))


@pytest.mark.parametrize("path", [DEAL, "/users/"])
def test_a_crm_that_is_busy_is_asked_again_later(http: Http, server: LocalServer, path: str) -> None:
    server.answer(path, status=429, headers={"Retry-After": "7"})
    with pytest.raises(TryLater) as error:
        look(http, server, told(UNTOLD))
    assert error.value.after_seconds == 7


def test_the_token_is_tried_with_a_deal_and_ourselves(http: Http, server: LocalServer) -> None:
    assert zoho.try_token(http, at(server))
    assert [one.path for one in server.asked[1:]] == [
        "/crm/v8/Deals?fields=Stage&per_page=1",
        "/crm/v8/users?type=CurrentUser",
    ]
