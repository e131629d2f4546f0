"""The stage over HTTP: half a year of deals, edits, many losses, the log without secrets, and faults."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.crm.deals import Deal, Outcome
from sandbox.crm.history import past_deals
from sandbox.journal import Journal
from sandbox.masking import masked
from sandbox.testing import Slack
from tests.sandbox.calling import client
from tests.sandbox.recording_app import RecordingApp
from tests.tls import NO_TLS

Json = dict[str, Any]
PEOPLE = {handle: f"U0{handle.upper()}" for handle in ("ana", "kim", "leo", "mei", "tom")}
DAYS = [date(2026, 11, 22), date(2027, 1, 15), date(2028, 2, 29)]


@pytest.fixture
def http(hooked: Slack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{hooked.base_url}/sandbox", trust_env=False, verify=NO_TLS) as http:
        yield http


def post(http: httpx.Client, path: str, **body: Any) -> Json:
    answer: Json = http.post(path, json=body).json()
    return answer


# The half year


def drawn(day: date = DAYS[0]) -> list[Deal]:
    return past_deals(day, PEOPLE, {"U0ANA": "U0PRIYA"})


def test_everybody_who_starts_on_one_day_finds_the_same_deals() -> None:
    assert drawn() == drawn()
    assert [deal.name for deal in drawn()] != [deal.name for deal in drawn(DAYS[1])][1:]
    assert {deal.manager for deal in drawn() if deal.owner == "U0ANA"} == {"U0PRIYA"}
    assert {deal.owner for deal in past_deals(DAYS[0], {"ana": "U0ANA"}, {})} == {"U0ANA"}


@pytest.mark.parametrize("day", DAYS)
def test_the_half_year_has_something_to_say(day: date) -> None:
    deals = drawn(day)
    lost = [deal for deal in deals if deal.outcome is Outcome.LOST]
    won = [deal for deal in deals if deal.outcome is Outcome.WON]
    assert len(deals) == len({deal.id for deal in deals}) == len({deal.name for deal in deals}) == 150
    assert median(days(deal) for deal in won) * 1.5 < median(days(deal) for deal in lost)
    assert share(lost, reason="Price") > 0.4
    against = {rival: [deal for deal in deals if deal.competitor == rival] for rival in ("Contoso", "VanArsdel")}
    assert share(against["Contoso"], outcome=Outcome.WON) < share(against["VanArsdel"], outcome=Outcome.WON)
    onboarding = [deal for deal in lost if deal.reason == "Onboarding effort"]
    assert {deal.competitor for deal in onboarding} == {"Contoso"}
    assert {deal.crm for deal in deals} == {"generic", "hubspot"}


@pytest.mark.parametrize("day", DAYS)
def test_deals_were_closed_on_working_days_before_the_start(day: date) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for deal in drawn(day):
        assert deal.closed_at is not None
        assert deal.created_at < deal.closed_at < start
        assert deal.closed_at.weekday() < 5
        assert start - deal.closed_at < timedelta(days=184)


def days(deal: Deal) -> int:
    assert deal.closed_at is not None
    return (deal.closed_at - deal.created_at).days


def share(deals: list[Deal], **having: Any) -> float:
    fits = [deal for deal in deals if all(getattr(deal, name) == value for name, value in having.items())]
    return len(fits) / len(deals)


def test_nothing_of_the_past_is_told(http: httpx.Client, hooked: Slack, app: RecordingApp) -> None:
    assert len(hooked.crms.deals) == 170
    assert http.get("/deals").json()["progress"] is None
    assert app.received == []


def test_the_deals_as_a_file(http: httpx.Client, hooked: Slack) -> None:
    post(http, "deal", do="edit", deal_id="D-2001", name='Say "hi", Northwind')
    post(http, "deal", do="delete", deal_id="30117730401")
    answer = http.get("/deals.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 169
    northwind = next(row for row in rows if row["deal_id"] == "D-2001")
    assert northwind == {
        **northwind,
        "name": 'Say "hi", Northwind',
        "owner_email": "ana@fabrikam.example",
        "manager_email": "priya@fabrikam.example",
        "outcome": "open",
        "closed_at": "",
    }
    closed = [row for row in rows if row["outcome"] != "open"]
    assert all(datetime.fromisoformat(row["closed_at"]) > datetime.fromisoformat(row["created_at"]) for row in closed)
    assert {row["crm"] for row in csv.DictReader(io.StringIO(http.get("/deals.csv?crm=hubspot").text))} == {"hubspot"}
    assert http.get("/deals.csv?team=nowhere").status_code == 404


# Doing


def test_deals_are_edited_deleted_restored_and_merged(http: httpx.Client, app: RecordingApp) -> None:
    assert post(http, "deal", do="edit", deal_id="30117730401", amount="1,000") == {
        "ok": True,
        "deal_id": "30117730401",
        "status": 200,
    }
    assert post(http, "deal", do="edit", deal_id="D-2001", amount="1,000")["status"] is None
    assert post(http, "deal", do="delete", deal_id="30117730401")["ok"]
    assert post(http, "deal", do="edit", deal_id="30117730401")["error"] == "There is no deal 30117730401."
    assert post(http, "deal", do="restore", deal_id="30117730401")["ok"]
    assert post(http, "deal", do="merge", deal_id="30117730401", into="D-2001")["ok"] is False
    assert post(http, "deal", do="merge", deal_id="30117730401", into="30117730402")["ok"]
    kinds = [json.loads(request.body)[0]["subscriptionType"] for request in app.received]
    assert kinds == ["deal.propertyChange", "deal.deletion", "deal.restore", "deal.merge"]


@pytest.mark.parametrize(("crm", "requests"), [("hubspot", 1), ("generic", 30)])
def test_thirty_at_once(http: httpx.Client, app: RecordingApp, crm: str, requests: int) -> None:
    before = http.get("/deals").json()["version"]
    done = post(http, "deals/lose", count=30, crm=crm, owner="U0MEI", reason="Tidying up")
    assert (done["ok"], done["told"], done["requests"], done["refused"]) == (True, 30, requests, 0)
    assert len(app.received) == requests
    after = http.get("/deals", params={"version": before}).json()
    lost = [deal for deal in after["deals"] if deal["reason"] == "Tidying up"]
    assert (len(lost), {deal["owner"] for deal in lost}) == (30, {"U0MEI"})


def test_many_need_a_crm_that_is_connected(slack: Slack) -> None:
    body = {"count": 30, "crm": "hubspot"}
    answer = httpx.post(f"{slack.base_url}/sandbox/deals/lose", json=body, trust_env=False, verify=NO_TLS).json()
    assert answer == {"ok": False, "error": "HubSpot-shaped CRM is not connected."}
    assert sum(deal.is_open for deal in slack.crms.deals.values()) == 20


# The log


def test_the_log_tells_how_long_things_took_and_hides_secrets(http: httpx.Client, hooked: Slack) -> None:
    client(hooked).chat_postMessage(channel="C0SALES", text="My token is xoxb-1-secret")
    hooked.crms.lose("Northwind - Analytics rollout")
    call, webhook = http.get("/log").json()["entries"]
    assert (call["payload"]["text"], call["name"]) == ("My token is xoxb-••••", "chat.postMessage")
    assert (webhook["name"], webhook["payload"]["body"]["type"]) == ("generic deal.lost", "deal.lost")
    assert 0 < call["took"] < 5 > webhook["took"] > 0
    assert http.get("/log", params={"after": webhook["n"]}).json()["entries"] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (
            {"token": "xoxb-1", "access_token": "abc", "ok": True},
            {"token": "xoxb-••••", "access_token": "••••", "ok": True},
        ),
        ({"a": [{"Client_Secret": "x"}]}, {"a": [{"Client_Secret": "••••"}]}),
        ({"text": "whsec_abc= and pat-1 and xapp-1-A"}, {"text": "whsec_•••• and pat-•••• and xapp-••••"}),
        ({"token": "", "code": None, "n": 3}, {"token": "", "code": None, "n": 3}),
        ({"text": "a path-finder and a taxox-b"}, {"text": "a path-finder and a taxox-b"}),
    ],
)
def test_masking(value: Json, shown: Json) -> None:
    assert masked(value) == shown


def test_a_journal_gives_the_newest_first_cut() -> None:
    journal = Journal()
    for number in range(1, 8):
        journal.add("call", f"n{number}", at=datetime.now(UTC), status=200, payload={})
    assert [entry.n for entry in journal.after(4)] == [5, 6, 7]
    assert [entry.n for entry in journal.after(0, 2)] == [6, 7]
    assert journal.after(7) == journal.after(99) == []


# The clock and the faults


def test_the_clock_says_where_its_buttons_lead(http: httpx.Client) -> None:
    ends = http.get("/clock").json()["leads_to"]
    assert set(ends) == {"next_morning", "friday_1500", "quarter_end"}
    moved = post(http, "clock", to="friday_1500")
    assert abs(datetime.fromisoformat(moved["now"]) - datetime.fromisoformat(ends["friday_1500"])) < timedelta(
        seconds=5
    )


def test_what_can_go_wrong_is_listed(http: httpx.Client, hooked: Slack) -> None:
    client(hooked).auth_test()
    known = http.get("/misbehaviour").json()
    assert known["methods"] == ["auth.test"]
    kinds = {one["kind"]: one for one in known["kinds"]}
    assert kinds["drop"]["of_events"]
    assert not kinds["429"]["of_events"]
    assert all(one["means"] for one in known["kinds"])
    assert {"id": "C0SALES", "name": "sales-team", "archived": False} in known["channels"]
    assert {"id": "U0ANA", "name": "Ana Ruiz", "deleted": False} in known["people"]


def test_a_channel_is_archived_by_whoever_is_in_it(http: httpx.Client, hooked: Slack) -> None:
    assert post(http, "archive", channel="C0SALES") == {"ok": True}
    assert post(http, "archive", channel="C0SALES", on=False) == {"ok": True}
    assert post(http, "archive", channel="C0NOWHERE")["error"] == "Nobody is in C0NOWHERE."


def test_a_revoked_token_is_dead_and_told_of(connected: Slack, app: RecordingApp) -> None:
    answer = httpx.post(f"{connected.base_url}/sandbox/revoke", json={}, trust_env=False, verify=NO_TLS).json()
    connected.deliver()
    assert answer == {"ok": True}
    assert [request.event["type"] for request in app.received] == ["tokens_revoked"]
    assert not connected.workspace.installed
