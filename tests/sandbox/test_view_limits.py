"""What Slack refuses to show: triggers, stacks, sizes and hashes of views."""

import json
from typing import Any

import pytest

from sandbox.block_limits import LONGEST_VIEW
from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand, actions, button, client, modal, open_modal, refusal, section
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]

pytestmark = pytest.mark.usefixtures("quiet")


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


def test_external_ids_are_unique(connected: Slack, app: RecordingApp) -> None:
    open_modal(connected, app, modal(external_id="one"))
    connected.person("kim").command("/retro")
    trigger = app.last()["trigger_id"]
    twin = refusal(connected, "views.open", trigger_id=trigger, view=modal(external_id="one"))
    assert twin["error"] == "duplicate_external_id"
    client(connected).views_update(external_id="one", view=modal(section()))
    client(connected).views_open(trigger_id=trigger, view=modal(external_id="one"))


def sized(size: int) -> Json:
    """A modal of exactly so many bytes."""
    view = modal(*[section("x" * 3000) for _ in range(81)], section("x"))
    missing = size - len(json.dumps(view).encode())
    view["blocks"][-1] = section("x" * (1 + missing))
    assert len(json.dumps(view).encode()) == size
    return view


@pytest.mark.parametrize(("size", "error"), [(LONGEST_VIEW, None), (LONGEST_VIEW + 1, "view_too_large")])
def test_views_have_a_size(connected: Slack, app: RecordingApp, size: int, error: str | None) -> None:
    connected.person("kim").command("/retro")
    args = {"trigger_id": app.last()["trigger_id"], "view": sized(size)}
    if error is None:
        client(connected).api_call("views.open", json=args)
    else:
        assert refusal(connected, "views.open", **args)["error"] == error


@pytest.mark.parametrize(("blocks", "good"), [(100, True), (101, False)])
def test_views_hold_a_hundred_blocks(connected: Slack, blocks: int, good: bool) -> None:
    home = {"type": "home", "blocks": [section()] * blocks}
    if good:
        client(connected).views_publish(user_id="U0ANA", view=home)
    else:
        assert refusal(connected, "views.publish", user_id="U0ANA", view=home)["error"] == "invalid_arguments"


def test_a_home_tab_is_no_modal_and_the_other_way_round(connected: Slack, app: RecordingApp) -> None:
    connected.person("ana").command("/retro")
    home = {"type": "home", "blocks": [section()]}
    wrong = refusal(connected, "views.open", trigger_id=app.last()["trigger_id"], view=home)
    assert wrong["error"] == "invalid_arguments"
    assert refusal(connected, "views.publish", user_id="U0ANA", view=modal())["error"] == "invalid_arguments"
    assert refusal(connected, "views.publish", user_id="U0NOBODY", view=home)["error"] == "user_not_found"
    nothing = refusal(connected, "views.push", trigger_id=app.last()["trigger_id"], view=modal())
    assert nothing["error"] == "not_found"


def test_pushing_needs_a_good_trigger_too(app: RecordingApp) -> None:
    hand = Hand()
    with running(app_url=app.url, real=hand) as slack:
        ana = slack.person("ana")
        ana.command("/x")
        client(slack).views_open(trigger_id=app.last()["trigger_id"], view=modal(actions(button())))
        assert ana.modal is not None
        ana.clicks(ana.modal, "Go")
        trigger = app.last()["trigger_id"]
        hand.at += 3.1
        assert refusal(slack, "views.push", trigger_id=trigger, view=modal())["error"] == "expired_trigger_id"


def test_a_home_tab_that_is_switched_off(connected: Slack) -> None:
    connected.grant({"oauth_config": {"scopes": {"bot": ["chat:write"]}}})
    home = {"type": "home", "blocks": [section()]}
    assert refusal(connected, "views.publish", user_id="U0ANA", view=home)["error"] == "not_enabled"
    closed = refusal(connected, "chat.postMessage", channel="U0ANA", text="x")
    assert closed["error"] == "messages_tab_disabled"
