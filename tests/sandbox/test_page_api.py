"""What the page talks to."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.testing import Slack
from tests.sandbox.calling import actions, button, client, modal
from tests.sandbox.recording_app import RecordingApp
from tests.tls import NO_TLS

SALES = "C0SALES"
Json = dict[str, Any]


class Page:
    """The page's calls, as one person."""

    def __init__(self, http: httpx.Client, me: str) -> None:
        self._http = http
        self._me = me

    def get(self, name: str, /, **params: Any) -> Json:
        answer: Json = self._http.get(f"/sandbox/{name}", params={"as": self._me, **params}).json()
        return answer

    def post(self, name: str, /, **body: Any) -> Json:
        answer: Json = self._http.post(f"/sandbox/{name}", json={"as": self._me, **body}).json()
        return answer


@pytest.fixture
def http(connected: Slack) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=connected.base_url, trust_env=False, verify=NO_TLS) as http:
        yield http


@pytest.fixture
def ana(http: httpx.Client) -> Page:
    return Page(http, "U0ANA")


def test_the_state_holds_what_the_side_bar_shows(ana: Page, connected: Slack) -> None:
    room = connected.group_dm("ana", "priya")
    connected.person("priya").says(room, "Hello")
    state = ana.get("state")
    kinds = {c["id"]: (c["kind"], c["name"], c["unread"]) for c in state["conversations"]}
    assert kinds[room] == ("group_dm", "Priya Nair", 1)
    assert kinds[SALES] == ("channel", "sales-team", 0)
    assert kinds[connected.dm("ana")] == ("app", "Silver Lining", 0)
    assert "C0PRODUCT" not in kinds
    assert (state["me"], state["team"]["name"], state["modal"]) == ("U0ANA", "Fabrikam Sales", None)
    assert [crm["id"] for crm in state["crms"]] == ["generic", "hubspot"]
    ana.get("messages", channel=room)
    assert {c["id"]: c["unread"] for c in ana.get("state")["conversations"]}[room] == 0


def test_saying_editing_reacting_deleting(ana: Page) -> None:
    root = ana.post("say", channel=SALES, text="One")["ts"]
    ana.post("say", channel=SALES, text="Two", thread_ts=root)
    ana.post("edit", channel=SALES, ts=root, text="One & only")
    ana.post("react", channel=SALES, ts=root, name="tada", on=True)
    message = ana.get("messages", channel=SALES)["messages"][0]
    assert (message["text"], message["reply_count"], message["name"]) == ("One &amp; only", 1, "Ana Ruiz")
    assert message["reactions"][0]["users"] == ["U0ANA"]
    assert message["edited"]["user"] == "U0ANA"
    assert [m["text"] for m in ana.get("thread", channel=SALES, ts=root)["messages"]] == ["One &amp; only", "Two"]
    ana.post("delete", channel=SALES, ts=root)
    assert [m["text"] for m in ana.get("messages", channel=SALES)["messages"]] == ["This message was deleted."]


def test_clicking_and_sending_a_form(ana: Page, connected: Slack, app: RecordingApp) -> None:
    ts = client(connected).chat_postMessage(channel=SALES, text="?", blocks=[actions(button())])["ts"]
    block = connected.messages(SALES)[0].blocks[0]
    action = {"type": "button", "block_id": block["block_id"], "action_id": "go", "value": "1"}
    assert ana.post("click", channel=SALES, ts=ts, action=action) == {"ok": True}
    client(connected).views_open(trigger_id=app.last()["trigger_id"], view=modal())
    view_id = ana.get("state")["modal"]["id"]
    errors = ana.post("modal/submit", view_id=view_id, values={})
    assert (errors["ok"], set(errors["errors"])) == (False, {"answer"})
    values = {"answer": {"text": {"type": "plain_text_input", "value": "Price"}}}
    assert ana.post("modal/submit", view_id=view_id, values=values) == {"ok": True}
    assert ana.get("state")["modal"] is None
    assert ana.post("modal/close", view_id=view_id) == {"ok": False, "error": "This window is closed."}


def test_an_app_that_does_not_answer(ana: Page, connected: Slack, app: RecordingApp) -> None:
    ts = client(connected).chat_postMessage(channel=SALES, text="?", blocks=[actions(button())])["ts"]
    app.answer = lambda request: (500, "")
    action = {"type": "button", "block_id": "b", "action_id": "go"}
    failed = ana.post("click", channel=SALES, ts=ts, action=action)
    assert failed == {"ok": False, "error": "The app did not respond. Try again?"}


def test_a_command_from_the_composer(ana: Page, app: RecordingApp) -> None:
    app.answer = lambda request: (200, "Hello") if b"command=" in request.body else (200, "")
    ana.post("say", channel=SALES, text="/retro help")
    shown = ana.get("messages", channel=SALES)["messages"]
    assert [(m["text"], m["ephemeral"]) for m in shown] == [("Hello", True)]


def test_a_new_conversation(ana: Page, connected: Slack) -> None:
    room = ana.post("open_dm", users=["U0PRIYA", "U0SILVER"])["channel"]
    assert room == connected.group_dm("ana", "priya")
    assert ana.post("open_dm", users=["U0NOBODY"])["ok"] is False


