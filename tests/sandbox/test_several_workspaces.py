"""Two workspaces in one sandbox: the app hears each, and a token of one is a stranger in the other."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.errors import ActFailedError
from sandbox.testing import Slack, running
from tests.sandbox.calling import actions, button, client, modal
from tests.sandbox.crm_calling import SECRET
from tests.sandbox.installing import browser, install
from tests.sandbox.recording_app import RecordingApp

SCOPES = "channels:history,channels:join,channels:read,chat:write,commands,im:history,im:write,users:read"

Json = dict[str, Any]


@pytest.fixture
def slack(app: RecordingApp) -> Iterator[Slack]:
    """The first workspace, with the app installed in the second one too."""
    with running(app_url=app.url, pace=1000) as slack:
        install(slack, scope=SCOPES)
        yield slack


@pytest.fixture
def north(slack: Slack) -> Slack:
    """The second workspace."""
    return slack.team("Northgate Sales")


def refused(slack: Slack, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        client(slack).api_call(method, json=args)
    error: str = caught.value.response["error"]
    return error


def page(slack: Slack, method: str, path: str, **fields: Any) -> Json:
    """A call of the page's."""
    url = f"{slack.base_url}/sandbox/{path}"
    answer = browser().get(url, params=fields) if method == "GET" else browser().post(url, json=fields)
    found: Json = answer.json()
    return found


def by_team(app: RecordingApp, kind: str) -> list[tuple[str, str, str]]:
    """Team, the authorization's team and its user, of each event of this type."""
    envelopes = [r.payload for r in app.received if r.payload.get("event", {}).get("type") == kind]
    return [(e["team_id"], e["authorizations"][0]["team_id"], e["authorizations"][0]["user_id"]) for e in envelopes]


class TestTokens:
    def test_each_names_its_own_workspace(self, slack: Slack, north: Slack) -> None:
        here, there = client(slack).auth_test(), client(north).auth_test()
        assert (here["team_id"], here["user_id"], here["team"]) == ("T0SANDBOX", "U0SILVER", "Fabrikam Sales")
        assert (there["team_id"], there["user_id"], there["team"]) == ("T0NORTH", "U0NORTHAPP", "Northgate Sales")
        assert here["app_id"] == there["app_id"]

    @pytest.mark.parametrize(
        ("method", "args", "error"),
        [
            ("chat.postMessage", {"channel": "C0NDEALS", "text": "x"}, "channel_not_found"),
            ("conversations.info", {"channel": "C0NDEALS"}, "channel_not_found"),
            ("conversations.history", {"channel": "C0NDEALS"}, "channel_not_found"),
            ("users.info", {"user": "U0HANA"}, "user_not_found"),
            ("users.lookupByEmail", {"email": "hana@northgate.example"}, "users_not_found"),
            ("conversations.open", {"users": "U0HANA"}, "user_not_found"),
        ],
    )
    def test_a_token_is_a_stranger_elsewhere(self, slack: Slack, method: str, args: Json, error: str) -> None:
        assert refused(slack, method, **args) == error

    def test_names_of_channels_are_not_mixed_up(self, slack: Slack, north: Slack) -> None:
        client(north).conversations_join(channel="C0NGENERAL")
        client(north).chat_postMessage(channel="#general", text="Hello, Northgate")
        assert slack.messages("general") == []
        assert [message.text for message in north.messages("general")] == ["Hello, Northgate"]

    def test_conversations_of_both_have_names_of_their_own(self, slack: Slack, north: Slack) -> None:
        assert slack.person("ana").dm != north.person("hana").dm
        assert refused(slack, "conversations.info", channel=north.person("hana").dm) == "channel_not_found"

    def test_a_trigger_opens_nothing_elsewhere(self, slack: Slack, north: Slack) -> None:
        trigger = slack.site.views.new_trigger(slack.person("ana").id)
        assert refused(north, "views.open", trigger_id=trigger, view=modal()) == "invalid_trigger_id"
        assert client(slack).views_open(trigger_id=trigger, view=modal())["ok"]

    def test_limits_count_by_workspace(self, app: RecordingApp) -> None:
        with running(app_url=app.url) as slack:
            install(slack, scope=SCOPES)
            for one in (slack, slack.team("T0NORTH")):
                for _ in range(20):
                    client(one).users_list()
                assert refused(one, "users.list") == "ratelimited"


