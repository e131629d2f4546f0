"""Salesforce's outbound messages, the JSON of its Flows, and its Opportunities over the API."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
from standardwebhooks import Webhook

from bot.crm import Forged, Gone, Http, Incoming, Refused, Rejected, Unread, salesforce
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import SetUpError, TryLater, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, SETTINGS, config, hostile, sample

GLOBEX = "0065g0000Qx1AaBAQU"
THEN = datetime(2026, 11, 16, 9, 29, 58, tzinfo=UTC)
HOST = "northwind.my.salesforce.com"
AS_TOLD = Deal(
    external_id=GLOBEX,
    name="Globex - Analytics rollout",
    outcome=Outcome.LOST,
    amount=Decimal("120000.0"),
    reason="Price",
    competitor="Acme",
    created_at=datetime(2026, 6, 1, 8, tzinfo=UTC),
    closed_at=THEN,
    url=f"https://{HOST}/{GLOBEX}",
)
AS_THE_API_SHOWS_IT = replace(
    AS_TOLD,
    owner=Person("ada.rep@example.com", "Ada Rep"),
    manager=Person("mo.lead@example.com"),
    customer="Globex",
    currency="EUR",
    competitor=None,
    vertical="Manufacturing",
    region="Germany",
    persona="Economic Buyer",
    closed_at=THEN - timedelta(seconds=1),
    ended_at=THEN - timedelta(seconds=7),
)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("salesforce") as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


def read(body: bytes, **more: Any) -> list[DealEvent | Unread]:
    return salesforce.read(body, config("salesforce", **more), NOW)


def events(body: bytes, **more: Any) -> list[DealEvent]:
    found = read(body, **more)
    assert all(isinstance(one, DealEvent) for one in found)
    return [one for one in found if isinstance(one, DealEvent)]


def told(name: str) -> DealEvent:
    [event] = events(sample("salesforce", name).incoming.body)
    return event


def verify(incoming: Incoming, now: datetime = NOW, **more: Any) -> None:
    salesforce.verify(incoming, config("salesforce", **more), now)


def soap(body: bytes) -> Incoming:
    return replace(sample("salesforce", "01-outbound-lost").incoming, body=body)


def look(http: Http, server: LocalServer, event: DealEvent, **more: Any) -> Deal:
    return salesforce.look(http, config("salesforce", api_url=server.url, crm_host=HOST, **more), event, NOW)


class TestMessages:
    def test_a_lost_opportunity_comes_whole(self) -> None:
        assert told("01-outbound-lost") == DealEvent(GLOBEX, EventKind.LOST, THEN, AS_TOLD)

    def test_every_notification_counts(self) -> None:
        found = events(sample("salesforce", "02-outbound-three-notifications").incoming.body)
        assert [(one.external_id, one.kind) for one in found] == [
            ("0065g0000Qx1AcdAQE", EventKind.LOST),
            ("0065g0000Qx1AeFAQU", EventKind.WON),
            ("0065g0000Qx1AgHAQU", EventKind.REOPENED),
        ]

    def test_what_the_message_leaves_out_is_unknown(self) -> None:
        event = told("03-outbound-renamed-stage-few-fields")
        url = f"https://{HOST}/{event.external_id}"
        expected = Deal(event.external_id, event.external_id, Outcome.LOST, closed_at=NOW, url=url)
        assert (event.kind, event.at, event.deal) == (EventKind.LOST, NOW, expected)

    def test_other_objects_are_ignored(self) -> None:
        assert read(sample("salesforce", "04-outbound-other-object").incoming.body) == []

    def test_the_organization_counts_in_both_lengths(self) -> None:
        verify(sample("salesforce", "01-outbound-lost").incoming, organization_id="00D5g0000012AbC")
        with pytest.raises(Forged):
            verify(sample("salesforce", "01-outbound-lost").incoming, organization_id="00D5g0000012abC")

    def test_prefixes_are_the_senders_choice(self) -> None:
        body = sample("salesforce", "01-outbound-lost").incoming.body
        renamed = body.replace(b"sf:", b"x:").replace(b"xmlns:sf=", b"xmlns:x=").replace(b"soapenv", b"s")
        assert read(renamed) == read(body)
        assert read(body.replace(b"/2005/09/outbound", b"/2005/09/inbound"))[0] == Unread(
            body.replace(b"/2005/09/outbound", b"/2005/09/inbound"), "no outbound message"
        )

    def test_of_a_message_without_the_fields_that_tell_only_the_api_knows(self) -> None:
        body = sample("salesforce", "01-outbound-lost").incoming.body.replace(b"IsClosed", b"IsPrivate")
        [event] = events(body)
        assert (event.kind, event.deal) == (EventKind.UNKNOWN, None)

    def test_a_bad_notification_is_set_aside_alone(self) -> None:
        body = sample("salesforce", "02-outbound-three-notifications").incoming.body
        first, second, third = read(body.replace(b"0065g0000Qx1AeFAQU", b"not' an id"))
        assert isinstance(second, Unread)
        assert json.loads(second.raw)["record"]["Id"] == "not' an id"
        assert [isinstance(one, DealEvent) for one in (first, third)] == [True, True]
        assert read(second.raw) == [second], "by itself it is still unreadable"

    def test_a_short_id_is_the_same_opportunity(self) -> None:
        body = sample("salesforce", "01-outbound-lost").incoming.body
        assert events(body.replace(GLOBEX.encode(), GLOBEX[:15].encode()))[0].external_id == GLOBEX

    def test_a_certificate_counts_where_a_proxy_tells_of_one(self) -> None:
        known = sample("salesforce", "01-outbound-lost").incoming
        certificate = {"name": "X-Client-Subject", "value": "CN=proxy.salesforce.com"}
        with pytest.raises(Forged):
            verify(known, client_certificate=certificate)
        verify(replace(known, headers={"x-client-subject": "CN=proxy.salesforce.com"}), client_certificate=certificate)


class TestHostileMessages:
    @pytest.mark.parametrize("name", ["sf-billion-laughs", "sf-quadratic-entity", "sf-external-entity"])
    def test_a_dtd_is_refused_unread(self, name: str) -> None:
        with pytest.raises(Rejected):
            verify(soap(hostile(name)))

    @pytest.mark.parametrize("name", ["sf-encoding-lie", "sf-deep"])
    def test_what_cannot_be_read_is_acknowledged_and_set_aside(self, name: str) -> None:
        verify(soap(hostile(name)))
        assert b"<Ack>true</Ack>" in salesforce.answer(soap(hostile(name))).body
        [item] = read(hostile(name))
        assert isinstance(item, Unread)

    def test_a_notification_that_comes_twice_is_one_event(self) -> None:
        first, again, other = events(hostile("sf-duplicate-notification"))
        assert first == again
        assert other.external_id != first.external_id

    @pytest.mark.parametrize(
        "session", [b"<SessionId>%s</SessionId>", b"<x:SessionId a='>'><![CDATA[%s]]></x:SessionId >"]
    )
    def test_a_session_is_never_kept(self, session: bytes) -> None:
        body = hostile("sf-session-id")
        shown = b"<SessionId>00Dxx!SESSION-SECRET-CANARY-7f3a</SessionId>"
        assert shown in body
        kept = salesforce.kept(soap(body.replace(shown, session % b"00Dxx!SESSION-SECRET-CANARY-7f3a")))
        assert b"CANARY" not in kept
        assert b"CANARY" not in salesforce.kept(soap(body[: body.index(b"7f3a")]))
        assert read(salesforce.kept(soap(body))) == read(body)

    def test_where_there_is_no_session_the_message_is_kept_whole(self) -> None:
        known = sample("salesforce", "01-outbound-lost").incoming
        assert salesforce.kept(known) == known.body

    def test_names_are_text_escaped_by_nobody_yet(self) -> None:
        [event] = events(hostile("sf-cdata-mention"))
        assert event.deal is not None
        assert event.deal.name == "<!channel> &lt;b&gt;"


class TestFlows:
    def test_a_record_is_the_same_opportunity_and_closing(self) -> None:
        event = told("06-flow-callout-lost")
        twin = events(sample("salesforce", "02-outbound-three-notifications").incoming.body)[0]
        assert (event.external_id, event.kind, event.at) == (twin.external_id, twin.kind, twin.at)
        assert event.deal is not None
        assert (event.deal.owner.email, event.deal.manager.email) == ("ada.rep@example.com", "mo.lead@example.com")
        assert (event.deal.amount, event.deal.currency) == (Decimal(120000), "EUR")

    def test_a_list_of_records_is_welcome(self) -> None:
        one = json.loads(sample("salesforce", "06-flow-callout-lost").incoming.body)
        assert len(events(json.dumps([one, {**one, "event": "opportunity.deleted"}]).encode())) == 2

    def test_a_deleted_opportunity(self) -> None:
        body = {"event": "opportunity.deleted", "record": {"Id": GLOBEX}}
        assert events(json.dumps(body).encode()) == [DealEvent(GLOBEX, EventKind.DELETED, NOW)]

    @pytest.mark.parametrize("body", [b"[1]", b"7", b'{"record": {}}', b'{"record": {"Id": "006 OR"}}', b"{"])
    def test_what_lacks_the_necessary_is_set_aside(self, body: bytes) -> None:
        [item] = read(body)
        assert isinstance(item, Unread)

    def test_another_organization_is_set_aside(self) -> None:
        one = json.loads(sample("salesforce", "06-flow-callout-lost").incoming.body)
        [item] = read(json.dumps({**one, "organizationId": "00D5g0000099ZzZEAU"}).encode())
        assert isinstance(item, Unread)

    def test_apex_may_sign(self) -> None:
        secret = SETTINGS["generic"]["secret"]
        signature = Webhook(secret).sign("msg_1", NOW, "{}")
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(NOW.timestamp())),
            "webhook-signature": signature,
        }
        signed = Incoming("POST", "https://retro.example.com/", headers, b"{}")
        verify(signed, flow_secret=secret)
        with pytest.raises(Forged):
            verify(replace(signed, body=b"[]"), flow_secret=secret)
        with pytest.raises(Forged):
            verify(signed)


class TestApi:
    def test_the_api_adds_what_the_message_leaves_out(self, http: Http, server: LocalServer) -> None:
        assert look(http, server, told("01-outbound-lost")) == AS_THE_API_SHOWS_IT
        asked = [unquote(one.path) for one in server.asked_for("/query.*FROM%20Opportunity%20")]
        assert len(asked) == 1
        assert "CurrencyIsoCode" in asked[0]
        assert "Loss_Reason__c" in asked[0]
        assert "Main_Competitor__c" not in asked[0], "this organization has no such field"
        assert "RecordType" not in asked[0]

    def test_it_is_asked_where_the_connection_says_with_a_token_of_its_own(
        self, http: Http, server: LocalServer
    ) -> None:
        look(http, server, told("01-outbound-lost"))
        [token] = server.asked_for("/oauth2/token")
        assert token.body == b"grant_type=client_credentials&client_id=3MVG9-made-up&client_secret=made-up"
        others = [one.headers["authorization"] for one in server.asked if one is not token]
        assert set(others) == {"Bearer 00D5g0000012AbC!made-up"}

    def test_the_event_tells_how_it_ended(self, http: Http, server: LocalServer) -> None:
        event = told("01-outbound-lost")
        assert event.deal is not None
        reopened = replace(event, deal=replace(event.deal, outcome=Outcome.OPEN, closed_at=None))
        deal = look(http, server, reopened)
        assert (deal.outcome, deal.closed_at, deal.customer) == (Outcome.OPEN, None, "Globex")

    def test_an_opportunity_that_the_api_hides_is_as_it_was_told(self, http: Http, server: LocalServer) -> None:
        event = told("03-outbound-renamed-stage-few-fields")
        assert look(http, server, event).name == event.external_id
        assert salesforce.fetch(http, config("salesforce", api_url=server.url), event.external_id, NOW) is None
        with pytest.raises(Unreadable, match="neither the message nor"):
            look(http, server, replace(event, kind=EventKind.UNKNOWN, deal=None))

    def test_a_deleted_opportunity_is_gone(self, http: Http, server: LocalServer) -> None:
        server.answer("/queryAll", {"records": [{"IsDeleted": True}]})
        with pytest.raises(Gone):
            look(http, server, told("03-outbound-renamed-stage-few-fields"))

    def test_without_the_api_the_message_is_all_there_is(self, http: Http, server: LocalServer) -> None:
        bare = {name: value for name, value in SETTINGS["salesforce"].items() if name not in ("client_id", "api_url")}
        settings = salesforce.check_config({**bare, "client_secret": ""})
        assert salesforce.look(http, settings, told("01-outbound-lost"), NOW) == AS_TOLD
        assert salesforce.fetch(http, settings, GLOBEX, NOW) is None
        assert not salesforce.try_token(http, settings)
        with pytest.raises(Unreadable, match="neither the message nor"):
            salesforce.look(http, settings, DealEvent(GLOBEX, EventKind.UNKNOWN, NOW), NOW)

    def test_fields_of_the_organizations_own(self, http: Http, server: LocalServer) -> None:
        own = {"segment": "Tier__c", "reason": "Account.Why__c", "manager": "Coach__c", "persona": "Contact.Title"}
        record = {"Id": GLOBEX, "IsClosed": True, "IsWon": False, "Tier__c": "SMB", "Account": {"Why__c": "Fit"}}
        role = {"Role": "Buyer", "Contact": {"Title": "CFO"}}
        roles = {"OpportunityContactRoles": {"records": [role]}, "Coach__c": "Kim@Example.com"}
        server.answer("/query", {"records": [{**record, **roles}]})
        deal = look(http, server, told("01-outbound-lost"), fields=own)
        assert (deal.segment, deal.reason, deal.persona) == ("SMB", "Fit", "CFO")
        assert deal.manager == Person("kim@example.com")
        [asked] = server.asked_for("/query.*FROM%20Opportunity%20")
        assert "Tier__c, " in unquote(asked.path)

    def test_one_currency_for_all(self, http: Http, server: LocalServer) -> None:
        server.answer("/query", {"records": [{"Id": GLOBEX, "IsClosed": True, "IsWon": False, "Amount": None}]})
        deal = look(http, server, told("01-outbound-lost"), currency="chf")
        assert (deal.currency, deal.amount, deal.owner) == ("CHF", None, Person())

    @pytest.mark.parametrize(("status", "error"), [(401, Refused), (403, Refused), (400, TryLater), (503, TryLater)])
    def test_an_api_that_does_not_answer_is_asked_again(
        self, http: Http, server: LocalServer, status: int, error: type[Exception]
    ) -> None:
        server.answer("/query", status=status)
        with pytest.raises(error):
            look(http, server, told("01-outbound-lost"))

    def test_where_there_is_no_query_service_the_message_counts(self, http: Http, server: LocalServer) -> None:
        server.answer("/services/data/", status=404)
        assert look(http, server, told("01-outbound-lost")) == AS_TOLD
        with pytest.raises(Gone):
            salesforce.try_token(http, config("salesforce", api_url=server.url))

    def test_doctor_tries_both_rights(self, http: Http, server: LocalServer) -> None:
        server.answer("/query", {"records": []})
        assert salesforce.try_token(http, config("salesforce", api_url=server.url))
        assert [unquote(one.path).partition("FROM ")[2] for one in server.asked_for("/query")] == [
            "Opportunity LIMIT 1",
            "User LIMIT 1",
        ]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"organization_id": "00D5g0000012AbCEAU"}, "^url_token is missing"),
        ({**SETTINGS["salesforce"], "client_secret": ""}, "^client_secret is missing"),
        ({**SETTINGS["salesforce"], "url_token": "short"}, "^url_token must"),
        ({**SETTINGS["salesforce"], "previous_url_token": "a/b"}, "^previous_url_token must"),
        ({**SETTINGS["salesforce"], "organization_id": "48210077"}, "^organization_id must"),
        ({**SETTINGS["salesforce"], "fields": {"reason": "A, (SELECT"}}, "^fields must"),
    ],
)
def test_a_configuration_that_cannot_work_is_refused(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SetUpError, match=complaint):
        salesforce.check_config(settings)


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("TotalRequests Limit exceeded.", 3600),
        ("ConcurrentRequests (Concurrent API Requests) Limit exceeded.", 60),
    ],
)
def test_a_limit_that_is_reached_is_no_refusal(http: Http, server: LocalServer, message: str, seconds: float) -> None:
    server.answer("/query", [{"message": message, "errorCode": "REQUEST_LIMIT_EXCEEDED"}], status=403)
    with pytest.raises(TryLater) as reached:
        salesforce.try_token(http, config("salesforce", api_url=server.url))
    assert (type(reached.value), reached.value.after_seconds) == (TryLater, seconds)
    server.answer("/query", [{"message": "no", "errorCode": "API_DISABLED_FOR_ORG"}], status=403)
    with pytest.raises(Refused):
        salesforce.try_token(http, config("salesforce", api_url=server.url))
