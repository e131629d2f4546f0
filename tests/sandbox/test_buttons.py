"""Buttons, menus and choices in messages."""

import contextlib
import time
from typing import Any

import pytest

from sandbox.errors import ActFailedError
from sandbox.testing import Slack, running
from tests.sandbox.calling import actions, ask, button, client, section
from tests.sandbox.recording_app import Answer, Received, RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]

pytestmark = pytest.mark.usefixtures("quiet")


def test_a_click_tells_where_who_and_what(connected: Slack, app: RecordingApp) -> None:
    root = ask(connected, section())
    ask(connected, actions(button("Go", value="42"), button("Stop", "stop")), thread_ts=root)
    message = connected.messages(SALES, root)[1]
    connected.person("ana").clicks(message, "Go")
    payload = app.last()
    action = payload["actions"][0]
    assert (payload["type"], payload["user"]["id"], payload["team"]["id"]) == (
        "block_actions",
        "U0ANA",
        "T0SANDBOX",
    )
    assert (action["action_id"], action["value"], action["type"]) == ("go", "42", "button")
    assert action["block_id"] == message.blocks[0]["block_id"]
    assert payload["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": SALES,
        "is_ephemeral": False,
        "thread_ts": root,
    }
    assert payload["message"]["blocks"] == list(message.blocks)
    assert payload["response_url"].startswith(connected.base_url)


def test_a_choice_comes_with_the_state(connected: Slack, app: RecordingApp) -> None:
    options = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("Price", "Trust")]
    select = {"type": "static_select", "action_id": "why", "options": options}
    ask(connected, {**actions(select), "block_id": "reason"})
    connected.person("ana").selects(connected.messages(SALES)[0], "why", "Trust")
    payload = app.last()
    assert payload["actions"][0]["selected_option"]["value"] == "trust"
    assert payload["state"]["values"]["reason"]["why"]["selected_option"]["value"] == "trust"


def test_a_click_on_an_old_picture_of_the_message_is_sent_too(connected: Slack, app: RecordingApp) -> None:
    ts = ask(connected, actions(button()))
    old = connected.messages(SALES)[0]
    client(connected).chat_update(channel=SALES, ts=ts, text="Done", blocks=[section()])
    connected.person("ana").clicks(old, "go")
    assert app.last()["actions"][0]["action_id"] == "go"
    assert [b["type"] for b in app.last()["message"]["blocks"]] == ["section"]


def test_an_ephemeral_message_is_not_in_the_payload(connected: Slack, app: RecordingApp) -> None:
    client(connected).chat_postEphemeral(channel=SALES, user="U0ANA", text="?", blocks=[actions(button())])
    ana = connected.person("ana")
    ana.clicks(ana.sees(SALES)[0], "Go")
    assert "message" not in app.last()
    assert app.last()["container"]["is_ephemeral"] is True


@pytest.mark.parametrize("status", [201, 404, 500])
def test_a_click_that_is_not_answered_with_200(connected: Slack, app: RecordingApp, status: int) -> None:
    ask(connected, actions(button()))
    app.answer = lambda request: (status, "")
    with pytest.raises(ActFailedError, match="did not respond"):
        connected.person("ana").clicks(connected.messages(SALES)[0], "Go")


def test_who_is_not_there_cannot_click(connected: Slack) -> None:
    ask(connected, actions(button()))
    with pytest.raises(ActFailedError, match="Sam Osei is not in"):
        connected.person("sam").clicks(connected.messages(SALES)[0], "Go")


def test_menus_and_people_are_chosen_by_name(connected: Slack, app: RecordingApp) -> None:
    options = [{"text": {"type": "plain_text", "text": "Not this one"}, "value": "skip"}]
    menu = {"type": "overflow", "action_id": "menu", "options": options}
    ask(connected, actions(menu, {"type": "users_select", "action_id": "who"}))
    ana = connected.person("ana")
    ana.selects(connected.messages(SALES)[0], "menu", "Not this one")
    assert app.last()["actions"][0]["selected_option"]["value"] == "skip"
    ana.selects(connected.messages(SALES)[0], "who", "priya")
    assert app.last()["actions"][0]["selected_user"] == "U0PRIYA"


@pytest.mark.parametrize(("takes", "in_time"), [(0.0, True), (0.6, False)])
def test_the_app_has_to_answer_in_time(app: RecordingApp, takes: float, in_time: bool) -> None:
    def answer(request: Received) -> Answer:
        time.sleep(takes if "payload" in request.body.decode() else 0.0)
        return 200, ""

    app.answer = answer
    with running(app_url=app.url, pace=1000, answer_within=0.3) as slack:
        ask(slack, actions(button()))
        with contextlib.nullcontext() if in_time else pytest.raises(ActFailedError, match="did not respond"):
            slack.person("ana").clicks(slack.messages(SALES)[0], "Go")


def external(min_query_length: int = 1) -> Json:
    return {"type": "external_select", "action_id": "rival", "min_query_length": min_query_length}


@pytest.mark.parametrize(
    ("answer", "ok"),
    [
        ((200, {"options": [{"text": {"type": "plain_text", "text": "Acme"}, "value": "acme"}]}), True),
        ((200, {"option_groups": []}), True),
        ((200, {}), False),
        ((200, ""), False),
        ((500, {"options": []}), False),
    ],
)
def test_the_app_offers_options_while_somebody_types(
    connected: Slack, app: RecordingApp, answer: Answer, ok: bool
) -> None:
    ask(connected, actions(external()))
    message = connected.workspace.conversations[SALES].messages[connected.messages(SALES)[0].ts]
    app.answer = lambda request: answer
    ana = connected.workspace.people["U0ANA"]
    told = connected.site.interactions.suggest(ana, message, {"action_id": "rival", "block_id": "b"}, "ac")
    assert told["ok"] is ok
    payload = app.last()
    assert (payload["type"], payload["value"], payload["action_id"]) == ("block_suggestion", "ac", "rival")
    assert payload["container"]["message_ts"] == message.ts
