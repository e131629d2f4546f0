"""Response URLs: how often, how long, and what they may do."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand, actions, ask, button
from tests.sandbox.recording_app import RecordingApp

SALES = "C0SALES"
Json = dict[str, Any]

pytestmark = pytest.mark.usefixtures("quiet")


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
