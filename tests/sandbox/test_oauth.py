"""The code of an installation, the token that it becomes, and how tokens end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.__main__ import greeting, parse, sites_for
from sandbox.sites import CLIENT_ID, CLIENT_SECRET
from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand, client
from tests.sandbox.installing import BACK, MANIFEST, NORTH, SCOPES, browser, code, decide, exchange, install, sent_back


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def slack(hand: Hand) -> Iterator[Slack]:
    """A sandbox that knows the app's manifest; its clock stands until the test moves it."""
    with running(pace=1000, real=hand) as slack:
        slack.grant(MANIFEST)
        yield slack


class TestTheCode:
    def test_becomes_a_token(self, slack: Slack) -> None:
        answer = exchange(slack, code=code(slack))
        token = answer.pop("access_token")
        assert token.startswith("xoxb-")
        assert answer == {
            "ok": True,
            "app_id": "A0SILVER",
            "authed_user": {"id": "U0BEN"},
            "scope": "chat:write,commands",
            "token_type": "bot",
            "bot_user_id": "U0NORTHAPP",
            "team": {"id": NORTH, "name": "Northgate Sales"},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def test_is_taken_from_the_sdk_which_sends_basic_authentication(self, slack: Slack) -> None:
        answer = WebClient(base_url=slack.api_url).oauth_v2_access(
            client_id=CLIENT_ID, client_secret=CLIENT_SECRET, code=code(slack), redirect_uri=BACK
        )
        assert answer["team"]["id"] == NORTH

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"client_id": "1.2"}, "invalid_client_id"),
            ({"client_id": ""}, "invalid_client_id"),
            ({"client_secret": "guess"}, "bad_client_secret"),
            ({"client_secret": ""}, "bad_client_secret"),
            ({"code": "1.2.3"}, "invalid_code"),
            ({"code": ""}, "invalid_code"),
            ({"redirect_uri": "https://app.example/slack"}, "bad_redirect_uri"),
            ({"redirect_uri": ""}, "bad_redirect_uri"),
            ({"grant_type": "refresh_token"}, "invalid_grant_type"),
            ({"code_verifier": "x"}, "pkce_not_allowed"),
            ({"colour": "red"}, "invalid_arguments"),
        ],
    )
    def test_is_refused(self, slack: Slack, changed: dict[str, str], error: str) -> None:
        good = code(slack)
        assert exchange(slack, **{"code": good, **changed})["error"] == error
        assert not slack.team(NORTH).workspace.installed
        assert exchange(slack, code=good)["ok"], "a refusal does not use it up"

    def test_is_good_once(self, slack: Slack) -> None:
        good = code(slack)
        assert exchange(slack, code=good)["ok"]
        assert exchange(slack, code=good)["error"] == "code_already_used"

    @pytest.mark.parametrize(("age", "ok"), [(600.0, True), (600.5, False)])
    def test_is_good_for_ten_minutes(self, slack: Slack, hand: Hand, age: float, ok: bool) -> None:
        made = code(slack)
        hand.at += age
        answer = exchange(slack, code=made)
        assert (answer["ok"], answer.get("error")) == (ok, None if ok else "invalid_code")

    def test_unreadable_basic_authentication_names_no_app(self, slack: Slack) -> None:
        headers = {"Authorization": "Basic %%%"}
        answer = browser().post(f"{slack.api_url}oauth.v2.access", headers=headers, data={"code": "1"})
        assert answer.json()["error"] == "invalid_client_id"

    def test_is_written_down_where_the_app_was_installed(self, slack: Slack) -> None:
        install(slack)
        assert [entry.name for entry in slack.team(NORTH).calls()] == ["oauth.v2.access"]


class TestInstalledAgain:
    def test_it_gets_another_token_and_keeps_the_old_one(self, slack: Slack) -> None:
        old, new = install(slack), install(slack)
        assert old != new
        assert (error_of(slack, old), error_of(slack, new)) == (None, None)

    def test_scopes_add_up(self, slack: Slack) -> None:
        install(slack)
        answer = exchange(slack, code=code(slack, scope="users:read"))
        assert answer["scope"] == "chat:write,commands,users:read"

    def test_removing_the_app_takes_the_scopes_back(self, slack: Slack) -> None:
        install(slack)
        slack.team(NORTH).uninstall()
        assert exchange(slack, code=code(slack, scope="users:read"))["scope"] == "users:read"


