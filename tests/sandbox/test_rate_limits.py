"""Slack's rate limits, on a clock that the test moves."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest

from sandbox.clock import Clock
from sandbox.limits import Limits
from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand, client
from tests.tls import NO_TLS

SALES = "C0SALES"


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def limits(hand: Hand) -> Limits:
    return Limits(Clock(real=hand))


def test_a_channel_takes_a_short_burst_then_one_a_second(limits: Limits, hand: Hand) -> None:
    assert [limits.claim("chat.postMessage", "C1") for _ in range(4)] == [0, 0, 0, 1]
    assert limits.claim("chat.postMessage", "C2") == 0
    hand.at += 0.99
    assert limits.claim("chat.postMessage", "C1") == 1
    hand.at += 0.01
    assert limits.claim("chat.postMessage", "C1") == 0
    assert limits.claim("chat.postMessage", "C1") == 1


def test_one_a_second_is_never_refused(limits: Limits, hand: Hand) -> None:
    for _ in range(200):
        assert limits.claim("chat.postMessage", "C1") == 0
        hand.at += 1.0


@pytest.mark.parametrize(
    ("method", "a_minute"),
    [
        ("apps.connections.open", 1),
        ("users.list", 20),
        ("reactions.remove", 20),
        ("chat.update", 50),
        ("conversations.replies", 50),
        ("users.lookupByEmail", 50),
        ("users.info", 100),
        ("views.open", 100),
        ("chat.postEphemeral", 100),
    ],
)
def test_tiers(limits: Limits, hand: Hand, method: str, a_minute: int) -> None:
    assert [limits.claim(method, "C1") for _ in range(a_minute)] == [0] * a_minute
    assert limits.claim(method, "C2") == 60
    hand.at += 59
    assert limits.claim(method, "C1") == 1
    hand.at += 1
    assert limits.claim(method, "C1") == 0


def test_only_the_method_over_its_limit_is_blocked(limits: Limits) -> None:
    for _ in range(21):
        limits.claim("users.list", None)
    assert limits.claim("users.list", None) > 0
    assert limits.claim("conversations.list", None) == 0


def test_a_workspace_takes_several_hundred_posts_a_minute(limits: Limits) -> None:
    assert [limits.claim("chat.postMessage", f"C{n}") for n in range(401)] == [0] * 400 + [60]


def test_pace_shortens_the_wait_but_not_the_seconds_that_are_told(hand: Hand) -> None:
    limits = Limits(Clock(pace=100.0, real=hand))
    for _ in range(50):
        limits.claim("chat.update", "C1")
    assert limits.claim("chat.update", "C1") == 60
    hand.at += 0.59
    assert limits.claim("chat.update", "C1") == 1
    hand.at += 0.02
    assert limits.claim("chat.update", "C1") == 0


@pytest.fixture
def slack(hand: Hand) -> Iterator[Slack]:
    with running(real=hand) as slack:
        yield slack


def test_too_many_is_http_429(slack: Slack) -> None:
    for _ in range(3):
        client(slack).chat_postMessage(channel=SALES, text="x")
    with httpx.Client(trust_env=False, verify=NO_TLS, headers={"Authorization": f"Bearer {slack.token}"}) as http:
        answer = http.post(slack.api_url + "chat.postMessage", json={"channel": SALES, "text": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert answer.json() == {"ok": False, "error": "ratelimited"}
    assert len(slack.messages(SALES)) == 3


def test_a_person_and_the_dm_with_them_share_one_limit(slack: Slack, hand: Hand) -> None:
    dm = slack.person("ana").dm
    for where in (dm, "U0ANA", dm):
        client(slack).chat_postMessage(channel=where, text="x")
    assert slack.site.limits.claim("chat.postMessage", dm) == 1
