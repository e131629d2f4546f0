"""Close's signed webhooks, and its opportunities over the API."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.crm import Http, Incoming, Refused, Unread, close
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.errors import TryLater, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, PAYLOADS, SETTINGS, config, sample

KLINE = "oppo_7H4sjNso7FyBFaeR3RXi5PMJbilfo0c6UPCxsJtEhCO"
LEAD = "lead_zwqYhEFwzPyfCErS8uQ77is2wFLvr9BgVi6cTfbFM68"
AT = datetime(2026, 11, 16, 9, 29, 48, 395_000, tzinfo=UTC)
AS_TOLD = Deal(
    external_id=KLINE,
    name="KLine",
    outcome=Outcome.LOST,
    owner=Person(name="Ada Rep"),
    customer="KLine",
    amount=Decimal(1000),
    currency="USD",
    created_at=datetime(2026, 7, 2, 8, 11, 3, 496_000, tzinfo=UTC),
    closed_at=AT,
    ended_at=datetime(2026, 11, 15, 10, tzinfo=UTC),
    url=f"https://app.close.com/lead/{LEAD}/",
)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("close") as running:
        yield running


def read(body: bytes, **more: Any) -> list[DealEvent | Unread]:
    return close.read(body, config("close", **more), NOW)


def event(name: str = "01-lost", **changed: Any) -> DealEvent:
    [found] = read(body(name, **changed))
    assert isinstance(found, DealEvent)
    return found


def body(name: str = "01-lost", *, data: dict[str, Any] | None = None, **changed: Any) -> bytes:
    """A recorded body whose event says something else."""
    whole = json.loads(sample("close", name).incoming.body)
    whole["event"] = {**whole["event"], **changed, "data": {**whole["event"]["data"], **(data or {})}}
    return json.dumps(whole).encode()


def look(http: Http, server: LocalServer, told: DealEvent, **more: Any) -> Deal:
    return close.look(http, config("close", api_url=server.url, **more), told, NOW)


@pytest.mark.parametrize("vector", json.loads((PAYLOADS / "close" / "signature_vectors.json").read_text())["vectors"])
def test_known_answers(vector: dict[str, str]) -> None:
    headers = {"close-sig-timestamp": vector["close_sig_timestamp"], "close-sig-hash": vector["close_sig_hash"]}
    signed = Incoming("POST", "https://x.example/", headers, (PAYLOADS / "close" / vector["body_file"]).read_bytes())
    close.verify(signed, config("close", signature_key=vector["signature_key"]), NOW)


def test_a_lost_opportunity_comes_whole_and_its_value_is_in_cents() -> None:
    assert event() == DealEvent(KLINE, EventKind.LOST, AT, AS_TOLD)


def test_a_won_opportunity() -> None:
    won = event("02-won")
    assert (won.kind, won.deal and won.deal.outcome) == (EventKind.WON, Outcome.WON)


def test_an_open_opportunity_keeps_its_status_and_was_not_closed() -> None:
    reopened = event(data={"status_type": "active", "status_label": "Demo"})
    assert reopened.deal is not None
    assert (reopened.kind, reopened.deal.stage, reopened.deal.closed_at) == (EventKind.REOPENED, "Demo", None)


@pytest.mark.parametrize(
    ("changed", "status", "count"),
    [
        (["note"], "lost", 0),
        (["user_id"], "lost", 0),
        (["user_id"], "active", 1),
        (["status_id"], "active", 1),
        (["confidence"], "active", 0),
        (None, "lost", 0),
    ],
)
def test_what_is_news(changed: Any, status: str, count: int) -> None:
    assert len(read(body(changed_fields=changed, data={"status_type": status}))) == count


def test_a_new_opportunity_is_news_and_a_deleted_one_is_deleted() -> None:
    assert event(action="created", changed_fields=[]).kind is EventKind.LOST
    assert event(action="deleted") == DealEvent(KLINE, EventKind.DELETED, AT)


def test_other_things_are_ignored() -> None:
    assert read(body(object_type="lead")) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"{}",
        b'{"event": []}',
        b"{",
        body(data={"id": "../me"}),
        body(data={"status_type": "parked"}),
        body(organization_id="orga_of_others"),
    ],
)
def test_what_cannot_be_understood_is_set_aside(raw: bytes) -> None:
    assert [type(one) for one in read(raw)] == [Unread]


@pytest.mark.parametrize(
    ("lost_on", "closed_at"),
    [
        ("2026-11-16", AT),
        ("2026-11-15", AT),
        ("2026-10-01", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-12-24", AT),
        ("soon", AT),
        (None, AT),
    ],
)
def test_people_enter_the_day_of_the_loss(lost_on: Any, closed_at: datetime) -> None:
    told = event(data={"date_lost": lost_on}).deal
    assert told is not None
    assert told.closed_at == closed_at


@pytest.mark.parametrize(("value", "amount"), [(None, None), ("1,000", None), (1, Decimal("0.01")), (0, Decimal(0))])
def test_no_amount_is_invented(value: Any, amount: Decimal | None) -> None:
    told = event(data={"value": value}).deal
    assert told is not None
    assert told.amount == amount


def test_an_event_sent_again_has_its_name() -> None:
    once = sample("close", "01-lost").incoming
    assert close.delivery_key(once) == "ev_2sYKRjcrA79yKxi3S4Crd7"
    assert close.delivery_key(replace(once, body=b"{}")) != close.delivery_key(replace(once, body=b"[]"))


def test_the_api_adds_the_owner_and_the_pipeline(http: Http, server: LocalServer) -> None:
    deal = look(http, server, event())
    assert (deal.owner, deal.pipeline) == (Person("ada.rep@example.com", "Ada Rep"), "Sales")
    assert {one.headers["authorization"] for one in server.asked} == {"Basic YXBpX21hZGVfdXA6"}
    assert server.asked_for("/lead/") == []


def test_fields_of_the_opportunity_and_of_its_lead(http: Http, server: LocalServer) -> None:
    own = {
        "reason": "custom.cf_reason0000000000000000000000000000000000000",
        "vertical": "customer.custom.cf_industry00000000000000000000000000000000000",
    }
    deal = look(http, server, event(), fields=own)
    assert (deal.reason, deal.vertical) == ("Price", "Shipping")


def test_the_event_tells_how_it_ended(http: Http, server: LocalServer) -> None:
    deal = look(http, server, event(data={"status_type": "active"}))
    assert (deal.outcome, deal.closed_at, deal.owner.email) == (Outcome.OPEN, None, "ada.rep@example.com")


def test_an_opportunity_that_the_api_does_not_show_is_as_it_was_told(http: Http, server: LocalServer) -> None:
    won = event("02-won")
    assert look(http, server, won) == won.deal
    with pytest.raises(Unreadable):
        look(http, server, replace(won, deal=None))


def test_an_owner_unknown_to_the_api_keeps_the_name(http: Http, server: LocalServer) -> None:
    server.answer("/user/", status=404)
    assert look(http, server, event()).owner == Person(name="Ada Rep")


@pytest.mark.parametrize("path", ["/opportunity/", "/user/"])
@pytest.mark.parametrize(("status", "error"), [(401, Refused), (429, TryLater)])
def test_an_api_that_does_not_answer_is_asked_again(
    http: Http, server: LocalServer, path: str, status: int, error: type[Exception]
) -> None:
    server.answer(path, status=status)
    with pytest.raises(error):
        look(http, server, event())


def test_without_a_key_the_webhook_is_all_there_is(http: Http) -> None:
    settings = close.check_config({"signature_key": SETTINGS["close"]["signature_key"]})
    assert close.look(http, settings, event(), NOW) == AS_TOLD
    assert not close.try_token(http, settings)


def test_doctor_tries_both_rights(http: Http, server: LocalServer) -> None:
    for path in ("/opportunity/\\?_limit=1$", "/me/$"):
        server.answer(path, {})
    assert close.try_token(http, config("close", api_url=server.url))