def test_a_deal_from_the_stage(ana: Page, connected: Slack, app: RecordingApp) -> None:
    refused = ana.post("deal", do="lose", crm="generic", name="X", owner="U0ANA")
    assert (refused["ok"], refused["status"]) == (False, 0)
    assert ana.post("crms", generic={"url": app.url, "secret": "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"})["ok"]
    lost = ana.post("deal", do="lose", crm="generic", name="Y", owner="U0KIM", amount=12, competitor="Contoso")
    assert (lost["ok"], lost["status"]) == (True, 200)
    listed = {deal["id"]: deal for deal in ana.get("deals")["deals"]}
    assert (listed[lost["deal_id"]]["outcome"], listed[lost["deal_id"]]["amount"]) == ("lost", "12")
    assert ana.post("deal", do="reopen", deal_id=lost["deal_id"])["ok"]
    assert sum(deal["outcome"] == "open" for deal in listed.values()) == 20
    assert ana.get("deals", version=ana.get("deals")["version"])["deals"] is None


@pytest.mark.parametrize("odd", [{"amount": "lots"}, {"amount": True}, {"amount": -5}, {"currency": "Euro"}])
def test_a_deal_of_odd_money_is_refused_and_nothing_is_lost(ana: Page, odd: Json) -> None:
    before = ana.get("deals")["version"]
    told = ana.post("deal", do="lose", crm="generic", name="Northwind - Analytics rollout", owner="U0ANA", **odd)
    assert (told["ok"], "must be" in told["error"]) == (False, True)
    assert ana.get("deals")["version"] == before


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_nobody_sends_nothing(ana: Page, text: str) -> None:
    assert ana.post("say", channel=SALES, text=text) == {"ok": False, "error": "Write something first."}
    assert ana.get("messages", channel=SALES)["messages"] == []


def test_the_clock_from_the_stage(ana: Page) -> None:
    before = ana.get("clock")
    after = ana.post("clock", advance_seconds=3600)
    assert after["offset_seconds"] - before["offset_seconds"] == 3600
    assert ana.post("clock", to="friday_1500")["now"][11:16] in ("13:01", "14:01")
    assert ana.post("clock", to="yesterday")["ok"] is False


def test_the_log_and_faults(ana: Page, http: httpx.Client, connected: Slack) -> None:
    client(connected).auth_test()
    entry = ana.get("log")["entries"][-1]
    assert (entry["direction"], entry["name"], entry["status"]) == ("call", "auth.test", 200)
    assert ana.get("log", after=entry["n"])["entries"] == []
    ana.post("faults", method="chat.*", kind="500", times=3)
    ana.post("faults", kind="read_lag", seconds=2)
    listed = ana.get("faults")
    assert (listed["faults"][0]["times"], listed["read_lag"]) == (3, 2.0)
    http.delete("/sandbox/faults")
    assert ana.get("faults") == {"faults": [], "read_lag": 0.0, "edit_window": None}


@pytest.mark.parametrize(
    ("name", "body"),
    [("say", {}), ("say", {"channel": SALES}), ("deal", {"do": "burn", "name": "x"}), ("clock", {})],
)
def test_what_is_not_understood_is_a_400(http: httpx.Client, name: str, body: Json) -> None:
    assert http.post(f"/sandbox/{name}", json={"as": "U0ANA", **body}).status_code == 400


@pytest.mark.parametrize("seconds", ["nan", "inf", "-inf", 1e300, 1e15, -1, "soon"])
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("clock", lambda seconds: {"advance_seconds": seconds}),
        ("faults", lambda seconds: {"kind": "read_lag", "seconds": seconds}),
        ("faults", lambda seconds: {"kind": "edit_window", "seconds": seconds}),
    ],
)
def test_no_number_breaks_what_is_shared(
    http: httpx.Client, ana: Page, name: str, body: Callable[[object], Json], seconds: object
) -> None:
    assert http.post(f"/sandbox/{name}", json=body(seconds)).status_code == 400
    assert ana.get("clock")["offset_seconds"] == 0
    assert ana.get("faults")["read_lag"] == 0
    assert "people" in ana.get("state")


@pytest.mark.parametrize("text", [5, None, ["a"], {"a": 1}])
def test_words_that_are_none_are_a_400(http: httpx.Client, connected: Slack, text: object) -> None:
    said = {"as": connected.person("ana").id, "channel": SALES, "text": text}
    assert http.post("/sandbox/say", json=said).status_code == 400
    assert http.post("/sandbox/deals/lose", content=b'{"count": 1e999}').status_code == 400


def test_an_open_page_hears_of_changes(http: httpx.Client, ana: Page) -> None:
    with http.stream("GET", "/sandbox/stream") as stream:
        told = (line for line in stream.iter_lines() if line.startswith("data:"))
        assert next(told) == 'data: {"type":"changed"}'
        ana.post("say", channel=SALES, text="Hello")
        assert next(told) == 'data: {"type":"changed"}'
