"""Misbehaviour on demand, ordered over HTTP as the page orders it."""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.faults import KINDS, OF_EVENTS, Fault, Faults
from sandbox.testing import Slack, running
from tests.sandbox.calling import client, post, refusal
from tests.sandbox.recording_app import RecordingApp
from tests.tls import NO_TLS

SALES = "C0SALES"
Json = dict[str, Any]


@pytest.fixture
def http(slack: Slack) -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=NO_TLS, base_url=slack.base_url) as http:
        yield http


def order(slack: Slack, method: str, kind: str, **details: Any) -> httpx.Response:
    with httpx.Client(trust_env=False, verify=NO_TLS, base_url=slack.base_url) as http:
        return http.post("/sandbox/faults", json={"method": method, "kind": kind, **details})


@pytest.mark.parametrize(
    ("kind", "stands"),
    [("lost_answer", 1), ("error_after", 1), ("lost_request", 0), ("500", 0), ("503", 0), ("hang", 0)],
)
def test_no_clear_answer(slack: Slack, kind: str, stands: int) -> None:
    order(slack, "chat.postMessage", kind, seconds=0.05)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - urllib and the SDK raise different ones
        post(slack)
    assert not isinstance(caught.value, AssertionError)
    assert len(slack.messages(SALES)) == stands
    post(slack)
    assert len(slack.messages(SALES)) == stands + 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_slack_answers_with_its_status(slack: Slack, http: httpx.Client, status: int) -> None:
    order(slack, "auth.test", str(status))
    answers = [http.post("/api/auth.test", headers={"Authorization": f"Bearer {slack.token}"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, 200]


def test_too_many_by_order(slack: Slack) -> None:
    order(slack, "chat.*", "429", retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post(slack)
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
    post(slack)


@pytest.mark.parametrize(
    ("kind", "error"),
    [("revoked", "token_revoked"), ("missing_scope", "missing_scope"), ("fatal_error", "fatal_error")],
)
def test_errors_by_name(slack: Slack, kind: str, error: str) -> None:
    order(slack, "*", kind)
    assert refusal(slack, "auth.test")["error"] == error
    client(slack).auth_test()


def test_a_late_answer_is_still_an_answer(slack: Slack) -> None:
    order(slack, "chat.postMessage", "late_answer", seconds=0.05)
    began = time.monotonic()
    post(slack)
    assert time.monotonic() - began >= 0.05
    assert len(slack.messages(SALES)) == 1


def test_a_token_is_revoked_for_good(slack: Slack, http: httpx.Client) -> None:
    http.post("/sandbox/uninstall", json={})
    for _ in range(2):
        assert refusal(slack, "auth.test")["error"] == "token_revoked"


def test_reading_lags_until_it_is_told_not_to(slack: Slack, http: httpx.Client) -> None:
    order(slack, "*", "read_lag", seconds=60_000_000)
    post(slack)
    assert client(slack).conversations_history(channel=SALES)["messages"] == []
    http.delete("/sandbox/faults")
    assert len(client(slack).conversations_history(channel=SALES)["messages"]) == 1


# Events


def said(slack: Slack, app: RecordingApp, *texts: str) -> list[str]:
    """What the app hears, in order, when these are said."""
    for text in texts:
        slack.person("ana").says(SALES, text)
    return [event["text"] for event in app.events("message")]


def test_events_can_be_dropped_doubled_and_late(connected: Slack, app: RecordingApp) -> None:
    for kind in ("drop", "duplicate", "late"):
        order(connected, "event:message", kind, seconds=0.2)
    said(connected, app, "one", "two", "three", "four")
    connected.wait_for(lambda: len(app.received) == 4)
    assert said(connected, app) == ["two", "two", "four", "three"]


def test_a_doubled_event_is_the_same_event(connected: Slack, app: RecordingApp) -> None:
    order(connected, "event:*", "duplicate")
    said(connected, app, "twice")
    connected.deliver()
    first, second = (request.payload for request in app.received)
    assert first == second


def test_events_change_places(connected: Slack, app: RecordingApp) -> None:
    order(connected, "event:message", "reorder", times=1)
    said(connected, app, "one", "two", "three")
    connected.deliver()
    assert said(connected, app) == ["two", "one", "three"]


def test_an_event_does_not_wait_for_ever_for_another(connected: Slack, app: RecordingApp) -> None:
    order(connected, "event:message", "reorder", seconds=0.05)
    said(connected, app, "alone")
    connected.wait_for(lambda: len(app.received) == 1)


def test_orders_about_calls_and_about_events_do_not_mix(connected: Slack, app: RecordingApp) -> None:
    order(connected, "*", "500")
    order(connected, "*", "drop")
    said(connected, app, "dropped")
    with pytest.raises(SlackApiError):
        client(connected).auth_test()
    connected.deliver()
    assert app.received == []
    assert {name for name in KINDS if name in OF_EVENTS} == set(OF_EVENTS)


# Chance


def strikes(faults: Faults, calls: int = 50) -> list[bool]:
    return [faults.strike("chat.update") is not None for _ in range(calls)]


def test_chance_is_seeded() -> None:
    def run(seed: int) -> list[bool]:
        faults = Faults()
        faults.add("chat.*", "500", probability=0.5, seed=seed)
        return strikes(faults)

    assert run(1) == run(1) != run(2)
    assert 10 < sum(run(1)) < 40


def test_a_seed_is_chosen_shown_and_repeats_the_run(slack: Slack, http: httpx.Client) -> None:
    order(slack, "chat.*", "500", probability=0.5)
    shown = http.get("/sandbox/faults").json()["faults"][0]
    first = strikes(slack.faults)
    http.delete("/sandbox/faults")
    order(slack, "chat.*", "500", probability=0.5, seed=shown["seed"])
    assert strikes(slack.faults) == first


def test_two_orders_get_two_seeds() -> None:
    assert Fault("*", "500").seed != Fault("*", "500").seed


def test_a_chosen_seed_is_in_the_log_of_a_failing_test(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        fault = slack.fault("chat.*", "500", probability=0.5)
        slack.fault("chat.*", "500", probability=0.5, seed=7)
        slack.fault("chat.*", "500")
    assert [record.getMessage() for record in caplog.records] == [f"the sandbox chose a seed: {fault}"]
    assert f"seed {fault.seed}," in caplog.text


@pytest.mark.parametrize("wait", ["wait_for", "deliver"])
def test_who_waits_in_vain_is_told_the_seeds(app: RecordingApp, wait: str) -> None:
    asleep = threading.Event()
    app.answer = lambda request: (200 if asleep.wait(5) else 500, "")
    with running(app_url=app.url, answer_within=5) as slack:
        fault = slack.fault("event:*", "duplicate", probability=1.0, seed=4711, times=3)
        chance = slack.fault("chat.*", "500", probability=0.1)
        slack.person("ana").says(SALES, "x")
        with pytest.raises(TimeoutError) as caught:
            slack.wait_for(lambda: False, 0.01) if wait == "wait_for" else slack.deliver(0.01)
        asleep.set()
    assert str(fault) in str(caught.value)
    assert f"seed {chance.seed}" in str(caught.value)


@pytest.mark.parametrize(
    "details",
    [{"times": "many"}, {"probability": 1.1}, {"probability": -0.1}, {"seconds": -1}, {"retry_after": -1}],
)
def test_orders_that_make_no_sense(slack: Slack, details: Json) -> None:
    answer = order(slack, "*", "500", **details)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    client(slack).auth_test()


@pytest.mark.parametrize(
    ("method", "kind", "told"),
    [
        ("chat.postMessage", "lost_anwser", "lost_answer, error_after"),
        ("chat.postMessage", "", "there are 429, 500"),
        ("chat.postMesage", "500", "no method 'chat.postMesage'"),
        ("slack.*", "429", "no method 'slack.*'"),
    ],
)
def test_what_cannot_be_ordered_is_refused_with_what_can(slack: Slack, method: str, kind: str, told: str) -> None:
    answer = order(slack, method, kind)
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    assert told in answer.json()["error"]
    assert slack.faults.listing() == []


@pytest.mark.parametrize("code", ["channel_not_found", "token_expired", "error:brand_new_code"])
def test_any_code_of_slacks_can_be_ordered(slack: Slack, code: str) -> None:
    order(slack, "auth.*", code)
    assert refusal(slack, "auth.test")["error"] == code.removeprefix("error:")


def test_clearing(slack: Slack, http: httpx.Client) -> None:
    order(slack, "*", "500", times=-1)
    assert len(http.get("/sandbox/faults").json()["faults"]) == 1
    http.delete("/sandbox/faults")
    post(slack)
    assert http.get("/sandbox/faults").json() == {"faults": [], "read_lag": 0.0, "edit_window": None}
