"""Misbehaviour on demand."""

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.faults import Faults
from sandbox.testing import Slack
from tests.sandbox.calling import client, refusal

SALES = "C0SALES"


def post(slack: Slack) -> None:
    client(slack).chat_postMessage(channel=SALES, text="x")


@pytest.mark.parametrize(
    ("kind", "stands"),
    [("lost_answer", 1), ("error_after", 1), ("lost_request", 0), ("500", 0), ("503", 0), ("hang", 0)],
)
def test_no_clear_answer(slack: Slack, kind: str, stands: int) -> None:
    slack.fault("chat.postMessage", kind, seconds=0.05)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - urllib and the SDK raise different ones
        post(slack)
    assert not isinstance(caught.value, AssertionError)
    assert len(slack.messages(SALES)) == stands
    post(slack)
    assert len(slack.messages(SALES)) == stands + 1


def test_too_many_by_order(slack: Slack) -> None:
    slack.fault("chat.*", "429", retry_after=7, times=2)
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
    slack.fault("*", kind)
    assert refusal(slack, "auth.test")["error"] == error
    client(slack).auth_test()


def test_a_late_answer_is_still_an_answer(slack: Slack) -> None:
    slack.fault("chat.postMessage", "late_answer", seconds=0.05)
    post(slack)
    assert len(slack.messages(SALES)) == 1


def test_chance_is_seeded() -> None:
    def strikes(seed: int) -> list[bool]:
        faults = Faults()
        faults.add("chat.*", "500", probability=0.5, seed=seed)
        return [faults.strike("chat.update") is not None for _ in range(50)]

    assert strikes(1) == strikes(1) != strikes(2)
    assert 10 < sum(strikes(1)) < 40


def test_clearing(slack: Slack) -> None:
    slack.fault("*", "500", times=-1)
    slack.faults.clear()
    post(slack)
