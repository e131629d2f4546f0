"""Attio's events, which carry only ids, and its deals, read from an API on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Gone, Http, Unread, attio
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, config, sample

DEAL = "bf071e1f-6035-429d-b874-d83ea64ea13b"
OTHER = "3405be95-8375-46a0-bde0-03b3753f8c79"
WORKSPACE = SETTINGS["attio"]["workspace_id"]
LOST_ID = SETTINGS["attio"]["lost_status_ids"][0]
RECORD = f"/deals/records/{DEAL}"
CHANGED = DealEvent(DEAL, EventKind.UNKNOWN, NOW, account=WORKSPACE)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("attio") as running:
        yield running


def event(ids: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    recorded_event = json.loads(sample("attio", "01-stage-changed-now-lost").incoming.body)["events"][0]
    return {**recorded_event, **more, "id": {**recorded_event["id"], **(ids or {})}}


def read(*events: Any) -> list[DealEvent | Unread]:
    return attio.read(json.dumps({"events": events}).encode(), config("attio"), NOW)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (event(), [CHANGED]),
        (event(event_type="record.created"), [CHANGED]),
        (event(event_type="record.deleted"), [replace(CHANGED, kind=EventKind.DELETED)]),
        (
            event(event_type="record.merged", duplicate_record_id=OTHER),
            [replace(CHANGED, external_id=OTHER, kind=EventKind.MERGED, merged_into=DEAL)],
        ),
        (event({"workspace_id": OTHER}), [replace(CHANGED, account=OTHER)]),
        (event({"attribute_id": OTHER}), []),
        (event({"object_id": OTHER}), []),
        (event(event_type="list-entry.created"), []),
    ],
)
def test_what_concerns_deals_and_their_stage_is_news(told: dict[str, Any], expected: list[DealEvent]) -> None:
    assert read(told) == expected


@pytest.mark.parametrize(
    "bad", [7, event({"record_id": "../deals"}), event({"record_id": None}), event(event_type=None)]
)
def test_a_bad_item_is_set_aside_alone(bad: Any) -> None:
    first, second = read(bad, event())
    assert isinstance(first, Unread)
    assert second == CHANGED


def test_an_event_may_come_without_its_list() -> None:
    assert attio.read(json.dumps(event()).encode(), config("attio"), NOW) == [CHANGED]


def test_deliveries_are_told_apart_by_attios_key_since_a_second_loss_has_the_same_bytes() -> None:
    first = sample("attio", "01-stage-changed-now-lost").incoming
    second = replace(first, headers={**first.headers, "idempotency-key": "another"})
    nameless = replace(first, headers={})
    keys = [attio.delivery_key(one) for one in (first, first, second, nameless, nameless)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4, "one without a key counts as new"


def look(http: Http, server: LocalServer, **more: Any) -> Deal:
    return attio.look(http, config("attio", api_url=server.url, **more), CHANGED, NOW)


def test_a_lost_deal_comes_with_its_owner_and_its_money(http: Http, server: LocalServer) -> None:
    assert look(http, server) == Deal(
        external_id=DEAL,
        name="Globex - Analytics rollout",
        outcome=Outcome.LOST,
        owner=Person("ada.rep@example.com", "Ada Rep"),
        amount=Decimal(4200),
        currency="USD",
        created_at=datetime(2026, 7, 2, 8, 11, 3, 120_000, tzinfo=UTC),
        closed_at=datetime(2026, 11, 16, 9, 29, 50, tzinfo=UTC),
        ended_at=datetime(2026, 11, 16, 9, 29, 50, tzinfo=UTC),
        url=f"https://app.attio.com/northwind/deal/{DEAL}",
    )
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer attio-made-up"}


@pytest.mark.parametrize(
    ("statuses", "outcome", "stage"),
    [
        ({"lost_status_ids": [OTHER], "won_status_ids": [LOST_ID]}, Outcome.WON, None),
        ({"lost_status_ids": [OTHER]}, Outcome.OPEN, "Lost"),
    ],
)
def test_only_the_stages_that_the_admin_picked_end_a_deal(
    http: Http, server: LocalServer, statuses: dict[str, Any], outcome: Outcome, stage: str | None
) -> None:
    deal = look(http, server, **statuses)
    assert (deal.outcome, deal.stage) == (outcome, stage)


def value(kind: str, **more: Any) -> dict[str, Any]:
    return {"attribute_type": kind, "active_until": None, **more}


def has(server: LocalServer, path: str = RECORD, **values: Any) -> None:
    status = {"id": {"status_id": LOST_ID}, "title": "Lost"}
    values = {"stage": [value("status", status=status)], **values}
    server.answer(path, {"data": {"id": {"record_id": DEAL}, "values": values}})


def test_of_several_values_the_active_one_counts(http: Http, server: LocalServer) -> None:
    old = {**value("text", value="Before"), "active_until": "2026-01-01T00:00:00Z"}
    has(server, name=[old, value("text", value="After")])
    assert look(http, server).name == "After"


def test_facts_stand_in_attributes_of_any_type_of_the_deal_and_of_its_company(http: Http, server: LocalServer) -> None:
    company = value("record-reference", target_object="companies", target_record_id=OTHER)
    lead = value(
        "actor-reference",
        referenced_actor_type="workspace-member",
        referenced_actor_id="50cf242c-7fa3-4cad-87d0-75b1af71c57b",
    )
    has(
        server,
        associated_company=[company],
        why=[value("select", option={"title": "Price"})],
        rival=[company],
        tier=[value("number", value=2)],
        lead=[lead],
    )
    has(
        server,
        f"/companies/records/{OTHER}",
        name=[value("text", value="Globex")],
        categories=[value("select", option={"title": "Retail"})],
        primary_location=[value("location", country_code="DE")],
    )
    deal = look(http, server, fields={"reason": "why", "competitor": "rival", "segment": "tier", "manager": "lead"})
    assert (deal.customer, deal.vertical, deal.region) == ("Globex", "Retail", "DE")
    assert (deal.reason, deal.competitor, deal.segment) == ("Price", "Globex", "2")
    assert deal.manager == Person("ada.rep@example.com")


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_without_the_company_the_deal_goes_on(http: Http, server: LocalServer, status: int) -> None:
    company = value("record-reference", target_object="companies", target_record_id=OTHER)
    has(server, associated_company=[company])
    server.answer("/companies/", status=status)
    assert look(http, server).customer is None


@pytest.mark.parametrize(
    "owner",
    [
        value("actor-reference", referenced_actor_type="app", referenced_actor_id=OTHER),
        value("actor-reference", referenced_actor_type="workspace-member", referenced_actor_id=OTHER),
        value("actor-reference", referenced_actor_type="workspace-member", referenced_actor_id="../me"),
        {},
    ],
)
def test_an_app_or_somebody_who_is_gone_is_nobody(http: Http, server: LocalServer, owner: Any) -> None:
    has(server, owner=[owner])
    assert look(http, server).owner == NOBODY


def test_a_deal_that_is_gone_and_a_token_that_works(http: Http, server: LocalServer) -> None:
    assert attio.try_token(http, config("attio", api_url=server.url))
    server.answer(RECORD, status=404)
    with pytest.raises(Gone):
        look(http, server)
