"""The app's address is taken when the app answers Slack's challenge, and not otherwise."""

import threading
from collections.abc import Callable
from typing import Any

import httpx2 as httpx
import pytest

from sandbox.testing import Slack, running
from tests.sandbox.recording_app import Answer, Received, RecordingApp
from tests.tls import NO_TLS

Json = dict[str, Any]


def move(slack: Slack, url: str, **more: str) -> Json:
    """Set the app's address as the page does."""
    with httpx.Client(trust_env=False, verify=NO_TLS) as http:
        answer: Json = http.post(f"{slack.base_url}/sandbox/app", json={"url": url, **more}).json()
        return answer


def challenge(request: Received) -> str:
    return str(request.payload["challenge"])


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: (200, {"challenge": challenge(request)}),
        lambda request: (200, challenge(request)),
        lambda request: (200, f"challenge={challenge(request)}"),
    ],
    ids=["json", "plain", "form"],
)
def test_an_app_that_answers_is_taken(slack: Slack, app: RecordingApp, answer: Callable[[Received], Answer]) -> None:
    app.answer = answer
    assert move(slack, app.url, signing_secret="new") == {"ok": True, "url": app.url}
    assert set(app.last()) == {"token", "challenge", "type"}
    assert (slack.site.app.url, slack.site.app.signing_secret) == (app.url, "new")
    app.answer = lambda request: (200, "")
    slack.person("ana").says("C0SALES", "Hello")
    slack.deliver()
    assert app.events("message")[0]["text"] == "Hello"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda request: (200, ""), "not with the challenge"),
        (lambda request: (200, "<html>Welcome</html>"), "not with the challenge"),
        (lambda request: (200, {"challenge": "another"}), "not with the challenge"),
        (lambda request: (401, challenge(request)), "HTTP 401"),
        (lambda request: (500, ""), "HTTP 500"),
    ],
)
def test_an_app_that_does_not_is_not(
    slack: Slack, app: RecordingApp, answer: Callable[[Received], Answer], reason: str
) -> None:
    app.answer = answer
    said = move(slack, app.url)
    assert said["ok"] is False
    assert reason in said["error"]
    assert slack.site.app.url is None


def test_where_nobody_listens_or_answers_in_time(app: RecordingApp) -> None:
    asleep = threading.Event()
    app.answer = lambda request: (200 if asleep.wait(5) else 500, challenge(request))
    with running(answer_within=0.05) as slack:
        assert "Nobody listens" in move(slack, "http://127.0.0.1:9/slack/events")["error"]
        assert "in time" in move(slack, app.url)["error"]
        asleep.set()
    with running() as slack:
        assert "TLS" in move(slack, app.url.replace("http:", "https:"))["error"]
        assert move(slack, app.url)["ok"] is True
