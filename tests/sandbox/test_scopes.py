"""Each method needs the scopes that Slack's reference names, and says which when they are missing."""

from typing import Any

import pytest

from sandbox import acts, channels, web_api
from sandbox.calls import METHODS
from sandbox.testing import Slack
from tests.sandbox.calling import client, refusal

Json = dict[str, Any]

NEEDY = sorted(name for name in web_api.METHODS if METHODS[name]["bot_scopes"])
FREE = sorted(set(web_api.METHODS) - set(NEEDY))


def anything(method: str) -> Json:
    """Arguments that get a call as far as the scopes."""
    spec = METHODS[method]["args"]
    return {name: 5 if spec[name].get("type") == "integer" else "x" for name in METHODS[method]["required"]}


def grant(slack: Slack, *scopes: str) -> None:
    slack.grant({"oauth_config": {"scopes": {"bot": list(scopes)}}})


@pytest.mark.parametrize("method", NEEDY)
def test_without_its_scope_a_method_says_what_it_needs(slack: Slack, method: str) -> None:
    grant(slack, "bookmarks:read", "dnd:read")
    answer = refusal(slack, method, **anything(method))
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": ",".join(sorted(METHODS[method]["bot_scopes"])),
        "provided": "bookmarks:read,dnd:read",
    }


@pytest.mark.parametrize("method", NEEDY)
def test_one_of_its_scopes_lets_a_method_begin(slack: Slack, method: str) -> None:
    for scope in METHODS[method]["bot_scopes"]:
        grant(slack, scope)
        answer = slack.site.call(method, slack.token, anything(method))
        assert answer.get("needed") is None or scope not in answer["needed"].split(",")


@pytest.mark.parametrize("method", FREE)
def test_some_methods_need_none(slack: Slack, method: str) -> None:
    grant(slack)
    answer = slack.site.call(method, slack.token, anything(method))
    assert answer.get("error") != "missing_scope"


PLACES = {"channels": "C0SALES", "groups": "secret", "mpim": "group", "im": "dm"}


@pytest.mark.parametrize("prefix", PLACES)
@pytest.mark.parametrize(
    ("method", "action"),
    [("conversations.history", "history"), ("conversations.info", "read"), ("conversations.members", "read")],
)
def test_each_kind_of_conversation_has_its_own_scope(slack: Slack, prefix: str, method: str, action: str) -> None:
    where = place(slack, prefix)
    grant(slack, *(f"{other}:{action}" for other in PLACES if other != prefix))
    assert refusal(slack, method, channel=where)["needed"] == f"{prefix}:{action}"
    grant(slack, f"{prefix}:{action}")
    client(slack).api_call(method, json={"channel": where})


def place(slack: Slack, prefix: str) -> str:
    """A conversation of this kind in which the app is."""
    if prefix == "groups":
        secret = channels.create(slack.site, acts.person_of(slack.site, "ana"), "secret", private=True)
        secret.members.append(slack.bot_id)
        return secret.id
    return {"channels": "C0SALES", "mpim": slack.group_dm("ana", "kim"), "im": slack.dm("ana")}[prefix]


@pytest.mark.parametrize(("scopes", "seen"), [(["users:read"], False), (["users:read", "users:read.email"], True)])
def test_addresses_have_a_scope_of_their_own(slack: Slack, scopes: list[str], seen: bool) -> None:
    grant(slack, *scopes)
    assert ("email" in client(slack).users_info(user="U0ANA")["user"]["profile"]) is seen
