"""The stand-in CRMs: what people do there, and the webhooks that tell of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from sandbox.crm import generic, hubspot, hubspot_deals
from sandbox.crm.bulk import Wanted
from sandbox.errors import ActFailedError
from sandbox.testing import Slack, running
from tests.sandbox.crm_calling import CLIENT_SECRET, SECRET
from tests.sandbox.recording_app import RecordingApp

PAYLOADS = Path(__file__).parents[1] / "payloads"
Json = dict[str, Any]


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


def test_a_new_deal_goes_to_somebody_who_is_still_here(hooked: Slack) -> None:
    first = hooked.crms.lose("Alpine - Analytics").deal.owner
    hooked.change_person(first, deleted=True)
    assert hooked.crms.lose("Alpine - Data platform").deal.owner != first


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


def test_what_is_edited_is_told_as_each_crm_would(hooked: Slack, app: RecordingApp) -> None:
    hooked.crms.edit("30117730401", {"amount": "31,000.50", "owner": "mei", "name": "Proseware", "currency": "EUR"})
    events = json.loads(app.received[0].body)
    assert {(e["subscriptionType"], e["objectId"]) for e in events} == {("deal.propertyChange", 30117730401)}
    mei = hubspot_deals.owner_number(hooked.workspace, "U0MEI")
    assert {e["propertyName"]: e["propertyValue"] for e in events} == {
        "amount": "31000.50",
        "hubspot_owner_id": mei,
        "dealname": "Proseware",
    }
    assert len({e["subscriptionId"] for e in events}) == 3
    assert hooked.crms.edit("D-2001", {"amount": "1"}).status is None  # open: told when it is closed
    hooked.crms.lose("Northwind - Analytics rollout", competitor="Contoso", reason="Price")
    hooked.crms.edit("D-2001", {"competitor": "", "reason": "Onboarding effort"})
    before, after = (json.loads(request.body) for request in app.received[1:])
    assert (before["data"]["amount"], before["data"]["competitor"]) == ("1", "Contoso")
    assert (after["type"], after["data"]["lost_reason"]) == ("deal.lost", "Onboarding effort")
    assert "competitor" not in after["data"]
    assert after["data"]["closed_at"] == before["data"]["closed_at"] < after["timestamp"]


def test_nothing_is_told_when_nothing_was_changed(hooked: Slack, app: RecordingApp) -> None:
    assert hooked.crms.edit("30117730401", {"amount": "27500.00"}).status is None
    assert app.received == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount": "a lot"}, "must be a number"),
        ({"amount": "-1"}, "must be a number"),
        ({"amount": "12,50"}, "must be a number"),
        ({"amount": "1e9"}, "must be a number"),
        ({"amount": "9" * 16}, "must be a number"),
        ({"currency": "EURO"}, "must be three letters"),
        ({"currency": "€"}, "must be three letters"),
        ({"currency": ""}, "needs its currency"),
        ({"name": " "}, "needs its name"),
        ({"owner": "nobody"}, "Nobody here"),
    ],
)
def test_what_no_deal_can_have(hooked: Slack, given: Json, words: str) -> None:
    with pytest.raises(ActFailedError, match=words):
        hooked.crms.edit("D-2001", given)


def test_deleting_restoring_and_merging(hooked: Slack, app: RecordingApp) -> None:
    hooked.crms.delete("30117730401")
    hooked.crms.restore("30117730401")
    hooked.crms.merge("30117730402", "30117730401")
    deleted, restored, merged = (json.loads(request.body)[0] for request in app.received)
    samples = json.loads((PAYLOADS / "hubspot" / "07-merge-restore-delete.json").read_text())
    known = {event["subscriptionType"]: event for event in samples}
    for event in (deleted, restored, merged):
        sample = known[event["subscriptionType"]]
        assert set(sample) <= set(event)
        assert {name: type(event[name]) for name in sample} == {name: type(sample[name]) for name in sample}
    assert (deleted["objectId"], restored["objectId"], deleted["changeFlag"]) == (30117730401, 30117730401, "DELETED")
    assert (merged["newObjectId"], merged["mergedObjectIds"]) == (30117730401, [30117730402])
    with pytest.raises(ActFailedError, match="no deal 30117730402"):
        hooked.crms.lose("", crm="hubspot", deal_id="30117730402")
    with pytest.raises(ActFailedError, match="Only the HubSpot-shaped CRM"):
        hooked.crms.delete("D-2001")


@pytest.mark.parametrize(("count", "sizes"), [(30, [30]), (100, [100]), (101, [100, 1])])
def test_many_are_lost_in_batches_of_a_hundred(hooked: Slack, app: RecordingApp, count: int, sizes: list[int]) -> None:
    done = hooked.crms.lose_many(Wanted(count, "hubspot", reason="Tidying up"))
    batches = [json.loads(request.body) for request in app.received]
    assert sorted((len(batch) for batch in batches), reverse=True) == sizes
    lost = {str(event["objectId"]) for batch in batches for event in batch}
    assert len(lost) == done.told == count
    assert {hooked.crms.deals[one].reason for one in lost} == {"Tidying up"}
    assert len({hooked.crms.deals[one].closed_at for one in lost}) == 1
    assert done.new == count - 10
    assert (done.requests, done.refused, done.is_done) == (len(sizes), 0, True)


def test_many_of_one_seller_are_a_delivery_each(hooked: Slack, app: RecordingApp) -> None:
    done = hooked.crms.lose_many(Wanted(30, "generic", owner="ana", competitor="Contoso"))
    bodies = [json.loads(request.body)["data"] for request in app.received]
    assert len({body["deal_id"] for body in bodies}) == len({r.headers["webhook-id"] for r in app.received}) == 30
    assert {body["owner"]["email"] for body in bodies} == {"ana@fabrikam.example"}
    assert {"D-2001", "D-2002", "D-2005"} <= {body["deal_id"] for body in bodies}
    assert (done.requests, done.new) == (30, 27)


def test_many_that_are_not_taken_are_counted(hooked: Slack, app: RecordingApp) -> None:
    app.answer = lambda request: (400, "")
    done = hooked.crms.lose_many(Wanted(3))
    assert (done.told, done.refused, done.status) == (3, 3, 400)
    with pytest.raises(ActFailedError, match="from 1 to 500"):
        Wanted(501)
