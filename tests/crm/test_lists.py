"""Lists of every CRM's deals: what closed since a time, page by page, and what is open of an owner."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.crm import PROVIDERS, Closings, Gone, Http, Refused
from bot.crm.listing import PAGE, Place
from bot.domain.deals import NOBODY, Deal, Outcome, Person
from bot.errors import TryLater
from tests.crm.listings import LISTINGS, listed
from tests.crm.samples import HARMLESS_NAMES, NOW, config, hostile

SINCE = datetime(2026, 11, 15, tzinfo=UTC)
ADA = Person("ada.rep@example.com", "Ada Rep")
LOST = {"close": "KLine"}
WON = {"close": "Initech"}
OPEN = {"close": "Umbrella"}
every_listing = pytest.mark.parametrize("provider", sorted(LISTINGS))


def pages(http: Http, provider: str, settings: dict[str, Any], since: datetime = SINCE) -> list[Closings]:
    """All pages, as many as ten."""
    return [page for page, _ in zip(_pages(http, provider, settings, since), range(10), strict=False)]


def _pages(http: Http, provider: str, settings: dict[str, Any], since: datetime) -> Iterator[Closings]:
    place: str | None = None
    while True:
        page = PROVIDERS[provider].closed_since(http, settings, since, NOW, place)
        assert page is not None
        yield page
        place = page.next_page
        if place is None:
            return


def names(found: list[Closings]) -> dict[str, Deal]:
    return {deal.name: deal for page in found for deal in page.deals}


@every_listing
def test_what_closed_comes_page_by_page_and_what_cannot_be_read_alone(http: Http, provider: str) -> None:
    with listed(provider, "closed_1", "closed_2") as (api, settings):
        found = pages(http, provider, settings)
        asked = api.asked_for(LISTINGS[provider].path)
    assert len(asked) == 2
    assert len(found) < 4
    deals = names(found)
    lost, won = LOST.get(provider, "Globex - Analytics rollout"), WON.get(provider, "Initech - Support desk")
    assert {name: deal.outcome for name, deal in deals.items()} == {lost: Outcome.LOST, won: Outcome.WON}
    assert {deal.owner for deal in deals.values()} == {ADA}
    assert all(deal.closed_at is not None and SINCE <= deal.closed_at <= NOW for deal in deals.values())
    assert len([one for page in found for one in page.unread]) == 1


ACME = "5b1b5e1e-0b8e-4c33-9d26-77a0b1f5ac3e"
OF_COMPANY: dict[str, tuple[str, str, Any, dict[bytes, bytes]]] = {
    "attio": (
        "POST",
        "/v2/objects/companies/records/query$",
        {
            "data": [
                {
                    "id": {"record_id": ACME},
                    "values": {"primary_location": [{"attribute_type": "location", "country_code": "DE"}]},
                }
            ]
        },
        {
            b'"associated_company": []': b'"associated_company": [{"active_until": null, "target_record_id": "%s"}]'
            % ACME.encode()
        },
    ),
    "pipedrive": ("GET", r"/api/v2/organizations\?ids=22&", {"data": [{"id": 22, "address": {"country": "DE"}}]}, {}),
    "zoho": (
        "GET",
        r"/Accounts\?ids=5725767000003000900&fields=Industry%2CBilling_Country",
        {"data": [{"id": "5725767000003000900", "Billing_Country": "DE"}]},
        {},
    ),
}


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("provider", sorted(OF_COMPANY))
def test_what_the_companies_of_a_page_tell_comes_by_one_question_or_not_at_all(
    http: Http, provider: str, status: int
) -> None:
    method, path, answer, replaced = OF_COMPANY[provider]
    with listed(provider, "closed_1", replaced=replaced) as (api, settings):
        api.answer(path, answer, status=status, method=method)
        page = PROVIDERS[provider].closed_since(http, settings, SINCE, NOW, None)
        assert len(api.asked_for(path)) == 1
    assert page is not None
    assert {deal.region for deal in page.deals} == ({"DE"} if status == 200 else {None})


@every_listing
def test_what_closed_before_is_left_out(http: Http, provider: str) -> None:
    with listed(provider, "closed_1", "closed_2") as (_, settings):
        assert names(pages(http, provider, settings, NOW)) == {}


@every_listing
def test_the_open_deals_of_an_owner(http: Http, provider: str) -> None:
    with listed(provider, "open_of_owner") as (_, settings):
        found = PROVIDERS[provider].open_of(http, settings, ADA, NOW)
    assert found is not None
    [deal] = found
    assert (deal.name, deal.outcome) == (OPEN.get(provider, "Umbrella - pilot"), Outcome.OPEN)
    assert (deal.owner, deal.closed_at) == (ADA, None)


@every_listing
def test_whom_the_crm_does_not_know_has_no_deals(http: Http, provider: str) -> None:
    with listed(provider, "open_of_owner") as (api, settings):
        assert PROVIDERS[provider].open_of(http, settings, NOBODY, NOW) == ()
        assert api.asked == []
        if provider != "salesforce":  # finds the owner in the same question
            for method in ("GET", "POST"):
                api.answer("(?i)(user|owner|member)s", {}, method=method)
            with suppress(TryLater):
                assert PROVIDERS[provider].open_of(http, settings, Person("o'bo\\b@example.com"), NOW) == ()
        assert api.asked_for(LISTINGS[provider].path) == []


def test_an_address_stays_text_in_a_query(http: Http) -> None:
    with listed("salesforce", "open_of_owner") as (api, settings):
        PROVIDERS["salesforce"].open_of(http, settings, Person("o'b\\@example.com"), NOW)
        [asked] = api.asked_for("IsClosed%20%3D%20false")
    assert "Owner.Email%20%3D%20%27o%5C%27b%5C%5C%40example.com%27" in asked.path


@every_listing
def test_a_crm_that_does_not_answer_is_asked_again(http: Http, provider: str) -> None:
    refusals: Any = ((401, {}, Refused), (429, {"Retry-After": "7"}, TryLater), (503, {}, TryLater))
    with listed(provider, "closed_1") as (api, settings):
        for status, headers, error in refusals:
            api.answer(LISTINGS[provider].path, status=status, headers=headers, method=LISTINGS[provider].method)
            with pytest.raises(error):
                pages(http, provider, settings)
            with pytest.raises(error) as raised:
                PROVIDERS[provider].open_of(http, settings, ADA, NOW)
            assert isinstance(raised.value, TryLater)
            assert raised.value.after_seconds == {401: 1800, 429: 7, 503: None}[status]


@every_listing
def test_where_there_is_no_such_list_nothing_is_found(http: Http, provider: str) -> None:
    with listed(provider, "closed_1") as (api, settings):
        api.answer(LISTINGS[provider].path, status=404, method=LISTINGS[provider].method)
        with suppress(Gone):
            assert names(pages(http, provider, settings)) == {}


@every_listing
def test_whatever_comes_is_a_page_or_says_what_is_wrong(http: Http, provider: str) -> None:
    answers: list[Any] = [[], {}, "x", None, 7, [7], {"data": [7]}, {"records": {}}, {"value": [[]]}]
    with listed(provider, "closed_1") as (api, settings):
        for answer in answers:
            api.answer(LISTINGS[provider].path, answer, method=LISTINGS[provider].method)
            with suppress(TryLater, Gone):
                assert names(pages(http, provider, settings)) == {}
            with suppress(TryLater, Gone):
                assert PROVIDERS[provider].open_of(http, settings, ADA, NOW) == ()


@every_listing
def test_a_link_to_the_next_page_leads_nowhere_else(http: Http, provider: str) -> None:
    away = "@evil.example/api/data/v9.2/opportunities?x"
    with listed(provider, "closed_1") as (api, settings):
        page = {key: [] for key in ("results", "records", "data", "value", "deals")} | {
            "@odata.nextLink": f"{api.url}{away}",
            "nextRecordsUrl": away,
            "paging": {"next": {"after": away, "link": away}},
            "info": {"more_records": True, "next_page_token": away},
            "additional_data": {"next_cursor": away},
            "has_more": True,
        }
        api.answer(LISTINGS[provider].path, page, times=1, method=LISTINGS[provider].method)
        with suppress(TryLater):
            pages(http, provider, settings)
        assert {one.headers["host"] for one in api.asked} == {api.url.removeprefix("http://")}
        assert not [one for one in api.asked if "evil" in one.path.partition("?")[0]]


@every_listing
def test_a_hostile_name_becomes_harmless_text(http: Http, provider: str) -> None:
    written = json.dumps(json.loads(hostile("markup-name"))["data"]["name"])[1:-1].encode()
    with listed(provider, "closed_1", replaced={b"Globex - Analytics rollout": written, b"KLine": written}) as (
        _,
        settings,
    ):
        page = PROVIDERS[provider].closed_since(http, settings, SINCE, NOW, None)
    assert page is not None
    assert {deal.name for deal in page.deals} == {HARMLESS_NAMES["markup-name"]}


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_without_its_api_a_crm_has_no_lists(http: Http, provider: str) -> None:
    keyless = LISTINGS[provider].keyless if provider in LISTINGS else ("none",)
    if keyless:
        settings = {name: value for name, value in config(provider).items() if name not in keyless}
        assert PROVIDERS[provider].closed_since(http, settings, SINCE, NOW, None) is None
        assert PROVIDERS[provider].open_of(http, settings, ADA, NOW) is None


T = [SINCE + timedelta(minutes=number) for number in range(4)]


@pytest.mark.parametrize(
    ("place", "times", "following"),
    [
        (Place(T[0]), [T[0], T[1], T[2]], Place(T[2], 1)),
        (Place(T[0]), [T[1], T[2], T[2], None], Place(T[2], 3)),
        (Place(T[2], 3), [T[2], T[2]], Place(T[2], 5)),
        (Place(T[2], 3), [T[3]], Place(T[3], 1)),
        (Place(T[0], 1), [None, None], Place(T[0], 3)),
    ],
)
def test_a_list_goes_on_after_the_last_time_that_was_seen(
    place: Place, times: list[datetime | None], following: Place
) -> None:
    assert place.after(times) == following
    assert Place.of(str(following), SINCE) == following


def test_hubspot_shows_no_more_than_ten_thousand_of_what_it_found(http: Http) -> None:
    """Thousands that an import gave one moment: the search goes on a moment later, instead of asking too deep."""
    with listed("hubspot", "closed_1") as (_, settings):
        at = datetime(2026, 11, 16, 9, 29, 50, 412_000, tzinfo=UTC)
        page = PROVIDERS["hubspot"].closed_since(http, settings, SINCE, NOW, str(Place(at, 10_000 - PAGE)))
    assert page is not None
    assert page.next_page == str(Place(at + timedelta(milliseconds=1)))
