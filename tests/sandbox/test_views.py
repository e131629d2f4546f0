"""Modals, what people do in them, and the home tab."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.errors import ActFailedError
from sandbox.testing import Slack
from tests.sandbox.calling import actions, button, client, modal, open_modal, refusal, section, text_input
from tests.sandbox.recording_app import Received, RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]

pytestmark = pytest.mark.usefixtures("quiet")


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
    assert ana.modal_words == "A form\nSend\nAnswer\nToo short"
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


@pytest.mark.parametrize(
    ("block_id", "action_id", "kept"),
    [("answer", "text", True), ("answer", "other", False), ("another", "text", False)],
)
def test_a_value_survives_an_update_with_the_same_ids_only(
    connected: Slack, app: RecordingApp, block_id: str, action_id: str, kept: bool
) -> None:
    open_modal(connected, app, modal(text_input("answer"), actions(button("More", "more"))))
    ana = connected.person("ana")
    shown = ana.modal
    assert shown is not None
    typed = {"answer": {"text": {"type": "plain_text_input", "value": "typed"}}}
    action = {"type": "button", "block_id": "x", "action_id": "more"}
    connected.site.interactions.click_view(connected.workspace.people["U0ANA"], shown, action, typed)
    changed = modal(text_input(block_id, optional=True, action_id=action_id))
    client(connected).views_update(view_id=shown.id, view=changed)
    ana.submits()
    values = app.last()["view"]["state"]["values"]
    assert values == {block_id: {action_id: {"type": "plain_text_input", "value": "typed" if kept else None}}}


def test_closing_is_told_only_when_asked_for(connected: Slack, app: RecordingApp) -> None:
    ana = connected.person("ana")
    open_modal(connected, app, modal())
    ana.closes()
    assert app.last()["type"] == "block_actions"
    open_modal(connected, app, modal(notify_on_close=True))
    ana.closes(whole_stack=True)
    assert (app.last()["type"], app.last()["is_cleared"]) == ("view_closed", True)
    assert ana.modal is None
    open_modal(connected, app, modal(notify_on_close=True))
    ana.closes()
    assert (app.last()["type"], app.last()["is_cleared"]) == ("view_closed", False)


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
