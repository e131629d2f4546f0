"""Whether an event arrives: how long Slack waits, why it says that it comes again, and when it gives up."""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from sandbox.conversations import Conversation, Kind
from sandbox.events import MOST_AN_HOUR, RETRY_AFTER
from sandbox.limits import Window
from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand
from tests.sandbox.recording_app import Answer, Received, RecordingApp, recording_app

SALES = "C0SALES"


def summaries(slack: Slack) -> list[str]:
    return [entry.summary for entry in slack.events()]


def test_an_event_that_is_not_taken_comes_again_three_times() -> None:
    with running(app_url="http://127.0.0.1:9/", pace=100_000) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.wait_for(lambda: len(slack.events()) == 4)
        slack.deliver()
        assert [e.summary for e in slack.events()] == [
            "connection_failed",
            "retry 1, connection_failed",
            "retry 2, connection_failed",
            "retry 3, connection_failed",
        ]


def test_an_answer_that_comes_too_late_is_none(app: RecordingApp) -> None:
    def answer(request: Received) -> Answer:
        time.sleep(0.5 if "retry" not in str(request.headers) else 0.0)
        return 200, ""

    app.answer = answer
    with running(app_url=app.url, answer_within=0.2) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.deliver()
        assert [e.summary for e in slack.events()] == ["http_timeout", "retry 1"]


def test_retries_carry_their_number_and_reason_and_the_same_event_id(app: RecordingApp) -> None:
    app.answer = lambda request: (500 if len(app.received) < 3 else 200, "")
    with running(app_url=app.url, pace=100_000) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.wait_for(lambda: len(slack.events()) == 3)
    numbers = [r.headers.get("x-slack-retry-num") for r in app.received]
    reasons = [r.headers.get("x-slack-retry-reason") for r in app.received]
    assert (numbers, reasons) == ([None, "1", "2"], [None, "http_error", "http_error"])
    assert len({r.payload["event_id"] for r in app.received}) == 1


def test_the_second_retry_waits_a_minute(app: RecordingApp) -> None:
    app.answer = lambda request: (500, "")
    with running(app_url=app.url) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.deliver()
        assert len(app.received) == 2


def test_the_waiting_times_are_slacks() -> None:
    assert RETRY_AFTER == (0, 60, 300)


def test_the_last_retry_waits_five_minutes_more(app: RecordingApp) -> None:
    times: list[float] = []

    def answer(request: Received) -> Answer:
        times.append(time.monotonic())
        return 500, ""

    app.answer = answer
    with running(app_url=app.url, pace=1000) as slack:  # a minute lasts 0.06 s, five last 0.3 s
        slack.person("ana").says(SALES, "Hello")
        slack.wait_for(lambda: len(slack.events()) == 4)
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert waits[1] >= 0.06
    assert waits[2] >= 0.3


def redirecting(app: RecordingApp, times: int) -> None:
    """Let the app send its first visitors on, to itself."""
    onward: dict[str, str] = {"Location": app.url}
    app.answer = lambda request: (307, "", onward) if len(app.received) <= times else (200, "")


@pytest.mark.parametrize(("times", "summary"), [(2, [""]), (3, ["too_many_redirects", "retry 1"])])
def test_two_redirects_are_followed_and_three_are_not(app: RecordingApp, times: int, summary: list[str]) -> None:
    redirecting(app, times)
    with running(app_url=app.url, pace=100_000) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.deliver()
        assert summaries(slack) == summary
    assert all("x-slack-signature" in request.headers for request in app.received)


def test_no_tls_where_tls_was_promised(app: RecordingApp) -> None:
    with running(app_url=app.url.replace("http:", "https:")) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.deliver()
        assert summaries(slack) == ["ssl_error", "retry 1, ssl_error"]


@pytest.mark.parametrize(("status", "value", "attempts"), [(500, "1", 1), (404, "1", 1), (500, "0", 2)])
def test_the_app_may_ask_not_to_be_asked_again(app: RecordingApp, status: int, value: str, attempts: int) -> None:
    app.answer = lambda request: (status, "", {"X-Slack-No-Retry": value})
    with running(app_url=app.url) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.deliver()
        assert len(app.received) == attempts


@pytest.mark.parametrize("status", [200, 201, 204])
def test_any_2xx_takes_an_event(app: RecordingApp, status: int) -> None:
    app.answer = lambda request: (status, "")
    with running(app_url=app.url) as slack:
        slack.person("ana").says(SALES, "Hello")
        slack.deliver()
        assert len(app.received) == 1


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def counted(hand: Hand) -> Iterator[tuple[Slack, RecordingApp]]:
    """A sandbox whose hour has one event left, and its app."""
    with recording_app() as app, running(app_url=app.url, real=hand) as slack:
        slack.site.events.volume.calls.extend([hand.at] * (MOST_AN_HOUR - 1))
        yield slack, app


def test_an_hour_holds_thirty_thousand_events(counted: tuple[Slack, RecordingApp], hand: Hand) -> None:
    slack, app = counted
    ana = slack.person("ana")
    for text in ("The last", "Lost", "Lost too"):
        ana.says(SALES, text)
    hand.at += 60
    ana.says(SALES, "Lost a minute later")
    hand.at += 3600
    ana.says(SALES, "Heard again")
    slack.deliver()
    kinds = [request.payload["type"] for request in app.received]
    assert kinds == ["event_callback", "app_rate_limited", "app_rate_limited", "event_callback"]
    first, second = (r.payload["minute_rate_limited"] for r in app.received if r.payload["type"] == kinds[1])
    assert (first % 60, second - first) == (0, 60)
    assert [event["text"] for event in (r.payload.get("event") for r in app.received) if event] == [
        "The last",
        "Heard again",
    ]


def test_a_window_has_a_length() -> None:
    window = Window(1, 3600.0)
    window.take(0.0)
    assert (window.wait(3599.0), window.wait(3600.0)) == (1.0, 0.0)


def test_one_slow_answer_does_not_lose_what_follows(app: RecordingApp) -> None:
    slow = threading.Event()

    def answer(request: Received) -> Answer:
        slow.wait(5)
        return 200, ""

    app.answer = answer
    with running(app_url=app.url, answer_within=5) as slack:
        for text in ("one", "two"):
            slack.person("ana").says(SALES, text)
        slow.set()
        slack.deliver()
        assert [event["text"] for event in app.events("message")] == ["one", "two"]


def test_nothing_of_a_place_without_the_app_is_sent(connected: Slack, app: RecordingApp) -> None:
    place = Conversation("C0ELSE", Kind.CHANNEL, "else", ["U0ANA"])
    connected.workspace.conversations[place.id] = place
    connected.emit({"type": "channel_archive", "channel": place.id}, place.id)
    connected.deliver()
    assert app.received == []
