"""The stand-in CRMs: their webhooks and the API behind them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from standardwebhooks import Webhook

from sandbox.crm import generic, hubspot
from sandbox.testing import Slack, running
from tests.sandbox.recording_app import RecordingApp

PAYLOADS = Path(__file__).parents[1] / "payloads"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CLIENT_SECRET = "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012"
Json = dict[str, Any]


@pytest.fixture
def hooked(slack: Slack, app: RecordingApp) -> Slack:
    slack.crms.connect_generic(app.url, SECRET)
    slack.crms.connect_hubspot(app.url, CLIENT_SECRET, 48210077, "pat-1")
    return slack


def vectors(provider: str) -> list[Json]:
    text = (PAYLOADS / provider / "signature_vectors.json").read_text()
    found: list[Json] = json.loads(text)["vectors"]
    return found


def test_generic_signatures_match_the_known_answers() -> None:
    for vector in vectors("generic"):
        made = generic.signature(
            vector["secret"], vector["webhook_id"], vector["webhook_timestamp"], vector["body"].encode()
        )
        assert (made == vector["webhook_signature"]) is not vector.get("must_fail", False)


def test_hubspot_signatures_match_the_known_answers() -> None:
    known = [vector for vector in vectors("hubspot") if vector["version"] == "v3"]
    for vector in known:
        made = hubspot.signature(
            vector["client_secret"],
            vector["method"],
            vector["url"],
            vector["body"].encode(),
            vector["timestamp_ms"],
        )
        assert made == vector["signature"]
    assert len(known) == 2


def test_a_lost_deal_is_told_with_its_facts(hooked: Slack, app: RecordingApp) -> None:
    told = hooked.crms.lose("Northwind - Analytics rollout", competitor="Contoso", reason="Price")
    assert (told.status, told.deal.id) == (200, "D-2001")
    body = Webhook(SECRET).verify(app.received[0].body, app.received[0].headers)
    data = body["data"]
    assert body["type"] == "deal.lost"
    assert data["owner"] == {"email": "ana@fabrikam.example", "name": "Ana Ruiz"}
    assert data["manager"] == {"email": "priya@fabrikam.example"}
    assert (data["amount"], data["currency"], data["competitor"], data["lost_reason"]) == (
        "48000.00",
        "EUR",
        "Contoso",
        "Price",
    )
    assert data["closed_at"] > data["created_at"]


def test_a_deal_can_be_new_won_and_reopened(hooked: Slack, app: RecordingApp) -> None:
    told = hooked.crms.win("Brand new", owner="kim", amount="10.00", manager=None)
    hooked.crms.reopen(told.deal.id)
    bodies = [json.loads(r.body) for r in app.received]
    assert [body["type"] for body in bodies] == ["deal.won", "deal.reopened"]
    assert "manager" not in bodies[0]["data"]
    assert "closed_at" not in bodies[1]["data"]


def test_hubspot_sends_ids_and_signs_them(hooked: Slack, app: RecordingApp) -> None:
    told = hooked.crms.lose("Proseware - Team licences", crm="hubspot")
    request = app.received[0]
    event = json.loads(request.body)[0]
    assert (event["objectId"], event["propertyName"], event["propertyValue"]) == (
        int(told.deal.id),
        "dealstage",
        "closedlost",
    )
    stamp = request.headers["x-hubspot-request-timestamp"]
    assert request.headers["x-hubspot-signature-v3"] == hubspot.signature(
        CLIENT_SECRET, "POST", app.url, request.body, stamp
    )


def test_many_are_lost_in_one_batch(hooked: Slack, app: RecordingApp) -> None:
    ids = [deal.id for deal in hooked.crms.deals.values() if deal.crm == "hubspot"]
    assert hooked.crms.lose_many(ids) == 200
    assert [event["objectId"] for event in json.loads(app.received[0].body)] == [int(i) for i in ids]


def test_a_webhook_that_is_not_taken_comes_again(app: RecordingApp) -> None:
    app.answer = lambda request: (503 if len(app.received) < 3 else 204, "")
    with running(pace=100_000) as slack:
        slack.crms.connect_generic(app.url, SECRET)
        assert slack.crms.lose("Anything").status == 503
        slack.wait_for(lambda: len(app.received) == 3)
    assert len({r.headers["webhook-id"] for r in app.received}) == 1


def test_a_crm_that_is_not_connected_says_so(slack: Slack) -> None:
    told = slack.crms.lose("Anything", crm="hubspot")
    assert (told.status, told.error) == (0, "HubSpot-shaped CRM is not connected.")


# The API


@pytest.fixture
def api(hooked: Slack) -> Iterator[httpx.Client]:
    headers = {"Authorization": "Bearer pat-1"}
    with httpx.Client(base_url=f"{hooked.base_url}/hubspot", headers=headers, trust_env=False) as http:
        yield http


@pytest.mark.parametrize("prefix", ["/crm/v3/objects/deals", "/crm/objects/2026-03/deals", "/crm/v3/objects/0-3"])
def test_a_deal(api: httpx.Client, prefix: str) -> None:
    params = {"properties": "dealname,hubspot_owner_id,hs_is_closed", "associations": "companies,contacts"}
    deal = api.get(f"{prefix}/30117730401", params=params).json()
    assert deal["properties"]["dealname"] == "Proseware - Team licences"
    assert deal["properties"]["hs_is_closed"] == "false"
    assert "amount" not in deal["properties"]
    assert set(deal["associations"]) == {"companies", "contacts"}
    company_id = deal["associations"]["companies"]["results"][0]["id"]
    assert api.get(f"/crm/objects/2026-03/companies/{company_id}").json()["properties"]["name"] == "Proseware"


@pytest.mark.parametrize("prefix", ["/crm/v3/owners", "/crm/owners/2026-03"])
def test_the_owner(api: httpx.Client, prefix: str) -> None:
    deal = api.get("/crm/v3/objects/deals/30117730401", params={"properties": "hubspot_owner_id"}).json()
    owner = api.get(f"{prefix}/{deal['properties']['hubspot_owner_id']}").json()
    assert (owner["email"], owner["type"], owner["id"] == str(owner["userId"])) == (
        "ana@fabrikam.example",
        "PERSON",
        False,
    )


@pytest.mark.parametrize("prefix", ["/crm/v3/pipelines", "/crm/pipelines/2026-03"])
def test_the_pipelines(api: httpx.Client, prefix: str) -> None:
    stages = api.get(f"{prefix}/deals").json()["results"][0]["stages"]
    closed = {s["id"]: s["metadata"]["probability"] for s in stages if s["metadata"]["isClosed"] == "true"}
    assert closed == {"closedwon": "1.0", "closedlost": "0.0"}


def test_open_deals_of_an_owner(api: httpx.Client, hooked: Slack) -> None:
    owner = hubspot.owner_number(hooked.workspace, "U0ANA")
    hooked.crms.lose("Relecloud - Usage metering", crm="hubspot")
    filters = [
        {"propertyName": "hubspot_owner_id", "operator": "EQ", "value": owner},
        {"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"},
    ]
    query = {"filterGroups": [{"filters": filters}], "properties": ["dealname"], "limit": 1}
    first = api.post("/crm/v3/objects/deals/search", json=query).json()
    after = first["paging"]["next"]["after"]
    second = api.post("/crm/v3/objects/deals/search", json={**query, "after": after}).json()
    names = [page["results"][0]["properties"]["dealname"] for page in (first, second)]
    assert (first["total"], names) == (2, ["Proseware - Team licences", "Lamna Healthcare - Capacity planning"])
    strange = {"filterGroups": [{"filters": [{"propertyName": "x", "operator": "LIKE"}]}]}
    assert api.post("/crm/v3/objects/deals/search", json=strange).status_code == 400


def test_writing_back(api: httpx.Client, hooked: Slack) -> None:
    change = {"properties": {"closed_lost_reason": "Onboarding effort"}}
    assert api.patch("/crm/v3/objects/deals/30117730401", json=change).status_code == 200
    assert hooked.crms.deals["30117730401"].reason == "Onboarding effort"
    assert api.post("/crm/v3/objects/notes", json={"properties": {"hs_note_body": "x"}}).status_code == 201
    assert len(hooked.crms.notes) == 1


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [
        ("/crm/v3/objects/deals/30117730401", "pat-2", 401),
        ("/crm/v3/objects/deals/1", "pat-1", 404),
        ("/crm/v3/objects/deals/2001", "pat-1", 404),
        ("/crm/v3/owners/1", "pat-1", 404),
        ("/crm/v3/objects/companies/1", "pat-1", 404),
        ("/crm/v3/tickets", "pat-1", 404),
    ],
)
def test_what_the_api_refuses(api: httpx.Client, path: str, token: str, status: int) -> None:
    assert api.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == status
