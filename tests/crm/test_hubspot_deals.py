"""A deal read from HubSpot's API, answered by a server on loopback from recorded files."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Gone, Http, Refused, hubspot
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import SetUpError, TryLater, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, THEN, config

DEAL = "/deals/20117730401"
OWNER = "/owners/.*/41629779"
PIPELINES = "/pipelines/"
COMPANY = "/companies/9120034"


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("hubspot") as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


def event(deal: str = "20117730401", stage: str | None = "closedlost", at: datetime = THEN) -> DealEvent:
    return DealEvent(deal, EventKind.UNKNOWN, at, stage=stage, account="48210077")


def look(http: Http, server: LocalServer, event: DealEvent, now: datetime = NOW, **more: Any) -> Deal:
    return hubspot.look(http, config("hubspot", api_url=server.url, **more), event, now)


def test_a_lost_deal_comes_with_its_owner_and_its_money(http: Http, server: LocalServer) -> None:
    assert look(http, server, event()) == Deal(
        external_id="20117730401",
        name="Globex - Analytics rollout",
        outcome=Outcome.LOST,
        owner=Person("ada.rep@example.com", "Ada Rep"),
        amount=Decimal("48000.00"),
        currency="EUR",
        pipeline="Sales Pipeline",
        created_at=datetime(2026, 7, 2, 8, 11, 3, 120_000, tzinfo=UTC),
        closed_at=datetime(2026, 11, 16, 9, 29, 50, 412_000, tzinfo=UTC),
        ended_at=datetime(2026, 11, 16, 9, 29, 50, 412_000, tzinfo=UTC),
    )
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer pat-made-up"}


@pytest.mark.parametrize(
    ("deal", "stage", "outcome"),
    [
        ("20117730403", "contractsent", Outcome.OPEN),
        ("20117730404", "214700331", Outcome.LOST),
        ("20117730405", "closedwon", Outcome.WON),
        ("20117730407", "closedlost", Outcome.LOST),
        ("20117730409", "214700326", Outcome.OPEN),
        ("20117730410", "closedlost", Outcome.LOST),
        ("20117730414", "closedlost", Outcome.LOST),
    ],
)
def test_the_stages_of_every_pipeline_tell_the_outcome(
    http: Http, server: LocalServer, deal: str, stage: str, outcome: Outcome
) -> None:
    assert look(http, server, event(deal, stage)).outcome is outcome


def test_empty_fields_stay_unknown(http: Http, server: LocalServer) -> None:
    deal = look(http, server, event("20117730404", "214700331"))
    assert (deal.owner, deal.amount, deal.currency, deal.reason) == (NOBODY, None, None, None)
    assert (deal.pipeline, deal.stage) == ("Renouvellements", None)


def test_a_reopened_deal_is_open_although_the_api_still_says_lost(http: Http, server: LocalServer) -> None:
    deal = look(http, server, event(stage="contractsent", at=THEN + timedelta(seconds=4)))
    assert (deal.outcome, deal.closed_at) == (Outcome.OPEN, None)


def test_a_loss_that_the_api_no_longer_shows_was_closed_when_the_event_says(http: Http, server: LocalServer) -> None:
    deal = look(http, server, event("20117730403", "closedlost"))
    assert (deal.outcome, deal.closed_at) == (Outcome.LOST, THEN)


def test_without_a_stage_the_api_has_the_word(http: Http, server: LocalServer) -> None:
    assert look(http, server, event(stage=None)).outcome is Outcome.LOST


def test_fetching_gives_the_deal_as_it_is_now(http: Http, server: LocalServer) -> None:
    settings = config("hubspot", api_url=server.url)
    deal = hubspot.fetch(http, settings, "20117730403", NOW)
    assert deal is not None
    assert (deal.outcome, deal.closed_at) == (Outcome.OPEN, None)


def test_a_close_date_ahead_counts_as_now(http: Http, server: LocalServer) -> None:
    early = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    assert look(http, server, event(), now=early).closed_at == early


def test_the_link_leads_to_the_deal_where_the_crm_has_a_host(http: Http, server: LocalServer) -> None:
    deal = look(http, server, event(), crm_host="app-eu1.hubspot.com")
    assert deal.url == "https://app-eu1.hubspot.com/contacts/48210077/record/0-3/20117730401"


def test_a_deal_that_is_gone(http: Http, server: LocalServer) -> None:
    with pytest.raises(Gone):
        look(http, server, event("20117730499"))


def test_pipelines_and_owners_are_remembered_for_five_minutes(http: Http, server: LocalServer) -> None:
    for now in (NOW, NOW + timedelta(minutes=4, seconds=59)):
        look(http, server, event(), now=now)
    assert (len(server.asked_for(PIPELINES)), len(server.asked_for(OWNER)), len(server.asked_for(DEAL))) == (1, 1, 2)
    look(http, server, event(), now=NOW + timedelta(minutes=5))
    assert len(server.asked_for(PIPELINES)) == 2


def test_what_one_account_has_is_not_remembered_for_another(http: Http, server: LocalServer) -> None:
    look(http, server, event())
    look(http, server, event(), access_token="pat-other")
    assert len(server.asked_for(PIPELINES)) == 2


def test_a_stage_that_is_new_is_found_by_reading_the_pipelines_again(http: Http, server: LocalServer) -> None:
    server.answer(PIPELINES, {"results": []}, times=1)
    with pytest.raises(Unreadable):
        look(http, server, event(), now=NOW - timedelta(minutes=1))
    assert look(http, server, event()).outcome is Outcome.LOST
    assert len(server.asked_for(PIPELINES)) == 2


def test_a_stage_in_no_pipeline_makes_us_read_them_once_more_and_not_for_ever(http: Http, server: LocalServer) -> None:
    look(http, server, event(), now=NOW - timedelta(minutes=1))
    for _ in range(3):
        with pytest.raises(Unreadable):
            look(http, server, event(stage="unheard-of"))
    assert len(server.asked_for(PIPELINES)) == 2


def test_a_stage_of_the_deals_own_pipeline_comes_first(http: Http, server: LocalServer) -> None:
    def pipeline(name: str, probability: str) -> dict[str, Any]:
        return {
            "id": name,
            "stages": [{"id": "closedlost", "metadata": {"isClosed": "true", "probability": probability}}],
        }

    server.answer(PIPELINES, {"results": [pipeline("other", "1.0"), pipeline("default", "0.0")]})
    assert look(http, server, event()).outcome is Outcome.LOST


@pytest.mark.parametrize(
    ("metadata", "outcome"),
    [
        ({"isClosed": "true", "probability": "0.0"}, Outcome.LOST),
        ({"isClosed": "true", "probability": "0"}, Outcome.LOST),
        ({"isClosed": "true", "probability": "1.0"}, Outcome.WON),
        ({"isClosed": "true", "probability": "0.5"}, Outcome.OPEN),
        ({"isClosed": "true"}, Outcome.OPEN),
        ({"isClosed": "false", "probability": "0.0"}, Outcome.OPEN),
        ({"probability": "0.0"}, Outcome.OPEN),
        ({}, Outcome.OPEN),
        (None, Outcome.OPEN),
    ],
)
def test_neither_closed_nor_probability_is_enough_alone(
    http: Http, server: LocalServer, metadata: Any, outcome: Outcome
) -> None:
    server.answer(PIPELINES, {"results": [{"id": "default", "stages": [{"id": "closedlost", "metadata": metadata}]}]})
    assert look(http, server, event()).outcome is outcome


def test_an_owner_who_has_left_is_still_the_owner(http: Http, server: LocalServer) -> None:
    server.answer(OWNER, {"email": "Ada.Rep@example.com", "type": "PERSON", "archived": True})
    server.answer(OWNER + "$", status=404)
    assert look(http, server, event()).owner == Person("ada.rep@example.com")


@pytest.mark.parametrize(
    ("body", "status"), [({"type": "QUEUE", "email": "queue@example.com"}, 200), ({}, 404), ([], 200)]
)
def test_a_queue_or_an_unknown_owner_is_nobody(http: Http, server: LocalServer, body: Any, status: int) -> None:
    server.answer(OWNER, body, status)
    assert look(http, server, event()).owner == NOBODY


def test_the_customer_is_the_primary_company(http: Http, server: LocalServer) -> None:
    server.answer(COMPANY, {"id": "9120034", "properties": {"name": "Globex"}})
    assert look(http, server, event()).customer == "Globex"


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_without_the_company_the_deal_goes_on(http: Http, server: LocalServer, status: int) -> None:
    server.answer(COMPANY, status=status)
    assert look(http, server, event()).customer is None


def test_a_refusal_says_so(http: Http, server: LocalServer) -> None:
    server.answer(DEAL, status=401)
    with pytest.raises(Refused):
        look(http, server, event())


@pytest.mark.parametrize("path", [DEAL, PIPELINES, OWNER])
def test_a_crm_that_is_down_is_asked_again_later(http: Http, server: LocalServer, path: str) -> None:
    server.answer(path, status=503)
    with pytest.raises(TryLater):
        look(http, server, event())


def test_facts_of_the_accounts_own_are_read_where_the_connection_names_them(http: Http, server: LocalServer) -> None:
    own = {"dealname": "Globex", "dealstage": "closedlost", "tier": "Mid-market", "rival": "Contoso"}
    server.answer(DEAL, {"id": "20117730401", "properties": own})
    deal = look(http, server, event(), fields={"segment": "tier", "competitor": "rival", "region": "nowhere"})
    assert (deal.segment, deal.competitor, deal.region, deal.vertical) == ("Mid-market", "Contoso", None, None)
    (asked,) = server.asked_for(DEAL)
    assert asked.path.endswith(",tier,rival,nowhere&propertiesWithHistory=dealstage&associations=companies")


@pytest.mark.parametrize(
    "fields", [[], "tier", {"owner": "tier"}, {"segment": 5}, {"segment": "tier&limit=9"}, {"segment": ""}]
)
def test_fields_that_name_no_property_are_refused(fields: object) -> None:
    with pytest.raises(SetUpError, match="fields must name fields"):
        config("hubspot", fields=fields)
