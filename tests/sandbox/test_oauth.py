"""Installing the app with OAuth: the consent page, the code, the token, and each way in which it is refused."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.sites import CLIENT_ID, CLIENT_SECRET
from sandbox.testing import Slack, running
from tests.sandbox.calling import Hand, client

NORTH = "T0NORTH"
BACK = "https://app.example/slack/oauth_redirect"
SCOPES = ["chat:write", "commands", "im:history", "users:read"]
MANIFEST = {
    "display_information": {"name": "Loss <Notes>"},
    "oauth_config": {"redirect_urls": [BACK], "scopes": {"bot": SCOPES}},
    "features": {"slash_commands": [{"command": "/retro"}]},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "app_uninstalled", "tokens_revoked"]}},
}
ASK = {"client_id": CLIENT_ID, "scope": "chat:write,commands", "redirect_uri": BACK, "state": "s&1"}

Json = dict[str, Any]


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def slack(hand: Hand) -> Iterator[Slack]:
    """A sandbox that knows the app's manifest; its clock stands until the test moves it."""
    with running(pace=1000, real=hand) as slack:
        slack.grant(MANIFEST)
        yield slack


@cache
def browser() -> httpx.Client:
    """One for all tests: making it takes longer than most of them."""
    return httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


def show(slack: Slack, **changed: str | None) -> httpx.Response:
    """The consent page for `ASK` with changes; None leaves a field out."""
    return browser().get(f"{slack.base_url}/oauth/v2/authorize", params=_asked(changed))


def decide(
    slack: Slack, decision: str = "allow", who: str = "ben", team: str = NORTH, **changed: str
) -> httpx.Response:
    form = {**_asked(changed), "team": team, "as": slack.team(team).person(who).id, "decision": decision}
    return browser().post(f"{slack.base_url}/oauth/v2/authorize", data=form)


def _asked(changed: dict[str, str | None] | dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in {**ASK, **changed}.items() if value is not None}


def sent_back(response: httpx.Response) -> dict[str, str]:
    """The fields with which the browser goes back to the app."""
    assert response.status_code == 302, response.text
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def code(slack: Slack, **changed: str) -> str:
    return sent_back(decide(slack, **changed))["code"]


def exchange(slack: Slack, **args: str) -> Json:
    """What `oauth.v2.access` answers, with the app's ID and secret in the form unless told otherwise."""
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uri": BACK, **args}
    answer: Json = browser().post(f"{slack.api_url}oauth.v2.access", data=form).json()
    return answer


def install(slack: Slack, **changed: str) -> str:
    """Install the app in the second workspace; its token there."""
    token: str = exchange(slack, code=code(slack, **changed))["access_token"]
    return token


