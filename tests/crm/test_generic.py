"""The body that any system can send."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from standardwebhooks import Webhook

from bot.crm import Forged, Http, Incoming, Unread, generic
from bot.domain.deals import NOBODY, Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import SetUpError
from tests.crm.samples import HARMLESS_NAMES, NOW, PAYLOADS, THEN, config, hostile, hostile_items, sample

D_1001 = Deal(
    external_id="D-1001",
    name="Globex - Analytics rollout",
    outcome=Outcome.LOST,
    owner=Person("ada.rep@example.com", "Ada Rep"),
    manager=Person("mo.lead@example.com"),
    amount=Decimal("48000.00"),
    currency="EUR",
    pipeline="Sales",
    stage="Closed Lost",
    reason="Price",
    competitor="Acme",
    created_at=datetime(2026, 7, 2, 8, 11, 3, tzinfo=UTC),
    closed_at=THEN,
    url="https://crm.example.com/deals/D-1001",
)


def read(body: bytes) -> list[DealEvent | Unread]:
    return generic.read(body, config("generic"), NOW)


def read_one(body: bytes) -> DealEvent:
    [event] = read(body)
    assert isinstance(event, DealEvent)
    return event


def lost(**data: Any) -> Deal:
    body = {"type": "deal.lost", "timestamp": "2026-11-16T09:29:51Z", "data": {"deal_id": "D-1", **data}}
    deal = read_one(json.dumps(body).encode()).deal
    assert deal is not None
    return deal


def test_a_lost_deal_comes_whole() -> None:
    assert read(sample("generic", "01-deal-lost").incoming.body) == [
        DealEvent("D-1001", EventKind.LOST, THEN, D_1001),
    ]


def test_a_won_deal() -> None:
    event = read_one(sample("generic", "04-deal-won").incoming.body)
    assert (event.external_id, event.kind) == ("D-1002", EventKind.WON)
    assert event.deal is not None
    assert event.deal.outcome is Outcome.WON


def test_what_is_not_sent_is_unknown() -> None:
    event = read_one(sample("generic", "05-minimal-lost").incoming.body)
    assert event.deal == Deal("D-1003", "Initech", Outcome.LOST, Person("ada.rep@example.com"), closed_at=THEN)


def test_a_reopened_deal_is_open_and_was_not_closed() -> None:
    body = {"type": "deal.reopened", "data": {"deal_id": 7, "closed_at": "2026-11-16T09:00:00Z"}}
    assert read(json.dumps(body).encode()) == [
        DealEvent("7", EventKind.REOPENED, NOW, Deal("7", "7", Outcome.OPEN)),
    ]


@pytest.mark.parametrize("name", ["generic/03-unknown-type", "hostile_crm/stage-near-miss"])
def test_other_types_are_ignored(name: str) -> None:
    whole = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    for item in whole if isinstance(whole, list) else [whole]:
        assert read(json.dumps(item).encode()) == []


@pytest.mark.parametrize(
    "name",
    [
        "empty",
        "top-level-string",
        "deep-nesting",
        "huge-integer",
        "nan-infinity",
        "duplicate-keys",
        "utf16",
        "truncated",
    ],
)
def test_what_cannot_be_read_is_set_aside_whole(name: str) -> None:
    [item] = read(hostile(name))
    assert isinstance(item, Unread)
    assert item.raw == hostile(name)
    assert item.reason


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": 7},
        {"type": "deal.lost"},
        {"type": "deal.lost", "data": []},
        {"type": "deal.lost", "data": {"deal_id": ""}},
        {"type": "deal.lost", "data": {"deal_id": "1", "outcome": "won"}},
        [],
    ],
)
def test_what_lacks_the_necessary_is_set_aside(body: Any) -> None:
    [item] = read(json.dumps(body).encode())
    assert isinstance(item, Unread)


def test_hostile_names_become_harmless_text() -> None:
    for file, name in {**HARMLESS_NAMES, "utf8-bom": "Globex - Analytics rollout"}.items():
        deal = read_one(hostile(file)).deal
        assert deal is not None
        assert (file, deal.name) == (file, name)


def test_no_amount_is_invented() -> None:
    deals = [read_one(body).deal for body in hostile_items("amount-shapes")]
    assert [deal and deal.amount for deal in deals] == [None] * 7 + [Decimal(12000)] + [None] * 2


def test_a_senseless_closing_time_gives_way_to_that_of_the_event() -> None:
    for body in hostile_items("date-extremes"):
        deal = read_one(body).deal
        assert deal is not None
        assert deal.closed_at == THEN


def test_a_time_ahead_counts_as_now() -> None:
    assert lost(closed_at="2026-11-17T00:00:00Z").closed_at == THEN
    body = json.dumps({"type": "deal.lost", "timestamp": "2027-01-01T00:00:00Z", "data": {"deal_id": "1"}})
    assert read_one(body.encode()).at == NOW


def test_links_away_from_the_crm_are_dropped() -> None:
    assert [read_one(body).deal.url for body in hostile_items("hostile-links")] == [None] * 8  # type: ignore[union-attr]  # lost events carry their deal
    assert lost(url="https://crm.example.com/deals/1").url == "https://crm.example.com/deals/1"


def test_an_owner_that_is_no_address_is_unknown() -> None:
    deal = read_one(hostile("owner-header-injection")).deal
    assert deal is not None
    assert deal.owner == Person(None, "Ada Rep")
    assert lost(owner="ada.rep@example.com").owner == NOBODY


def test_the_deal_of_the_event_is_all_there_is() -> None:
    http = Http()
    event = DealEvent("D-1001", EventKind.LOST, THEN, D_1001)
    assert generic.look(http, config("generic"), event, NOW) == D_1001
    assert generic.fetch(http, config("generic"), "D-1001", NOW) is None
    http.close()


@pytest.mark.parametrize("vector", json.loads((PAYLOADS / "generic" / "signature_vectors.json").read_text())["vectors"])
def test_known_answers(vector: dict[str, Any]) -> None:
    names = {f"webhook-{name}": vector[f"webhook_{name}"] for name in ("id", "timestamp", "signature")}
    incoming = Incoming("POST", "https://retro.example.com/", names, vector["body"].encode())
    now = datetime.fromtimestamp(int(vector["webhook_timestamp"]), UTC)
    if vector.get("must_fail"):
        with pytest.raises(Forged):
            generic.verify(incoming, {"secret": vector["secret"]}, now)
    else:
        generic.verify(incoming, {"secret": vector["secret"]}, now)


def test_the_reference_library_signs_what_we_accept() -> None:
    settings = config("generic")
    signature = Webhook(settings["secret"]).sign("msg_1", NOW, '{"a": "ü"}')
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": f"v1a,bogus v1,AAAA {signature}",
    }
    generic.verify(Incoming("POST", "https://retro.example.com/", headers, '{"a": "ü"}'.encode()), settings, NOW)


def test_the_secret_before_still_counts_while_it_is_configured() -> None:
    known = sample("generic", "01-deal-lost")
    new = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    generic.verify(known.incoming, {"secret": new, "previous_secret": known.settings["secret"]}, NOW)
    with pytest.raises(Forged):
        generic.verify(known.incoming, {"secret": new}, NOW + timedelta())


class TestBearer:
    TOKEN = "n8n-7Jq2Zr9wTn4Lx8Vb"

    def verify(self, header: str, **settings: Any) -> None:
        checked = generic.check_config({"bearer_token": self.TOKEN, **settings})
        incoming = Incoming("POST", "https://retro.example.com/", {"authorization": header}, b"{}")
        generic.verify(incoming, checked, NOW)

    def test_a_tool_that_cannot_sign_sends_a_fixed_token(self) -> None:
        self.verify(f"Bearer {self.TOKEN}")
        self.verify(f"Bearer {self.TOKEN}", bearer_token="the-new-one", previous_bearer_token=self.TOKEN)

    @pytest.mark.parametrize("header", ["", "Bearer ", "Bearer x", "Bearer é", f"bearer {TOKEN}", TOKEN])
    def test_any_other_is_a_forgery(self, header: str) -> None:
        with pytest.raises(Forged):
            self.verify(header)

    def test_without_one_no_token_counts(self) -> None:
        with pytest.raises(Forged):
            self.verify("Bearer None", bearer_token="", secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    def test_beside_a_signature_it_counts_for_nothing(self) -> None:
        headers = {"authorization": f"Bearer {self.TOKEN}", "webhook-signature": "v1,bogus"}
        with pytest.raises(Forged):
            generic.verify(
                Incoming("POST", "https://retro.example.com/", headers, b"{}"),
                generic.check_config({"bearer_token": self.TOKEN}),
                NOW,
            )

    def test_a_message_without_a_name_is_known_by_its_bytes(self) -> None:
        keys = {generic.delivery_key(Incoming("POST", "https://x/", {}, body)) for body in (b"{}", b"[]", b"{}")}
        assert len(keys) == 2


@pytest.mark.parametrize("secret", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", 7])
def test_a_secret_of_another_form_is_refused(secret: object) -> None:
    with pytest.raises(SetUpError, match="secret must be whsec_"):
        generic.check_config({"secret": secret})


@pytest.mark.parametrize("host", ["https://crm.example.com", "crm.example.com/deals", "a b", 7])
def test_a_host_that_is_an_address_is_refused(host: object) -> None:
    with pytest.raises(SetUpError, match="crm_host must be a host name"):
        generic.check_config({**config("generic"), "crm_host": host})