class TestEvents:
    def test_each_comes_with_its_own_workspace(self, slack: Slack, north: Slack, app: RecordingApp) -> None:
        slack.person("ana").says(slack.person("ana").dm, "from Fabrikam")
        north.person("hana").says(north.person("hana").dm, "from Northgate")
        slack.deliver()
        north.deliver()
        assert sorted(by_team(app, "message")) == [
            ("T0NORTH", "T0NORTH", "U0NORTHAPP"),
            ("T0SANDBOX", "T0SANDBOX", "U0SILVER"),
        ]
        assert [entry.payload["event"]["text"] for entry in north.events("message")] == ["from Northgate"]

    def test_nothing_is_heard_before_the_app_is_there(self, app: RecordingApp) -> None:
        with running(app_url=app.url, pace=1000) as slack:
            north = slack.team("T0NORTH")
            north.person("hana").says("deal-desk", "Nobody hears this")
            north.change_person("hana", title="Rep")
            north.deliver()
            assert app.received == []
            with pytest.raises(ActFailedError, match="/retro is not a valid command"):
                north.person("hana").says("deal-desk", "/retro")

    def test_a_command_and_its_answer(self, slack: Slack, north: Slack, app: RecordingApp) -> None:
        app.answer = lambda request: (200, "Only for you")
        answer = north.person("hana").command("/retro status")
        assert answer is not None
        assert (app.last()["team_id"], app.last()["user_id"], answer.text) == ("T0NORTH", "U0HANA", "Only for you")
        answered = browser().post(app.last()["response_url"], json={"text": "Later"})
        assert answered.status_code == 200
        assert [seen.text for seen in north.person("hana").sees(north.person("hana").dm)] == ["Only for you", "Later"]

    def test_a_button_opens_a_modal_there(self, slack: Slack, north: Slack, app: RecordingApp) -> None:
        hana = north.person("hana")
        client(north).chat_postMessage(channel=hana.id, text="?", blocks=[actions(button("Go"))])
        hana.clicks(north.messages(hana.dm)[-1], "Go")
        payload = next(r.payload for r in app.received if r.payload["type"] == "block_actions")
        assert payload["team"]["id"] == "T0NORTH"
        opened = client(north).views_open(trigger_id=payload["trigger_id"], view=modal())["view"]
        assert (opened["team_id"], opened["app_installed_team_id"]) == ("T0NORTH", "T0NORTH")
        assert slack.site.views.find(opened["id"]) is None


class TestTheEnd:
    def test_removed_in_one_the_other_goes_on(self, slack: Slack, north: Slack, app: RecordingApp) -> None:
        north.uninstall()
        north.deliver()
        assert by_team(app, "app_uninstalled") == [("T0NORTH", "T0NORTH", "U0NORTHAPP")]
        assert refused(north, "auth.test") == "token_revoked"
        assert client(slack).auth_test()["ok"]
        slack.person("ana").says(slack.person("ana").dm, "Still there?")
        slack.deliver()
        assert by_team(app, "message") == [("T0SANDBOX", "T0SANDBOX", "U0SILVER")]

    def test_a_removed_app_is_in_no_channel_and_is_back_after_an_installation(self, north: Slack) -> None:
        client(north).conversations_join(channel="C0NDEALS")
        north.uninstall()
        assert north.bot_id not in north.workspace.conversations["C0NDEALS"].members
        assert north.workspace.people[north.bot_id].deleted
        install(north, scope=SCOPES)
        assert [person for person in north.workspace.people.values() if person.deleted] == []
        assert refused(north, "chat.postMessage", channel="C0NDEALS", text="x") == "not_in_channel"


