"""Response URLs: how often, how long, and what they may do."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand, actions, ask, button, client, modal, refusal
from tests.sandbox.recording_app import RecordingApp
from tests.tls import NO_TLS

SALES = "C0SALES"
Json = dict[str, Any]

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=NO_TLS) as http:
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


def test_a_private_answer_is_the_rule_and_an_open_one_the_exception(
    connected: Slack, app: RecordingApp, http: httpx.Client
) -> None:
    connected.person("ana").command("/retro", channel="C0GENERAL")  # the app is not in there
    url = app.last()["response_url"]
    http.post(url, json={"text": "for you"})
    http.post(url, json={"text": "for all", "response_type": "in_channel"})
    assert [m.text for m in connected.messages("C0GENERAL")] == ["for all"]
    assert [m.text for m in connected.person("ana").sees("C0GENERAL")] == ["for you", "for all"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": "x", "response_type": "loud"}, "invalid_payload"),
        ({"text": "x", "colour": "red"}, "invalid_payload"),
        ({"text": "x", "thread_ts": "1.000001"}, "invalid_payload"),
        ({"text": "x", "thread_ts": "1.000001", "replace_original": False}, "thread_not_found"),
        ({}, "no_text"),
    ],
)
def test_answers_that_are_not_taken(
    connected: Slack, app: RecordingApp, http: httpx.Client, body: Json, error: str
) -> None:
    connected.person("ana").command("/retro", channel=SALES)
    answer = http.post(app.last()["response_url"], json=body)
    assert (answer.status_code, answer.json()["error"]) == (404, error)
    assert connected.person("ana").sees(SALES) == []


def test_an_answer_may_go_into_a_thread(connected: Slack, app: RecordingApp, http: httpx.Client) -> None:
    root = ask(connected, actions(button()))
    connected.person("ana").clicks(connected.messages(SALES)[0], "Go")
    answer = {"text": "Noted", "response_type": "in_channel", "replace_original": False, "thread_ts": root}
    http.post(app.last()["response_url"], json=answer)
    assert [m.text for m in connected.messages(SALES, root)][1:] == ["Noted"]


def test_a_private_message_is_replaced_and_taken_away_by_its_own_address_only(
    connected: Slack, app: RecordingApp, http: httpx.Client
) -> None:
    sent = client(connected).chat_postEphemeral(channel=SALES, user="U0ANA", text="?", blocks=[actions(button())])
    late = refusal(connected, "chat.update", channel=SALES, ts=sent["message_ts"], text="x")
    assert late["error"] == "message_not_found"
    ana = connected.person("ana")
    ana.clicks(ana.sees(SALES)[0], "Go")
    url = app.last()["response_url"]
    http.post(url, json={"replace_original": True, "text": "Thank you"})
    assert [(m.text, m.ephemeral) for m in ana.sees(SALES)] == [("Thank you", True)]
    http.post(url, json={"delete_original": True})
    assert ana.sees(SALES) == []


def test_a_form_gets_an_address_for_the_place_that_was_chosen(
    connected: Slack, app: RecordingApp, http: httpx.Client
) -> None:
    def chooser(block_id: str, **more: Any) -> Json:
        element = {"type": "conversations_select", "action_id": "where", **more}
        label = {"type": "plain_text", "text": "Where"}
        return {"type": "input", "block_id": block_id, "label": label, "element": element}

    ana = connected.person("ana")
    ana.command("/retro")
    view = modal(chooser("told", response_url_enabled=True), chooser("silent"))
    client(connected).views_open(trigger_id=app.last()["trigger_id"], view=view)
    ana.submits(told=SALES, silent=SALES)
    address = app.last()["response_urls"][0]
    assert {**address, "response_url": ""} == {
        "block_id": "told",
        "action_id": "where",
        "channel_id": SALES,
        "response_url": "",
    }
    assert len(app.last()["response_urls"]) == 1
    http.post(address["response_url"], json={"text": "Done", "response_type": "in_channel"})
    assert [m.text for m in connected.messages(SALES)] == ["Done"]
