"""What Dataverse sends about opportunities, and its deals, read from a Web API on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Forged, Gone, Http, Incoming, Unread, dynamics
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import SetUpError
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, config, sample

THEN = NOW - timedelta(seconds=5)
DEAL, OTHER_DEAL = "6d81597f-0f9f-e711-8122-000d3aa2331c", "6d81597f-0f9f-e711-8122-000d3aa2331d"
ORGANIZATION = SETTINGS["dynamics"]["organization_id"]
LOST = DealEvent(DEAL, EventKind.LOST, THEN, account=ORGANIZATION)
CODE = {"header": None, "code": "made+up&odd"}


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("dynamics") as running:
        yield running


def context(**more: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(sample("dynamics", "01-update-statecode-lost").incoming.body)
    return {**body, **more}


def target(**attributes: Any) -> list[dict[str, Any]]:
    pairs = [{"key": key, "value": value} for key, value in attributes.items()]
    return [{"key": "Target", "value": {"Attributes": pairs}}]


def read(**more: Any) -> list[DealEvent | Unread]:
    return dynamics.read(json.dumps(context(**more)).encode(), config("dynamics"), NOW)


def closing(**attributes: Any) -> dict[str, Any]:
    deal = {"Id": DEAL.upper(), "LogicalName": "opportunity"}
    parameters = target(opportunityid=deal, **attributes)
    return {"MessageName": "Create", "PrimaryEntityName": "opportunityclose", "InputParameters": parameters}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [LOST]),
        ({"MessageName": "Create"}, [LOST]),
        ({"InputParameters": target(statecode={"Value": 1})}, [replace(LOST, kind=EventKind.WON)]),
        ({"InputParameters": target(statecode={"Value": 0})}, [replace(LOST, kind=EventKind.REOPENED)]),
        ({"InputParameters": target(statecode={"Value": 9})}, [replace(LOST, kind=EventKind.UNKNOWN)]),
        ({"InputParameters": target(statecode=None)}, [replace(LOST, kind=EventKind.UNKNOWN)]),
        ({"InputParameters": None}, [replace(LOST, kind=EventKind.UNKNOWN)]),
        ({"InputParameters": target(name="Globex 2")}, []),
        ({"MessageName": "Delete", "InputParameters": []}, [replace(LOST, kind=EventKind.DELETED)]),
        (closing(opportunitystatecode={"Value": 2}), [LOST]),
        (closing(subject="Lost: price"), [replace(LOST, kind=EventKind.UNKNOWN)]),
        ({"OperationCreatedOn": "yesterday"}, [replace(LOST, at=NOW)]),
        ({"OrganizationId": OTHER_DEAL}, [replace(LOST, account=OTHER_DEAL)]),
        ({"MessageName": "Assign"}, []),
        ({"PrimaryEntityName": "contact"}, []),
    ],
)
def test_what_is_told_of_a_deal(more: dict[str, Any], expected: list[DealEvent]) -> None:
    assert read(**more) == expected


@pytest.mark.parametrize(
    "more",
    [
        {"PrimaryEntityId": "1); DROP"},
        {"PrimaryEntityId": None},
        {"OrganizationId": None},
        {"MessageName": None},
        {"PrimaryEntityName": 7},
        {**closing(), "InputParameters": None},
    ],
)
def test_what_lacks_the_necessary_is_set_aside(more: dict[str, Any]) -> None:
    [item] = read(**more)
    assert isinstance(item, Unread)


def arriving(url: str) -> Incoming:
    return Incoming("POST", url, {}, b"{}")


def test_the_key_may_stand_in_the_address_instead_of_a_header() -> None:
    stored = config("dynamics", **CODE)
    dynamics.verify(arriving("https://retro.example.com/crm/dynamics/x?code=made%2Bup%26odd"), stored, NOW)
    for query in ("", "?code=", "?code=other", "?Code=made%2Bup%26odd"):
        with pytest.raises(Forged):
            dynamics.verify(arriving(f"https://retro.example.com/crm/dynamics/x{query}"), stored, NOW)


def test_a_header_is_not_replaced_by_a_key_in_the_address() -> None:
    with pytest.raises(Forged):
        dynamics.verify(arriving("https://retro.example.com/?code=dv"), config("dynamics", code="dv"), NOW)


def test_a_connection_without_any_proof_is_refused() -> None:
    with pytest.raises(SetUpError, match="header is missing: or else code"):
        config("dynamics", header=None)


def at(server: LocalServer, **more: Any) -> dict[str, Any]:
    return config("dynamics", api_url=server.url, login_url=server.url, **more)


def look(http: Http, server: LocalServer, event: DealEvent = LOST, **more: Any) -> Deal:
    return dynamics.look(http, at(server, **more), event, NOW)


def test_a_lost_deal_comes_with_its_people_its_money_and_its_account(http: Http, server: LocalServer) -> None:
    deal = look(http, server)
    assert deal == Deal(
        external_id=DEAL,
        name="Globex - Analytics rollout",
        outcome=Outcome.LOST,
        owner=Person("ada.rep@example.com", "Ada Rep"),
        manager=Person("max.lead@example.com", "Max Lead"),
        customer="Globex",
        amount=Decimal("48000.0"),
        currency="EUR",
        reason="Out-Sold",
        competitor="Contoso",
        vertical="Manufacturing",
        region="Germany",
        created_at=datetime(2026, 7, 2, 8, 11, 3, tzinfo=UTC),
        closed_at=THEN,
        ended_at=datetime(2026, 11, 15, 10, tzinfo=UTC),
        url=deal.url,
    )
    assert deal.url is not None
    assert deal.url.endswith(f"/main.aspx?etn=opportunity&pagetype=entityrecord&id={DEAL}")
    assert [one.method for one in server.asked] == ["POST", "GET", "GET", "GET"]
    assert {one.headers.get("authorization") for one in server.asked[1:]} == {"Bearer made-up"}


@pytest.mark.parametrize(
    ("kind", "outcome", "reason"),
    [
        (EventKind.UNKNOWN, Outcome.LOST, "Out-Sold"),
        (EventKind.WON, Outcome.WON, None),
        (EventKind.REOPENED, Outcome.OPEN, None),
    ],
)
def test_the_state_that_the_event_tells_counts(
    http: Http, server: LocalServer, kind: EventKind, outcome: Outcome, reason: str | None
) -> None:
    deal = look(http, server, replace(LOST, kind=kind))
    assert (deal.outcome, deal.reason) == (outcome, reason)
    assert deal.closed_at == (None if outcome is Outcome.OPEN else THEN)


def test_a_closing_entered_late_was_on_its_day(http: Http, server: LocalServer) -> None:
    server.answer(rf"/opportunities\({DEAL}", {"opportunityid": DEAL, "statecode": 2, "actualclosedate": "2026-11-02"})
    assert look(http, server).closed_at == datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_empty_fields_stay_unknown(http: Http, server: LocalServer) -> None:
    deal = look(http, server, replace(LOST, external_id=OTHER_DEAL))
    assert (deal.amount, deal.currency, deal.customer, deal.competitor) == (None, None, None, None)
    assert deal.reason == "Canceled"


def test_fetching_gives_the_deal_as_it_is_now(http: Http, server: LocalServer) -> None:
    deal = dynamics.fetch(http, at(server), DEAL, NOW)
    assert deal is not None
    assert (deal.outcome, deal.closed_at) == (Outcome.LOST, None)


def test_facts_of_the_accounts_own_are_asked_for_and_read(http: Http, server: LocalServer) -> None:
    shown = "@OData.Community.Display.V1.FormattedValue"
    company = {"name": "Globex", "new_size": 3, f"new_size{shown}": "Mid-market"}
    own = {
        "opportunityid": DEAL,
        "statecode": 2,
        "new_rival": "Contoso",
        "new_lead": "Eve.Lead@example.com",
        "parentaccountid": company,
    }
    server.answer(rf"/opportunities\({DEAL}", own)
    fields = {"competitor": "new_rival", "segment": "customer.new_size", "manager": "new_lead"}
    deal = look(http, server, fields=fields)
    assert (deal.competitor, deal.segment, deal.manager) == ("Contoso", "Mid-market", Person("eve.lead@example.com"))
    assert not server.asked_for("/opportunitycloses")
    [asked] = server.asked_for(r"/opportunities\(")
    assert ",new_rival,new_lead&$expand=" in asked.path
    assert "$select=name,industrycode,address1_country,new_size)" in asked.path


@pytest.mark.parametrize("owner", [None, "a-team", OTHER_DEAL])
def test_a_deal_of_a_team_or_of_somebody_unknown_is_nobodys(http: Http, server: LocalServer, owner: str | None) -> None:
    server.answer(rf"/opportunities\({DEAL}", {"opportunityid": DEAL, "statecode": 2, "_owninguser_value": owner})
    deal = look(http, server)
    assert (deal.owner, deal.manager) == (NOBODY, NOBODY)


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_without_the_competitor_the_deal_goes_on(http: Http, server: LocalServer, status: int) -> None:
    server.answer("/opportunitycloses", status=status)
    assert look(http, server).competitor is None


def test_a_deal_that_is_gone_and_a_token_that_works(http: Http, server: LocalServer) -> None:
    assert dynamics.try_token(http, at(server))
    server.answer(rf"/opportunities\({DEAL}", status=404)
    with pytest.raises(Gone):
        look(http, server)
