"""Reading in pages: nothing twice, nothing left out, and limits that make sense."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.testing import Slack
from tests.sandbox.calling import client, refusal

SALES = "C0SALES"
Json = dict[str, Any]

# Method → its arguments, the list in the answer, and what names an entry.
LISTS: dict[str, tuple[Json, str, Callable[[Any], str]]] = {
    "conversations.history": ({"channel": SALES}, "messages", lambda entry: str(entry["ts"])),
    "conversations.replies": ({"channel": SALES}, "messages", lambda entry: str(entry["ts"])),
    "conversations.members": ({"channel": SALES}, "members", str),
    "conversations.list": ({"types": "public_channel,im,mpim"}, "channels", lambda entry: str(entry["id"])),
    "users.list": ({}, "members", lambda entry: str(entry["id"])),
}


@pytest.fixture
def busy(slack: Slack) -> Slack:
    """A channel with seven roots, of which the first has six replies, and some conversations."""
    api = client(slack)
    roots = [api.chat_postMessage(channel=SALES, text=f"{n}")["ts"] for n in range(7)]
    for number in range(6):
        api.chat_postMessage(channel=SALES, text=f"reply {number}", thread_ts=roots[0])
    for other in ("priya", "kim", "marco", "dana"):
        slack.group_dm("ana", other)
    return slack


def asked(slack: Slack, method: str) -> Json:
    args = dict(LISTS[method][0])
    if method == "conversations.replies":
        args["ts"] = slack.messages(SALES)[0].ts
    return args


def read(slack: Slack, method: str, **args: Any) -> tuple[list[str], str]:
    """The names on one page, and the cursor of the next."""
    _, key, name_of = LISTS[method]
    answer = client(slack).api_call(method, json={**asked(slack, method), **args})
    return [name_of(entry) for entry in answer[key]], answer["response_metadata"]["next_cursor"]


@pytest.mark.parametrize("method", LISTS)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_together_are_the_whole(busy: Slack, method: str, limit: int) -> None:
    whole, end = read(busy, method, limit=1000)
    assert end == ""
    found, cursor = read(busy, method, limit=limit)
    assert len(found) == limit
    while cursor:
        more, cursor = read(busy, method, limit=limit, cursor=cursor)
        found += more
    assert found == whole
    assert len(set(found)) == len(found) >= 5


@pytest.mark.parametrize("method", LISTS)
@pytest.mark.parametrize(("limit", "good"), [(1, True), (1000, True), (1001, False), (-1, False)])
def test_a_page_has_a_size(busy: Slack, method: str, limit: int, good: bool) -> None:
    if good:
        read(busy, method, limit=limit)
    else:
        refused = refusal(busy, method, **asked(busy, method), limit=limit)
        assert refused["error"] in ("invalid_limit", "invalid_arguments")


@pytest.mark.parametrize("method", LISTS)
@pytest.mark.parametrize("cursor", ["nonsense", "bmV4dDp4"])
def test_a_cursor_is_one_that_was_given_out(busy: Slack, method: str, cursor: str) -> None:
    assert refusal(busy, method, **asked(busy, method), cursor=cursor)["error"] == "invalid_cursor"


def test_a_time_window(busy: Slack) -> None:
    times = [message.ts for message in busy.messages(SALES)]
    found, _ = read(busy, "conversations.history", oldest=times[1], latest=times[4])
    assert found == times[2:4][::-1]
    found, _ = read(busy, "conversations.history", oldest=times[1], latest=times[4], inclusive=True)
    assert found == times[1:5][::-1]
    for name in ("oldest", "latest"):
        refused = refusal(busy, "conversations.history", channel=SALES, **{name: "then"})
        assert refused["error"] == f"invalid_ts_{name}"


def test_has_more_says_whether_there_is_another_page(busy: Slack) -> None:
    for limit, more in ((6, True), (7, False)):
        answer = client(busy).conversations_history(channel=SALES, limit=limit)
        assert answer["has_more"] is more
