"""Buttons, modals, commands and response URLs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.errors import ActFailedError
from sandbox.testing import Slack, running
from tests.sandbox.calling import actions, button, client, modal, refusal, section, text_input
from tests.sandbox.recording_app import Received, RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def quiet(connected: Slack) -> None:
    """Only what people do is sent: no events."""
    connected.grant(
        {
            "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history", "mpim:history"]}},
            "features": {
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
                "slash_commands": [{"command": "/retro"}, {"command": "/safe", "should_escape": True}],
            },
        }
    )


def ask(slack: Slack, *blocks: Json, channel: str = SALES, **more: Any) -> str:
    ts: str = client(slack).chat_postMessage(channel=channel, text="?", blocks=list(blocks), **more)["ts"]
    return ts


def open_modal(slack: Slack, app: RecordingApp, view: Json, who: str = "ana") -> None:
    """Let a person click, and the app open this modal."""
    ask(slack, actions(button()))
    slack.person(who).clicks(slack.messages(SALES)[-1], "Go")
    client(slack).views_open(trigger_id=app.last()["trigger_id"], view=view)


# Buttons


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


# Triggers


@dataclass
class Hand:
    at: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(("waits", "error"), [(3.0, None), (3.1, "expired_trigger_id")])
def test_a_trigger_lives_three_seconds(app: RecordingApp, waits: float, error: str | None) -> None:
    hand = Hand()
    with running(app_url=app.url, real=hand) as slack:
        slack.person("ana").command("/x")
        trigger = app.last()["trigger_id"]
        hand.at += waits
        if error is None:
            client(slack).views_open(trigger_id=trigger, view=modal())
        else:
            assert refusal(slack, "views.open", trigger_id=trigger, view=modal())["error"] == error


def test_a_trigger_is_good_for_one_view(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").command("/retro")
    trigger = app.last()["trigger_id"]
    broken = refusal(connected, "views.open", trigger_id=trigger, view={"type": "modal"})
    assert broken["error"] == "invalid_arguments"
    client(connected).views_open(trigger_id=trigger, view=modal())
    again = refusal(connected, "views.open", trigger_id=trigger, view=modal())
    assert again["error"] == "exchanged_trigger_id"
    assert refusal(connected, "views.open", trigger_id="1.2.3", view=modal())["error"] == "invalid_trigger_id"


# Modals


def test_a_form_is_sent_with_everything_it_holds(connected: Slack, app: RecordingApp) -> None:
    view = modal(
        text_input("answer", initial_value="old"),
        text_input("more", optional=True),
        private_metadata="id:7",
    )
    open_modal(connected, app, view)
    ana = connected.person("ana")
    assert ana.submits(answer="new") == {}
    payload = app.last()
    assert (payload["type"], payload["view"]["private_metadata"]) == ("view_submission", "id:7")
    assert payload["view"]["callback_id"] == "form"
    values = payload["view"]["state"]["values"]
    assert values["answer"]["text"] == {"type": "plain_text_input", "value": "new"}
    assert values["more"]["text"]["value"] is None
    assert ana.modal is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "required"), ("ab", "at least 3"), ("abc", None), ("abcde", None), ("abcdef", "at most 5")],
)
def test_slacks_client_checks_a_form_before_it_is_sent(
    connected: Slack, app: RecordingApp, text: str, complaint: str | None
) -> None:
    open_modal(connected, app, modal(text_input(min_length=3, max_length=5)))
    before = len(app.received)
    errors = connected.person("ana").submits(answer=text)
    assert (complaint is None) == (errors == {})
    assert complaint is None or complaint in errors["answer"]
    assert len(app.received) == before + (complaint is None)


def test_a_form_can_be_sent_unchecked(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal(text_input(max_length=5)))
    connected.person("ana").submits(answer="far too long", unchecked=True)
    assert app.last()["view"]["state"]["values"]["answer"]["text"]["value"] == "far too long"


def respond_with(answer: Json) -> Callable[[Received], tuple[int, Json]]:
    return lambda request: (200, answer)


def test_the_app_may_find_mistakes(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal())
    ana = connected.person("ana")
    app.answer = respond_with({"response_action": "errors", "errors": {"answer": "Too short"}})
    assert ana.submits(answer="x") == {"answer": "Too short"}
    assert ana.modal is not None
    assert ana.modal.errors == {"answer": "Too short"}


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "x"}},
        {"response_action": "errors"},
        {"response_action": "dance"},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
def test_an_answer_that_slack_does_not_understand(connected: Slack, app: RecordingApp, answer: Json) -> None:
    open_modal(connected, app, modal())
    app.answer = respond_with(answer)
    with pytest.raises(ActFailedError, match="trouble connecting"):
        connected.person("ana").submits(answer="x")
    assert connected.person("ana").modal is not None


def test_update_push_and_clear(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal())
    ana = connected.person("ana")
    app.answer = respond_with({"response_action": "update", "view": modal(section("Second"))})
    ana.submits(answer="x")
    assert ana.modal is not None
    root = ana.modal.id
    assert ana.modal.content["blocks"][0]["text"]["text"] == "Second"
    app.answer = respond_with({"response_action": "push", "view": modal(section("On top"))})
    ana.submits()
    assert ana.modal is not None
    assert (ana.modal.previous_id, ana.modal.root_id) == (root, root)
    ana.submits()
    with pytest.raises(ActFailedError, match="push_limit_reached"):
        ana.submits()
    app.answer = respond_with({"response_action": "clear"})
    ana.submits()
    assert ana.modal is None


def test_inputs_keep_what_was_typed_when_the_view_is_updated(connected: Slack, app: RecordingApp) -> None:
    view = modal(text_input("answer"), actions(button("More", "more")))
    open_modal(connected, app, view)
    ana = connected.person("ana")
    assert ana.modal is not None
    payload_values = {"answer": {"text": {"type": "plain_text_input", "value": "typed"}}}
    action = {"type": "button", "block_id": "x", "action_id": "more"}
    connected.site.interactions.click_view(connected.workspace.people["U0ANA"], ana.modal, action, payload_values)
    assert app.last()["view"]["state"]["values"]["answer"]["text"]["value"] == "typed"
    assert "response_url" not in app.last()
    assert "channel" not in app.last()
    client(connected).views_update(view_id=ana.modal.id, view=modal(text_input("answer"), section("New")))
    ana.submits()
    assert app.last()["view"]["state"]["values"]["answer"]["text"]["value"] == "typed"


def test_the_hash_tells_who_came_first(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal())
    shown = connected.person("ana").modal
    assert shown is not None
    first = shown.hash
    client(connected).views_update(view_id=shown.id, hash=first, view=modal(section()))
    late = refusal(connected, "views.update", view_id=shown.id, hash=first, view=modal())
    assert late["error"] == "hash_conflict"
    assert refusal(connected, "views.update", view_id="V0GONE", view=modal())["error"] == "not_found"


def test_three_views_and_no_more(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal(actions(button())))
    ana = connected.person("ana")
    for _ in range(2):
        assert ana.modal is not None
        ana.clicks(ana.modal, "Go")
        client(connected).views_push(trigger_id=app.last()["trigger_id"], view=modal(actions(button())))
    assert ana.modal is not None
    ana.clicks(ana.modal, "Go")
    fourth = refusal(connected, "views.push", trigger_id=app.last()["trigger_id"], view=modal())
    assert fourth["error"] == "push_limit_reached"


def test_closing_is_told_only_when_asked_for(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    open_modal(connected, app, modal())
    ana.closes()
    assert app.last()["type"] == "block_actions"
    open_modal(connected, app, modal(notify_on_close=True))
    ana.closes(whole_stack=True)
    assert (app.last()["type"], app.last()["is_cleared"]) == ("view_closed", True)
    assert ana.modal is None


def test_external_ids_are_unique_and_views_have_a_size(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal(external_id="one"))
    connected.person("kim").command("/retro")
    trigger = app.last()["trigger_id"]
    twin = refusal(connected, "views.open", trigger_id=trigger, view=modal(external_id="one"))
    assert twin["error"] == "duplicate_external_id"
    huge = modal(*[section("x" * 3000) for _ in range(90)])
    assert refusal(connected, "views.open", trigger_id=trigger, view=huge)["error"] == "view_too_large"
    client(connected).views_update(external_id="one", view=modal(section()))


# The home tab


def test_the_home_tab(connected: Slack, app: RecordingApp) -> None:
    home = {"type": "home", "blocks": [section("Welcome"), actions(button())]}
    published = client(connected).views_publish(user_id="U0ANA", view=home)["view"]
    ana = connected.person("ana")
    assert ana.home is not None
    assert ana.home.id == published["id"]
    ana.clicks(ana.home, "Go")
    assert app.last()["view"]["type"] == "home"
    assert app.last()["container"] == {"type": "view", "view_id": published["id"]}
    client(connected).views_publish(user_id="U0ANA", view=home, hash=published["hash"])
    late = refusal(connected, "views.publish", user_id="U0ANA", view=home, hash=published["hash"])
    assert late["error"] == "hash_conflict"
    assert connected.person("kim").home is None


def test_a_home_tab_that_is_switched_off(connected: Slack) -> None:
    connected.grant({"oauth_config": {"scopes": {"bot": ["chat:write"]}}})
    home = {"type": "home", "blocks": [section()]}
    assert refusal(connected, "views.publish", user_id="U0ANA", view=home)["error"] == "not_enabled"
    closed = refusal(connected, "chat.postMessage", channel="U0ANA", text="x")
    assert closed["error"] == "messages_tab_disabled"


# Commands


def test_a_command_tells_where_it_was_typed(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").command("/retro  start payload=Northwind & Co ", channel=SALES)
    fields = app.last()
    assert (fields["command"], fields["text"]) == ("/retro", "start payload=Northwind & Co")
    assert (fields["user_id"], fields["channel_id"], fields["channel_name"]) == ("U0ANA", SALES, "sales-team")


def test_a_command_that_wants_its_text_escaped(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").command("/safe <x> @priya in #sales-team")
    assert app.last()["text"] == "&lt;x&gt; <@U0PRIYA> in <#C0SALES|sales-team>"


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        ("Plain words", "Plain words"),
        ({"text": "Private"}, "Private"),
        ({"response_type": "ephemeral", "text": "x", "blocks": [section("In blocks")]}, "In blocks"),
    ],
)
def test_a_private_answer(connected: Slack, app: RecordingApp, answer: Json | str, seen: str) -> None:
    app.answer = lambda request: (200, answer)
    found = connected.person("ana").command("/retro help", channel=SALES)
    assert found is not None
    assert (found.words, found.ephemeral) == (seen, True)
    assert connected.person("priya").sees(SALES) == []


def test_no_answer_and_an_answer_for_all(connected: Slack, app: RecordingApp) -> None:
    assert connected.person("ana").command("/retro") is None
    app.answer = lambda request: (200, {"response_type": "in_channel", "text": "For all"})
    connected.person("ana").command("/retro", channel=SALES)
    assert [m.text for m in connected.person("priya").sees(SALES)] == ["For all"]


def test_commands_that_go_nowhere(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    with pytest.raises(ActFailedError, match="/other is not a valid command"):
        ana.command("/other")
    said = ana.says(SALES, "A root")
    with pytest.raises(ActFailedError, match="not supported in threads"):
        ana.says(said, "/retro")
    app.answer = lambda request: (500, "")
    with pytest.raises(ActFailedError, match="dispatch_failed"):
        ana.command("/retro")
    app.answer = lambda request: (200, {"blocks": [section("x" * 3001)]})
    with pytest.raises(ActFailedError, match="invalid_blocks"):
        ana.command("/retro")


# Response URLs


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as http:
        yield http


def test_a_response_url_is_good_for_five(connected: Slack, app: RecordingApp, http: httpx.Client) -> None:
    connected.person("ana").command("/retro", channel=SALES)
    url = app.last()["response_url"]
    answers = [http.post(url, json={"text": f"{n}"}) for n in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [404]
    assert answers[-1].json()["error"] == "used_url"
    assert [m.text for m in connected.person("ana").sees(SALES)] == ["0", "1", "2", "3", "4"]
    assert connected.person("priya").sees(SALES) == []


@pytest.mark.parametrize(("waits", "status"), [(1800.0, 200), (1801.0, 404)])
def test_a_response_url_lives_half_an_hour(app: RecordingApp, http: httpx.Client, waits: float, status: int) -> None:
    hand = Hand()
    with running(app_url=app.url, real=hand) as slack:
        slack.person("ana").command("/x")
        hand.at += waits
        assert http.post(app.last()["response_url"], json={"text": "late"}).status_code == status


def test_a_response_may_replace_or_delete_what_was_clicked(
    connected: Slack, app: RecordingApp, http: httpx.Client
) -> None:
    ask(connected, actions(button()))
    connected.person("ana").clicks(connected.messages(SALES)[0], "Go")
    url = app.last()["response_url"]
    http.post(url, json={"replace_original": True, "text": "Thank you"})
    assert [(m.text, m.blocks) for m in connected.messages(SALES)] == [("Thank you", ())]
    http.post(url, json={"delete_original": True})
    assert connected.messages(SALES) == []
    bad = http.post(url, json={"blocks": [{"type": "spiral"}]})
    assert (bad.status_code, bad.json()["error"]) == (404, "invalid_blocks")
    assert http.post(f"{connected.base_url}/response/none", json={"text": "x"}).json()["error"] == "expired_url"


def test_menus_and_people_are_chosen_by_name(connected: Slack, app: RecordingApp) -> None:
    options = [{"text": {"type": "plain_text", "text": "Not this one"}, "value": "skip"}]
    menu = {"type": "overflow", "action_id": "menu", "options": options}
    ask(connected, actions(menu, {"type": "users_select", "action_id": "who"}))
    ana = connected.person("ana")
    ana.selects(connected.messages(SALES)[0], "menu", "Not this one")
    assert app.last()["actions"][0]["selected_option"]["value"] == "skip"
    ana.selects(connected.messages(SALES)[0], "who", "priya")
    assert app.last()["actions"][0]["selected_user"] == "U0PRIYA"