class TestTheEnd:
    def test_a_revoked_token_is_dead_and_the_other_is_not(self, slack: Slack) -> None:
        old, new = install(slack), install(slack)
        assert client(slack, old).auth_revoke(test=True)["revoked"] is False
        assert client(slack, old).auth_revoke()["revoked"] is True
        assert error_of(slack, old) == "token_revoked"
        assert error_of(slack, new) is None

    def test_without_a_token_the_app_is_out(self, slack: Slack) -> None:
        client(slack, install(slack)).auth_revoke()
        assert not slack.team(NORTH).workspace.installed

    def test_an_app_may_remove_itself_from_one_workspace(self, slack: Slack) -> None:
        token = install(slack)
        assert client(slack, token).apps_uninstall(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)["ok"]
        assert error_of(slack, token) == "token_revoked"
        assert error_of(slack, slack.token) is None

    @pytest.mark.parametrize(
        ("args", "error"),
        [
            ({"client_id": "1.2", "client_secret": CLIENT_SECRET}, "invalid_client_id"),
            ({"client_id": CLIENT_ID, "client_secret": "guess"}, "bad_client_secret"),
            ({"client_id": CLIENT_ID}, "invalid_arguments"),
        ],
    )
    def test_only_the_app_itself_may_remove_it(self, slack: Slack, args: dict[str, str], error: str) -> None:
        token = install(slack)
        with pytest.raises(SlackApiError) as refused:
            client(slack, token).api_call("apps.uninstall", params=args)
        assert refused.value.response["error"] == error
        assert error_of(slack, token) is None

    @pytest.mark.parametrize("method", ["auth.revoke", "apps.uninstall"])
    @pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-unknown", "invalid_auth")])
    def test_a_stranger_ends_nothing(self, slack: Slack, method: str, token: str, error: str) -> None:
        form = {"token": token, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        fields = form if method == "apps.uninstall" else {"token": token}
        assert browser().post(f"{slack.api_url}{method}", data=fields).json()["error"] == error


def error_of(slack: Slack, token: str) -> str | None:
    """What `auth.test` says no with."""
    try:
        client(slack, token).auth_test()
    except SlackApiError as error:
        found: str = error.response["error"]
        return found
    return None


def test_the_app_may_be_installed_nowhere_at_first_and_be_told_where_to_send_codes(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({**MANIFEST, "oauth_config": {"scopes": {"bot": SCOPES}}}), encoding="utf-8")
    local = "http://127.0.0.1:3000/slack/oauth_redirect"
    with running(manifest=manifest, token=None, redirect_urls=(local,), client_id="7.7", client_secret="x") as slack:
        assert not slack.workspace.installed
        back = sent_back(decide(slack, who="ana", team="T0SANDBOX", client_id="7.7", redirect_uri=local))
        answer = exchange(slack, code=back["code"], client_id="7.7", client_secret="x", redirect_uri=local)
        assert client(slack, answer["access_token"]).auth_test()["team_id"] == slack.team_id


def test_the_command_line_says_with_what_to_install_and_keeps_a_secret_of_ones_own() -> None:
    asked = parse(["--signing-secret", "s", "--redirect-url", BACK, "--redirect-url", f"{BACK}2", "--token", ""])
    told = greeting(asked, "http://127.0.0.1:3001")
    assert told.endswith(f"client ID {CLIENT_ID}, client secret {CLIENT_SECRET}")
    sites = sites_for(asked)
    assert sites.shared.manifest.redirect_urls == (BACK, f"{BACK}2")
    assert [site.workspace.installed for site in sites.all] == [False, False]
    own = parse(["--signing-secret", "s", "--client-id", "7.7", "--client-secret", "hush"])
    assert greeting(own, "").endswith("client ID 7.7, client secret as given")
    assert (sites_for(own).shared.client_id, sites_for(own).shared.client_secret) == ("7.7", "hush")