class TestThePage:
    def test_says_which_app_wants_what_where(self, slack: Slack) -> None:
        page = show(slack)
        assert page.status_code == 200
        assert "Loss &lt;Notes&gt; asks to be let into Northgate Sales" in page.text
        assert "Post messages under its own name" in page.text
        assert "Ben Whitlock · Workspace admin" in page.text

    def test_names_the_workspace_that_the_address_names(self, slack: Slack) -> None:
        page = show(slack, team="T0SANDBOX").text
        assert "asks to be let into Fabrikam Sales" in page
        assert "installed in Fabrikam Sales already" in page

    def test_runs_nothing_and_loads_nothing_from_elsewhere(self, slack: Slack) -> None:
        page = show(slack, state='"><script>alert(1)</script>')
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"client_id": None}, "The address has no client_id."),
            ({"client_id": "1.2"}, "no app with the client ID “1.2”"),
            ({"scope": None}, "The app asks for no scopes."),
            ({"scope": " , "}, "The app asks for no scopes."),
            ({"scope": "chat:write,pins:write"}, "scopes that it may not have: pins:write"),
            ({"user_scope": "chat:write"}, "a token of the person&#39;s own (chat:write)"),
            ({"redirect_uri": "https://elsewhere.example/slack/oauth_redirect"}, "does not list the redirect_uri"),
            ({"redirect_uri": "http://app.example/slack/oauth_redirect"}, "does not list the redirect_uri"),
            ({"redirect_uri": f"{BACK}er"}, "does not list the redirect_uri"),
            ({"redirect_uri": f"{BACK}/%2e%2e/other"}, "does not list the redirect_uri"),
            ({"redirect_uri": "https://app.example@elsewhere.example/slack"}, "does not list the redirect_uri"),
            ({"redirect_uri": "javascript:alert(1)"}, "is no web address"),
            ({"redirect_uri": f"{BACK}#part"}, "is no web address"),
            ({"team": "T0NOWHERE"}, "There is no workspace T0NOWHERE."),
        ],
    )
    def test_a_wrong_address_is_told_and_goes_nowhere(
        self, slack: Slack, changed: dict[str, str | None], words: str
    ) -> None:
        page = show(slack, **changed)
        assert (page.status_code, words in page.text) == (400, True), page.text
        form = {**_asked(changed), "as": "U0BEN", "decision": "allow"}
        assert browser().post(f"{slack.base_url}/oauth/v2/authorize", data=form).status_code == 400

    @pytest.mark.parametrize("address", [BACK, f"{BACK}/", f"{BACK}/of/a/team", f"{BACK}?from=slack"])
    def test_a_listed_address_and_what_lies_below_it_are_taken(self, slack: Slack, address: str) -> None:
        assert show(slack, redirect_uri=address).status_code == 200

    def test_without_one_the_first_listed_address_is_taken(self, slack: Slack) -> None:
        assert BACK in show(slack, redirect_uri=None).text

    def test_a_manifest_may_list_no_address(self, slack: Slack) -> None:
        slack.grant({**MANIFEST, "oauth_config": {"scopes": {"bot": SCOPES}}})
        assert "Listed is: nothing." in show(slack).text
        assert "Nobody says where to send the code." in show(slack, redirect_uri=None).text

    def test_scopes_may_stand_between_blanks(self, slack: Slack) -> None:
        assert show(slack, scope="chat:write commands").status_code == 200

    def test_without_a_manifest_any_known_scope_and_any_address_will_do(self) -> None:
        with running() as slack:
            asked = {"scope": "pins:write,chat:write.public", "redirect_uri": "http://127.0.0.1:3000/anything"}
            assert show(slack, **asked).status_code == 200
            assert "may not have: admin" in show(slack, **{**asked, "scope": "admin"}).text


class TestTheAnswer:
    def test_allow_sends_a_code_and_the_state(self, slack: Slack) -> None:
        answer = decide(slack)
        fields = sent_back(answer)
        assert answer.headers["location"].startswith(f"{BACK}?")
        assert (sorted(fields), fields["state"]) == (["code", "state"], "s&1")

    def test_cancel_sends_the_error_and_the_state(self, slack: Slack) -> None:
        assert sent_back(decide(slack, "cancel")) == {"error": "access_denied", "state": "s&1"}

    def test_an_address_keeps_its_own_query(self, slack: Slack) -> None:
        fields = sent_back(decide(slack, "cancel", redirect_uri=f"{BACK}?from=slack"))
        assert fields == {"from": "slack", "error": "access_denied", "state": "s&1"}

    def test_only_an_admin_may_where_the_workspace_asks_for_it(self, slack: Slack) -> None:
        refused = decide(slack, who="hana")
        assert (refused.status_code, "Only an admin may install apps in Northgate Sales" in refused.text) == (403, True)
        assert decide(slack, who="ana", team="T0SANDBOX").status_code == 302

    def test_a_person_of_another_workspace_may_not(self, slack: Slack) -> None:
        form = {**ASK, "team": NORTH, "as": "U0INES", "decision": "allow"}
        assert browser().post(f"{slack.base_url}/oauth/v2/authorize", data=form).status_code == 403


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