class TestThePage:
    def test_shows_the_first_workspace_unless_told(self, slack: Slack) -> None:
        assert page(slack, "GET", "state")["team"]["id"] == "T0SANDBOX"

    def test_shows_the_workspace_that_is_named(self, slack: Slack) -> None:
        state = page(slack, "GET", "state", team="T0NORTH")
        assert state["team"]["name"] == "Northgate Sales"
        assert {one["real_name"] for one in state["people"]} >= {"Hana Sato", "Ben Whitlock"}
        assert "Ana Ruiz" not in {one["real_name"] for one in state["people"]}

    def test_says_which_workspaces_there_are_and_where_the_app_is(self) -> None:
        with running(install_url="http://127.0.0.1:3000/slack/install") as slack:
            state = page(slack, "GET", "state", team="T0NORTH")
            assert state["teams"] == [
                {"id": "T0SANDBOX", "name": "Fabrikam Sales", "installed": True},
                {"id": "T0NORTH", "name": "Northgate Sales", "installed": False},
            ]
            assert state["install_url"] == "http://127.0.0.1:3000/slack/install"
            assert {one["kind"] for one in state["conversations"]} == {"channel"}

    def test_acts_in_the_workspace_that_is_named(self, slack: Slack, north: Slack) -> None:
        said = page(slack, "POST", "say", team="T0NORTH", **{"as": "U0HANA", "channel": "C0NDEALS", "text": "Hi"})
        assert said["ok"]
        assert [message.text for message in north.messages("deal-desk")] == ["Hi"]

    def test_people_bring_the_app_into_a_channel_and_take_it_out(self, slack: Slack, north: Slack) -> None:
        def say(text: str, channel: str = "C0NDEALS") -> Json:
            return page(slack, "POST", "say", team="T0NORTH", **{"as": "U0OMAR", "channel": channel, "text": text})

        members = north.workspace.conversations["C0NDEALS"].members
        assert say("/invite @Silver Lining @hana")["ok"]
        assert client(north).chat_postMessage(channel="C0NDEALS", text="Here I am")["ok"]
        assert say("/remove @silverlining @lucia")["ok"]
        assert (north.bot_id in members, "U0LUCIA" in members, "U0HANA" in members) == (False, False, True)
        assert say("/invite")["error"] == "Say whom, with an @ before each name."
        assert say("/invite @ana")["error"] == "Nobody here is called ana."
        assert say("/invite @hana", north.person("omar").dm)["error"] == "This is no channel."
        assert say("/leave")["ok"]
        assert "U0OMAR" not in members

    @pytest.mark.parametrize(("team", "error"), [("T0NOWHERE", "There is no workspace"), ("T0NORTH", "Nobody here")])
    def test_strangers_are_told(self, slack: Slack, team: str, error: str) -> None:
        assert error in page(slack, "GET", "state", team=team, **{"as": "U0ANA"})["error"]

    def test_one_clock_for_all(self, slack: Slack, north: Slack) -> None:
        page(slack, "POST", "clock", team="T0NORTH", advance_seconds=3600)
        assert page(slack, "GET", "clock")["offset_seconds"] == 3600

    def test_a_workspace_has_its_own_crms(self, slack: Slack, north: Slack, app: RecordingApp) -> None:
        hubspot = {"url": app.url, "client_secret": "s", "portal_id": 2, "access_token": "pat-north"}
        page(slack, "POST", "crms", team="T0NORTH", hubspot=hubspot)
        assert [one.crms.hubspot is not None for one in (slack, north)] == [False, True]
        headers = {"Authorization": "Bearer pat-north"}
        owners = browser().get(f"{slack.base_url}/hubspot/crm/v3/owners", headers=headers).json()["results"]
        assert {owner["email"] for owner in owners} >= {"hana@northgate.example"}
        assert not {owner["email"] for owner in owners} & {"ana@fabrikam.example"}
        assert {owner["teams"][0]["name"] for owner in owners} == {"Northgate Sales"}

    def test_a_crm_names_addresses_of_its_own_workspace(self, slack: Slack, north: Slack, app: RecordingApp) -> None:
        for one in (slack, north):
            one.crms.connect_generic(app.url, SECRET)
            one.crms.lose("Alpine - Analytics")
        urls = [r.payload["data"]["url"] for r in app.received if r.payload.get("type") == "deal.lost"]
        assert [url.split("/deals/")[0] for url in urls] == [
            "https://crm.fabrikam.example",
            "https://crm.northgate.example",
        ]
