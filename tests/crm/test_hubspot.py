"""HubSpot's signatures and batches."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.crm import Forged, Incoming, Unread, hubspot
from bot.domain.deals import DealEvent, EventKind
from bot.errors import SetUpError
from tests.crm.samples import NOW, PAYLOADS, PORTAL, THEN, config, hostile, sample

VECTORS = json.loads((PAYLOADS / "hubspot" / "signature_vectors.json").read_text())["vectors"]


def read(body: bytes) -> list[DealEvent | Unread]:
    return hubspot.read(body, config("hubspot"), NOW)


def changed(deal: int, stage: str | None = "closedlost", at: datetime = THEN) -> DealEvent:
    return DealEvent(str(deal), EventKind.UNKNOWN, at, stage=stage, account=PORTAL)


def one(**more: Any) -> dict[str, Any]:
    event = json.loads(sample("hubspot", "01-classic-dealstage-lost").incoming.body)[0]
    return {**event, **more}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("01-classic-dealstage-lost", [changed(20117730401)]),
        (
            "02-mixed-batch",
            [
                changed(20117730403, "contractsent"),
                changed(20117730404, "214700331"),
                changed(20117730405, "closedwon"),
                DealEvent("20117730406", EventKind.DELETED, THEN, account=PORTAL),
            ],
        ),
        ("03-generic-object-propertychange", [changed(20117730407)]),
        ("04-redelivery-of-01", [changed(20117730401)]),
        ("05-open-stage-probability-zero", [changed(20117730409, "214700326")]),
        ("06-private-app-v1-only", [changed(20117730410)]),
        (
            "07-merge-restore-delete",
            [
                DealEvent("20117730404", EventKind.MERGED, THEN, account=PORTAL, merged_into="20117730411"),
                changed(20117730412, None),
                DealEvent("20117730405", EventKind.DELETED, THEN, account=PORTAL),
            ],
        ),
        ("08-reopened", [changed(20117730401, "contractsent", THEN + timedelta(seconds=4))]),
    ],
)
def test_recorded_batches(name: str, expected: list[DealEvent]) -> None:
    assert read(sample("hubspot", name).incoming.body) == expected


def test_a_bad_item_is_set_aside_alone() -> None:
    first, second, third = read(sample("hubspot", "09-bad-json-types").incoming.body)
    assert isinstance(first, Unread)
    assert isinstance(second, Unread)
    assert json.loads(second.raw) == {"unexpected": True}
    assert third == changed(20117730414)


def test_poison_is_set_aside_and_the_rest_is_read() -> None:
    found = read(hostile("poison-in-batch"))
    assert [item for item in found if isinstance(item, DealEvent)] == [changed(1), changed(2), changed(4)]
    assert len([item for item in found if isinstance(item, Unread)]) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"objectId": None},
        {"objectId": "../deals"},
        {"objectId": -1},
        {"objectId": "1.5"},
        {"portalId": None},
        {"occurredAt": "yesterday"},
        {"occurredAt": 253402300800000},
        {"propertyValue": ""},
        {"propertyValue": {}},
        {"subscriptionType": None},
        {"subscriptionType": "deal.merge", "mergedObjectIds": 1},
        {"subscriptionType": "deal.merge", "mergedObjectIds": [1, None]},
    ],
)
def test_what_lacks_the_necessary_is_set_aside(more: dict[str, Any]) -> None:
    [item] = read(json.dumps([one(**more)]).encode())
    assert isinstance(item, Unread)
    assert json.loads(item.raw) == one(**more)


@pytest.mark.parametrize(
    "more",
    [
        {"subscriptionType": "contact.propertyChange"},
        {"subscriptionType": "deal.creation"},
        {"subscriptionType": "deals.propertyChange"},
        {"subscriptionType": "object.propertyChange", "objectTypeId": "0-5"},
        {"propertyName": "amount"},
    ],
)
def test_other_news_is_left_out(more: dict[str, Any]) -> None:
    assert read(json.dumps([one(**more)]).encode()) == []


def test_the_type_may_stand_under_its_other_name() -> None:
    event = one(eventType="deal.propertyChange")
    del event["subscriptionType"]
    assert read(json.dumps([event]).encode()) == [changed(20117730401)]


def test_a_hidden_stage_leaves_the_word_to_the_crm() -> None:
    assert read(json.dumps([one(propertyValue="REDACTED", isSensitive=True)]).encode()) == [changed(20117730401, None)]


def test_a_merge_into_a_new_deal_moves_all_that_were_merged() -> None:
    merge = one(subscriptionType="deal.merge", primaryObjectId=1, mergedObjectIds=[2, 3], newObjectId=9)
    found = read(json.dumps([merge]).encode())
    assert [(event.external_id, event.merged_into) for event in found if isinstance(event, DealEvent)] == [
        ("2", "9"),
        ("3", "9"),
        ("1", "9"),
    ]


@pytest.mark.parametrize("body", [b"{}", b'"lost"', b"", hostile("truncated")])
def test_what_is_no_batch_is_set_aside_whole(body: bytes) -> None:
    [item] = read(body)
    assert isinstance(item, Unread)
    assert item.raw == body


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector["version"] == "v3"])
def test_known_answers_of_v3(vector: dict[str, str]) -> None:
    headers = {
        "x-hubspot-signature-v3": vector["signature"],
        "x-hubspot-request-timestamp": vector["timestamp_ms"],
    }
    incoming = Incoming(vector["method"], vector["url"], headers, vector["body"].encode())
    settings = config("hubspot", client_secret=vector["client_secret"])
    now = datetime.fromtimestamp(int(vector["timestamp_ms"]) / 1000, UTC)
    hubspot.verify(incoming, settings, now)
    with pytest.raises(Forged):
        hubspot.verify(replace(incoming, url=vector["url"] + "?a=b"), settings, now)
    with pytest.raises(Forged):
        hubspot.verify(replace(incoming, method="PUT"), settings, now)


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector["version"] != "v3"])
def test_known_answers_of_v1_count_only_where_allowed_and_those_of_v2_never(vector: dict[str, str]) -> None:
    headers = {"x-hubspot-signature": vector["signature"], "x-hubspot-signature-version": vector["version"]}
    incoming = Incoming(vector.get("method", "POST"), vector.get("url", ""), headers, vector["body"].encode())
    secret = vector["client_secret"]
    with pytest.raises(Forged):
        hubspot.verify(incoming, config("hubspot", client_secret=secret), NOW)
    if vector["version"] == "v1":
        hubspot.verify(incoming, config("hubspot", client_secret=secret, allow_v1=True), NOW)
    else:
        with pytest.raises(Forged):
            hubspot.verify(incoming, config("hubspot", client_secret=secret, allow_v1=True), NOW)


def test_v1_never_counts_beside_a_v3_header() -> None:
    known = sample("hubspot", "01-classic-dealstage-lost")
    headers = {**known.incoming.headers, "x-hubspot-signature-v3": "bogus"}
    with pytest.raises(Forged):
        hubspot.verify(replace(known.incoming, headers=headers), config("hubspot", allow_v1=True), NOW)


@pytest.mark.parametrize(
    ("called", "signed"),
    [
        ("https://a.example/x%3Ay%2Fz?q=%40%21%24%27%28%29%2A%2C%3B", "https://a.example/x:y/z?q=@!$'()*,;"),
        ("https://a.example/%3fq=%2f%2F", "https://a.example/?q=//"),
        ("https://a.example/a%20b%25%26%3D%2B", "https://a.example/a%20b%25%26%3D%2B"),
    ],
)
def test_only_some_characters_of_the_address_are_decoded(called: str, signed: str) -> None:
    settings = config("hubspot")
    at = str(int(NOW.timestamp() * 1000))
    mac = hmac.digest(settings["client_secret"].encode(), f"POST{signed}[]{at}".encode(), hashlib.sha256)
    headers = {"x-hubspot-signature-v3": base64.b64encode(mac).decode(), "x-hubspot-request-timestamp": at}
    hubspot.verify(Incoming("POST", called, headers, b"[]"), settings, NOW)


def test_a_configuration_is_brought_into_form() -> None:
    assert config("hubspot") == {
        "account": PORTAL,
        "portal_id": PORTAL,
        "client_secret": "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012",
        "access_token": "pat-made-up",
        "api_url": "https://api.hubapi.com",
        "crm_host": "app.hubspot.com",
    }


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("portal_id", "48 210", "portal_id must be a whole number"),
        ("client_secret", "a b", "client_secret must be text"),
        ("access_token", 7, "access_token must be text"),
        ("api_url", "http://api.hubapi.com", "api_url must begin with https"),
        ("api_url", "ftp://127.0.0.1", "api_url must begin with https"),
        ("api_url", "https://token@api.hubapi.com", "api_url must begin with https"),
        ("api_url", 7, "api_url must begin with https"),
        ("allow_v1", "yes", "allow_v1 must be true or false"),
    ],
)
def test_a_configuration_that_cannot_work_is_refused(name: str, value: object, complaint: str) -> None:
    with pytest.raises(SetUpError, match=complaint):
        config("hubspot", **{name: value})


@pytest.mark.parametrize("url", ["http://127.0.0.1:3001", "http://localhost:3001/hubspot/", "http://sandbox:3001"])
def test_the_api_may_stand_on_this_machine(url: str) -> None:
    assert config("hubspot", api_url=url)["api_url"] == url
