"""Pipedrive's webhooks of both versions, and its deals over the API."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Forged, Gone, Http, Refused, Unread, pipedrive
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import TryLater, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, THEN, config, sample

ACME, SEGMENT = "9dc80c50d78a15643bfc4ca79d76156a73a1ca0e", "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334"
HOST = "northwind.pipedrive.com"
AS_TOLD = Deal(
    external_id="747",
    name="Globex - Analytics rollout",
    outcome=Outcome.LOST,
    amount=Decimal(48000),
    currency="EUR",
    reason="Price too high",
    created_at=datetime(2026, 7, 2, 8, 11, 3, tzinfo=UTC),
    closed_at=THEN,
    ended_at=THEN,
)
AS_THE_API_SHOWS_IT = replace(
    AS_TOLD,
    owner=Person("ada.rep@example.com", "Ada Rep"),
    manager=Person("mo.lead@example.com", "Mo Lead"),
    customer="Globex",
    pipeline="Sales",
    stage="Proposal made",
    region="Germany",
)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("pipedrive") as running:
        yield running


def read(body: bytes, **more: Any) -> list[DealEvent | Unread]:
    return pipedrive.read(body, config("pipedrive", **more), NOW)


def told(name: str, **more: Any) -> DealEvent:
    [event] = read(sample("pipedrive", name).incoming.body, **more)
    assert isinstance(event, DealEvent)
    return event


def changed(name: str, **now: Any) -> bytes:
    """A recorded body whose deal says something else."""
    whole = json.loads(sample("pipedrive", name).incoming.body)
    part = whole.get("data") or whole.get("current")
    part.update(now)
    return json.dumps(whole).encode()


def look(http: Http, server: LocalServer, event: DealEvent, **more: Any) -> Deal:
    return pipedrive.look(http, config("pipedrive", api_url=server.url, **more), event, NOW)


class TestWebhooks:
    def test_a_lost_deal_comes_whole(self) -> None:
        event = told("03-v2-lost", fields={"competitor": ACME}, crm_host=HOST)
        at = THEN + timedelta(milliseconds=322)
        deal = replace(AS_TOLD, competitor="Acme", url=f"https://{HOST}/deal/747")
        assert event == DealEvent("747", EventKind.LOST, at, deal)

    def test_version_one_says_the_same_in_its_own_words(self) -> None:
        event = told("01-v1-lost", fields={"competitor": ACME})
        owner = Person(name="Ada Rep")
        deal = replace(AS_TOLD, external_id="746", owner=owner, customer="Globex", competitor="Acme")
        assert event == DealEvent("746", EventKind.LOST, THEN, deal)

    @pytest.mark.parametrize(
        ("name", "kind", "deal"), [("05-v2-won", EventKind.WON, "748"), ("07-v2-reopened", EventKind.REOPENED, "747")]
    )
    def test_how_it_ended(self, name: str, kind: EventKind, deal: str) -> None:
        event = told(name)
        assert (event.kind, event.external_id, event.deal and event.deal.outcome.value) == (
            kind,
            deal,
            "won" if kind is EventKind.WON else "open",
        )

    @pytest.mark.parametrize("name", ["02-v1-title-edit-while-lost", "04-v2-lost-reason-edited", "08-v2-other-entity"])
    def test_edits_of_a_closed_deal_and_other_things_are_no_news(self, name: str) -> None:
        assert read(sample("pipedrive", name).incoming.body) == []

    def test_an_open_deal_that_moves_is_news(self) -> None:
        whole = json.loads(sample("pipedrive", "07-v2-reopened").incoming.body)
        for before, count in (({"stage_id": 2}, 1), ({"owner_id": 5}, 1), ({"probability": 5}, 0)):
            assert len(read(json.dumps({**whole, "previous": before}).encode())) == count

    def test_a_merge_says_which_deal_lives_on(self) -> None:
        event = told("06-v2-merge-delete")
        assert (event.external_id, event.kind, event.merged_into) == ("749", EventKind.MERGED, "747")

    def test_a_deletion(self) -> None:
        body = json.loads(sample("pipedrive", "06-v2-merge-delete").incoming.body)
        del body["meta"]["merged_to_id"]
        [event] = read(json.dumps(body).encode())
        assert isinstance(event, DealEvent)
        assert (event.external_id, event.kind) == ("749", EventKind.DELETED)
        [event] = read(changed("03-v2-lost", status="deleted"))
        assert isinstance(event, DealEvent)
        assert (event.external_id, event.kind) == ("747", EventKind.DELETED)

    @pytest.mark.parametrize(
        "body",
        [
            b"[]",
            b"7",
            b"{}",
            b'{"meta": 1}',
            b"{",
            changed("03-v2-lost", id="7 OR 1"),
            changed("03-v2-lost", status="stolen"),
        ],
    )
    def test_what_cannot_be_understood_is_set_aside(self, body: bytes) -> None:
        assert [type(one) for one in read(body)] == [Unread]

    def test_another_company_is_set_aside(self) -> None:
        body = sample("pipedrive", "03-v2-lost").incoming.body
        assert [type(one) for one in read(body, company_id=1)] == [Unread]
        assert [type(one) for one in read(body, company_id="")] == [DealEvent]

    def test_an_attempt_is_known_by_its_event(self) -> None:
        once = sample("pipedrive", "03-v2-lost").incoming
        again = replace(once, body=once.body.replace(b'"attempt":1', b'"attempt":2'))
        assert pipedrive.delivery_key(once) == pipedrive.delivery_key(again)
        v1 = sample("pipedrive", "01-v1-lost").incoming
        other = replace(v1, body=v1.body.replace(b"1794821391322662", b"1794821391322663"))
        assert pipedrive.delivery_key(v1) != pipedrive.delivery_key(other)

    @pytest.mark.parametrize(
        "header", ["", "Basic", "Basic cmV0cm8tYm90Og==", "Bearer cmV0cm8tYm90OnBkLVprODEtcXVpZXQtaGFyYm9y"]
    )
    def test_another_user_or_password_is_a_forgery(self, header: str) -> None:
        known = sample("pipedrive", "03-v2-lost").incoming
        with pytest.raises(Forged):
            pipedrive.verify(replace(known, headers={"authorization": header}), config("pipedrive"), NOW)


class TestApi:
    def test_the_api_adds_what_the_webhook_leaves_out(self, http: Http, server: LocalServer) -> None:
        assert look(http, server, told("03-v2-lost")) == AS_THE_API_SHOWS_IT
        assert {one.headers["x-api-token"] for one in server.asked} == {"pd-made-up"}

    def test_the_event_tells_how_it_ended(self, http: Http, server: LocalServer) -> None:
        deal = look(http, server, told("07-v2-reopened"))
        assert (deal.outcome, deal.closed_at, deal.customer) == (Outcome.OPEN, None, "Globex")

    def test_a_deal_that_the_api_hides_is_as_it_was_told(self, http: Http, server: LocalServer) -> None:
        event = told("05-v2-won")
        assert look(http, server, event) == event.deal
        assert pipedrive.fetch(http, config("pipedrive", api_url=server.url), "748", NOW) is None
        with pytest.raises(Unreadable):
            look(http, server, replace(event, deal=None))

    @pytest.mark.parametrize("gone", [{"is_deleted": True}, {"status": "deleted"}])
    def test_a_deleted_deal_is_gone(self, http: Http, server: LocalServer, gone: dict[str, Any]) -> None:
        server.answer("/deals/747", {"data": {"id": 747, "status": "lost", **gone}})
        with pytest.raises(Gone):
            look(http, server, told("03-v2-lost"))

    def test_an_option_is_told_by_its_words(self, http: Http, server: LocalServer) -> None:
        for option, label in ((13, "Mid-market"), (99, None)):
            found = {"id": 747, "status": "lost", "custom_fields": {SEGMENT: option, ACME: "Acme"}}
            server.answer("/deals/747", {"data": found})
            deal = look(http, server, told("03-v2-lost"), fields={"segment": SEGMENT, "competitor": ACME})
            assert (deal.segment, deal.competitor) == (label, "Acme")

    def test_the_person_is_asked_about_where_a_field_is_theirs(self, http: Http, server: LocalServer) -> None:
        server.answer("/persons/31", {"data": {"name": "Cy Buyer", "job_title": "CFO"}})
        deal = look(http, server, told("03-v2-lost"), fields={"persona": "person.job_title"})
        assert deal.persona == "CFO"

    @pytest.mark.parametrize("status", [402, 403, 404, 503])
    def test_without_teams_there_is_no_manager(self, http: Http, server: LocalServer, status: int) -> None:
        server.answer("/legacyTeams", status=status)
        deal = look(http, server, told("03-v2-lost"))
        assert (deal.manager, deal.owner) == (NOBODY, AS_THE_API_SHOWS_IT.owner)

    def test_who_manages_their_own_team_has_no_manager_there(self, http: Http, server: LocalServer) -> None:
        teams = [{"manager_id": 18487521}, {"manager_id": 18480001, "deleted_flag": 1}]
        server.answer("/legacyTeams", {"data": teams})
        assert look(http, server, told("03-v2-lost")).manager == NOBODY

    def test_an_owner_who_was_removed_is_nobody(self, http: Http, server: LocalServer) -> None:
        server.answer("/users/18487521", status=404)
        assert look(http, server, told("03-v2-lost")).owner == NOBODY

    @pytest.mark.parametrize("path", ["/deals/747", "/users/18487521"])
    @pytest.mark.parametrize(("status", "error"), [(401, Refused), (429, TryLater)])
    def test_an_api_that_does_not_answer_is_asked_again(
        self, http: Http, server: LocalServer, path: str, status: int, error: type[Exception]
    ) -> None:
        server.answer(path, status=status)
        with pytest.raises(error):
            look(http, server, told("03-v2-lost"))

    def test_without_a_token_the_webhook_is_all_there_is(self, http: Http) -> None:
        settings = pipedrive.check_config({"basic": SETTINGS["pipedrive"]["basic"]})
        assert pipedrive.look(http, settings, told("03-v2-lost"), NOW) == AS_TOLD
        assert not pipedrive.try_token(http, settings)

    def test_doctor_tries_both_rights(self, http: Http, server: LocalServer) -> None:
        server.answer("/deals\\?limit=1$", {"data": []})
        server.answer("/users/me$", {"data": {}})
        assert pipedrive.try_token(http, config("pipedrive", api_url=server.url))
