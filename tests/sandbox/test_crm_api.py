"""The API of the HubSpot-shaped CRM."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.crm.hubspot_deals import owner_number
from sandbox.testing import Slack
from tests.sandbox.recording_app import RecordingApp
from tests.tls import NO_TLS

Json = dict[str, Any]
SEARCH = "/crm/v3/objects/deals/search"


@pytest.fixture
def api(hooked: Slack) -> Iterator[httpx.Client]:
    headers = {"Authorization": "Bearer pat-1"}
    with httpx.Client(base_url=f"{hooked.base_url}/hubspot", headers=headers, trust_env=False, verify=NO_TLS) as http:
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
    owner = owner_number(hooked.workspace, "U0ANA")
    hooked.crms.lose("Relecloud - Usage metering", crm="hubspot")
    filters = [
        {"propertyName": "hubspot_owner_id", "operator": "EQ", "value": owner},
        {"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"},
    ]
    query = {"filterGroups": [{"filters": filters}], "properties": ["dealname"], "limit": 1}
    first = api.post(SEARCH, json=query).json()
    after = first["paging"]["next"]["after"]
    second = api.post(SEARCH, json={**query, "after": after}).json()
    names = [page["results"][0]["properties"]["dealname"] for page in (first, second)]
    assert (first["total"], names) == (2, ["Proseware - Team licences", "Lamna Healthcare - Capacity planning"])
    strange = {"filterGroups": [{"filters": [{"propertyName": "x", "operator": "LIKE"}]}]}
    assert api.post(SEARCH, json=strange).status_code == 400


def closed_since(milliseconds: int, *more: Json, **query: Any) -> Json:
    """The question of a sweep: what was closed since then, oldest first."""
    filters = [
        {"propertyName": "hs_is_closed", "operator": "EQ", "value": "true"},
        {"propertyName": "closedate", "operator": "GTE", "value": str(milliseconds)},
        *more,
    ]
    sorts = [{"propertyName": "closedate", "direction": "ASCENDING"}]
    return {"filterGroups": [{"filters": filters}], "sorts": sorts, "properties": ["closedate", "dealstage"], **query}


def test_half_a_year_of_closed_deals_page_by_page(api: httpx.Client, slack: Slack) -> None:
    start = int(slack.now().timestamp() * 1000) - 90 * 86_400_000
    found: list[Json] = []
    after: str | None = "0"
    while after:
        page = api.post(SEARCH, json=closed_since(start, limit=20, after=after)).json()
        found += page["results"]
        after = page.get("paging", {}).get("next", {}).get("after")
    closings = [deal["properties"]["closedate"] for deal in found]
    assert len({deal["id"] for deal in found}) == len(found) == page["total"]
    assert 20 < len(found) < 80
    assert closings == sorted(closings)
    everything = api.post(SEARCH, json=closed_since(0, limit=200)).json()
    assert everything["total"] == sum(d.crm == "hubspot" and not d.is_open for d in slack.crms.deals.values())
    lost = {"propertyName": "hs_is_closed_lost", "operator": "EQ", "value": "true"}
    stages = {d["properties"]["dealstage"] for d in api.post(SEARCH, json=closed_since(0, lost)).json()["results"]}
    assert stages == {"closedlost"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"propertyName": "amount", "operator": "GT", "value": "148000"}, 1),
        ({"propertyName": "amount", "operator": "GTE", "value": "148000"}, 2),
        ({"propertyName": "amount", "operator": "LT", "value": "12000"}, 1),
        ({"propertyName": "amount", "operator": "LTE", "value": "12000.0"}, 2),
        ({"propertyName": "amount", "operator": "BETWEEN", "value": "12000", "highValue": "15200"}, 2),
        ({"propertyName": "dealname", "operator": "CONTAINS_TOKEN", "value": "*dashboard"}, 1),
        ({"propertyName": "dealname", "operator": "NOT_CONTAINS_TOKEN", "value": "bank"}, 9),
        ({"propertyName": "dealstage", "operator": "IN", "values": ["contractsent"]}, 5),
        ({"propertyName": "competitor", "operator": "HAS_PROPERTY"}, 0),
    ],
)
def test_filters(api: httpx.Client, condition: Json, expected: int) -> None:
    is_open = {"propertyName": "hs_is_closed", "operator": "NEQ", "value": "true"}
    assert api.post(SEARCH, json={"filterGroups": [{"filters": [is_open, condition]}]}).json()["total"] == expected


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 201},
        {"limit": 0},
        {"after": "9991", "limit": 10},
        {"after": "x"},
        {"filterGroups": [{}] * 6},
        {"filterGroups": [{"filters": [{"propertyName": "amount", "operator": "HAS_PROPERTY"}] * 7}]},
        {"filterGroups": [{"filters": [{"propertyName": "amount", "operator": "GT"}]}]},
    ],
)
def test_what_search_refuses(api: httpx.Client, query: Json) -> None:
    assert api.post(SEARCH, json=query).status_code == 400
    assert api.post(SEARCH, json={"limit": 200, "after": "9800"}).status_code == 200


def test_words_find_names(api: httpx.Client) -> None:
    found = api.post(SEARCH, json={"query": "woodgrove dashboard"}).json()
    assert [deal["id"] for deal in found["results"]] == ["30117730402"]


def test_writing_back_comes_back_as_an_event(api: httpx.Client, slack: Slack, app: RecordingApp) -> None:
    change = {"properties": {"closed_lost_reason": "Onboarding effort"}}
    assert api.patch("/crm/v3/objects/deals/30117730401", json=change).status_code == 200
    assert slack.crms.deals["30117730401"].reason == "Onboarding effort"
    slack.wait_for(lambda: app.received)
    event = json.loads(app.received[0].body)[0]
    assert (event["propertyName"], event["changeSource"]) == ("closed_lost_reason", "INTEGRATION")
    assert api.post("/crm/v3/objects/notes", json={"properties": {"hs_note_body": "x"}}).status_code == 201
    assert len(slack.crms.notes) == 1


def test_a_deleted_deal_is_found_among_the_archived_alone(api: httpx.Client, hooked: Slack) -> None:
    hooked.crms.delete("30117730401")
    path = "/crm/v3/objects/deals/30117730401"
    assert api.get(path).status_code == 404
    assert api.get(path, params={"archived": "true"}).json()["archived"] is True
    assert api.post(SEARCH, json={"query": "proseware"}).json()["total"] == 0


def test_the_customer_has_an_industry_and_a_decider(api: httpx.Client, slack: Slack) -> None:
    deal = next(deal for deal in slack.crms.deals.values() if deal.crm == "hubspot" and deal.customer)
    number = deal.id[-6:]
    company = api.get(f"/crm/v3/objects/companies/{number}").json()["properties"]
    contact = api.get(f"/crm/v3/objects/contacts/{number}").json()["properties"]
    assert company["industry"].isupper()
    assert company["country"]
    assert contact["jobtitle"]


def test_what_is_asked_of_the_crm_stands_in_the_log(api: httpx.Client, slack: Slack) -> None:
    api.get("/crm/v3/owners")
    entry = slack.workspace.journal.of("crm")[-1]
    assert (entry.name, entry.status) == ("GET crm/v3/owners", 200)


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
