"""What Slack checks on every call: token, method, arguments, scopes."""

import random
from typing import Any

import httpx2 as httpx
import pytest

from sandbox import web_api
from sandbox.calls import METHODS
from sandbox.testing import Slack
from tests.sandbox.calling import client, refusal
from tests.tls import NO_TLS


def post(slack: Slack, method: str, **request: Any) -> dict[str, Any]:
    with httpx.Client(trust_env=False, verify=NO_TLS) as http:
        answer: dict[str, Any] = http.post(slack.api_url + method, **request).json()
        return answer


AUTH = {"Authorization": "Bearer xoxb-sandbox"}


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({}, "not_authed"),
        ({"headers": {"Authorization": "Bearer xoxb-other"}}, "invalid_auth"),
        ({"data": {"token": "xoxb-other"}}, "invalid_auth"),
        ({"headers": AUTH, "json": [1]}, "json_not_object"),
        ({"headers": {**AUTH, "Content-Type": "application/json"}, "content": b"{"}, "invalid_json"),
    ],
)
def test_a_call_that_does_not_get_far(slack: Slack, request_: dict[str, Any], error: str) -> None:
    assert post(slack, "auth.test", **request_) == {"ok": False, "error": error}


@pytest.mark.parametrize(
    "request_",
    [
        {"headers": AUTH, "json": {"user": "U0ANA"}},
        {"headers": AUTH, "data": {"user": "U0ANA"}},
        {"headers": AUTH, "params": {"user": "U0ANA"}},
        {"headers": AUTH, "files": {"user": (None, "U0ANA")}},
        {"data": {"token": "xoxb-sandbox", "user": "U0ANA"}},
    ],
    ids=["json", "form", "query", "multipart", "token in the form"],
)
def test_arguments_come_in_many_ways(slack: Slack, request_: dict[str, Any]) -> None:
    assert post(slack, "users.info", **request_)["user"]["real_name"] == "Ana Ruiz"


@pytest.mark.parametrize(
    ("method", "args", "error", "message"),
    [
        ("chat.shout", {}, "unknown_method", None),
        ("pins.add", {"channel": "C0SALES"}, "unknown_method", "the sandbox does not play pins.add"),
        ("users.info", {}, "invalid_arguments", "missing required field: user"),
        ("users.info", {"user": ""}, "invalid_arguments", "missing required field: user"),
        ("users.info", {"user": "U0ANA", "age": 3}, "invalid_arguments", "unknown argument: age"),
        ("users.info", {"user": 7}, "invalid_arguments", "must be a string: user"),
        ("users.list", {"limit": "many"}, "invalid_arguments", "must be a number: limit"),
        (
            "conversations.open",
            {"users": "U0ANA", "return_im": "maybe"},
            "invalid_arguments",
            "must be a boolean: return_im",
        ),
    ],
)
def test_wrong_calls(slack: Slack, method: str, args: dict[str, Any], error: str, message: str | None) -> None:
    answer = refusal(slack, method, **args)
    assert answer["error"] == error
    assert answer.get("response_metadata", {}).get("messages") == (message and [f"[ERROR] {message}"])


def test_a_scope_that_was_not_granted(slack: Slack) -> None:
    slack.grant({"oauth_config": {"scopes": {"bot": ["users:read", "chat:write"]}}})
    answer = client(slack).users_info(user="U0ANA")
    assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"
    assert "email" not in answer["user"]["profile"]
    assert refusal(slack, "users.lookupByEmail", email="ana@fabrikam.example") == {
        "ok": False,
        "error": "missing_scope",
        "needed": "users:read.email",
        "provided": "chat:write,users:read",
    }


@pytest.mark.parametrize(("users", "needed"), [("U0ANA", "im:write"), ("U0ANA,U0KIM", "mpim:write")])
def test_dms_and_group_dms_have_scopes_of_their_own(slack: Slack, users: str, needed: str) -> None:
    other = {"im:write": "mpim:write", "mpim:write": "im:write"}[needed]
    slack.grant({"oauth_config": {"scopes": {"bot": [other]}}})
    assert refusal(slack, "conversations.open", users=users)["needed"] == needed


def test_a_revoked_token(slack: Slack) -> None:
    slack.uninstall()
    assert refusal(slack, "auth.test") == {"ok": False, "error": "token_revoked"}


def test_who_am_i(slack: Slack) -> None:
    me = client(slack).auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == ("U0SILVER", "B0SILVER", "T0SANDBOX")
    assert client(slack).team_info()["team"]["name"] == "Fabrikam Sales"
    assert refusal(slack, "apps.connections.open")["error"] == "not_allowed_token_type"


@pytest.mark.parametrize("email", ["ana@fabrikam.example", "Ana@Fabrikam.Example"])
def test_a_person_is_found_by_address(slack: Slack, email: str) -> None:
    user = client(slack).users_lookupByEmail(email=email)["user"]
    assert (user["id"], user["tz"], user["profile"]["email"]) == ("U0ANA", "Europe/Berlin", "ana@fabrikam.example")


def test_who_left_is_not_found_by_address_but_by_id(slack: Slack) -> None:
    slack.change_person("kim", deleted=True)
    assert refusal(slack, "users.lookupByEmail", email="kim@fabrikam.example")["error"] == "users_not_found"
    assert client(slack).users_info(user="U0KIM")["user"]["deleted"] is True


def test_pages(slack: Slack) -> None:
    names: list[str] = []
    cursor = ""
    while True:
        answer = client(slack).users_list(limit=3, cursor=cursor)
        names += [member["name"] for member in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == [person.name for person in slack.workspace.people.values()]
    assert refusal(slack, "users.list", cursor="nonsense")["error"] == "invalid_cursor"


def test_every_call_is_in_the_journal(slack: Slack) -> None:
    client(slack).auth_test()
    refusal(slack, "users.info", user="U0NOBODY")
    assert [entry.name for entry in slack.calls()] == ["auth.test"]
    assert [(e.name, e.summary) for e in slack.calls(accepted=False)] == [
        ("auth.test", ""),
        ("users.info", "user_not_found"),
    ]


ODD = [
    0, -1, 1.5, True, "", "x", "1.000001", "C0SALES", "U0ANA", "[1]", "{}", "null", [], {}, [1], [[{}]],
    {"type": "modal"}, {"type": "modal", "blocks": [1]}, [{"type": 5}], [{"type": "actions", "elements": 5}],
    [{"type": "input", "element": 7}], [{"type": "markdown", "text": 4}], {"event_type": 5}, "9" * 30,
]  # fmt: skip


# Slack's reference names these once for all methods, or forgets them.
EVERYWHERE = {
    "as_user_not_supported",
    "invalid_arguments",
    "invalid_attachments",
    "missing_scope",
    "not_allowed_token_type",
    "user_not_found",
}


@pytest.mark.parametrize("seed", range(4))
def test_nothing_makes_it_fall_over(slack: Slack, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(1000):
        method = chance.choice(list(web_api.METHODS))
        spec = METHODS[method]
        wanted = [name for name in spec["args"] if name in spec["required"] or chance.random() < 0.25]
        args = {name: chance.choice(ODD) for name in wanted if name != "token"}
        if "channel" in args and chance.random() < 0.7:
            args["channel"] = "C0SALES"
        answer = slack.site.call(method, slack.token, args)
        assert answer["ok"] or answer["error"] in EVERYWHERE | set(spec["errors"]), method
