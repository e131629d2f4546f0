"""`doctor`: what it finds, and what it says to do."""

import json
from typing import Any

import pytest

from bot import slack_app
from sandbox.testing import Slack
from tests.cli.conftest import ROOT, Run


def findings(run: Run) -> dict[str, dict[str, Any]]:
    """What doctor says, by the check's name, after asserting that the exit code fits."""
    result = run("doctor", "--json")
    told = json.loads(result.stdout)
    wrong = [finding for finding in told["findings"] if finding["level"] == "wrong"]
    assert result.exit_code == (1 if wrong else 0)
    assert told["ok"] is (not wrong)
    assert all(finding["why"] and finding["fix"] for finding in told["findings"] if finding["level"] != "fine")
    return {finding["name"]: finding for finding in told["findings"]}


@pytest.fixture
def well(run: Run, slack: Slack) -> Run:
    run("settings", "set", "team_channel", "C0SALES")
    run("settings", "set", "admin", "U0INES")
    with slack.workspace.lock:
        channel = slack.workspace.find_conversation("C0SALES")
        assert channel is not None
        if slack.bot_id not in channel.members:
            channel.members.append(slack.bot_id)
    return run


def test_nothing_is_wrong_when_all_is_set_up(well: Run) -> None:
    levels = {name: finding["level"] for name, finding in findings(well).items()}
    assert levels == {
        "delivery": "fine",
        "database": "fine",
        "token": "fine",
        "scopes": "fine",
        "clock": "fine",
        "team channel": "fine",
        "admin": "fine",
        "connection": "note",
        "to fix": "fine",
        "deal events": "fine",
        "figures": "fine",
        "messages per person": "fine",
        "outbox": "fine",
        "inbox": "fine",
    }


def test_it_reads_well_at_a_terminal(well: Run) -> None:
    result = well("doctor")
    assert result.exit_code == 0
    assert "ok     token: bot user" in result.stdout
    assert "fix: python -m bot connect" in result.stdout


def test_missing_settings_are_findings_too(bare_run: Run) -> None:
    result = bare_run("doctor")
    assert result.exit_code == 1
    assert result.stdout.count("WRONG  settings:") == 3


def test_a_missing_scope_means_to_reinstall(well: Run, slack: Slack) -> None:
    manifest = slack_app.socket_mode()
    manifest["oauth_config"]["scopes"]["bot"].remove("reactions:read")
    slack.grant(manifest)
    scopes = findings(well)["scopes"]
    assert scopes["what"] == "Slack has not granted reactions:read"
    assert "Reinstall to Workspace" in scopes["fix"]


def test_a_channel_without_the_bot_wants_an_invitation(well: Run, slack: Slack) -> None:
    with slack.workspace.lock:
        channel = slack.workspace.find_conversation("C0SALES")
        assert channel is not None
        channel.members.remove(slack.bot_id)
    assert "/invite" in findings(well)["team channel"]["fix"]


def test_a_departments_channel_is_looked_at_where_there_is_one(well: Run) -> None:
    well("settings", "set", "product_channel", "C0PRODUCT")
    well("settings", "set", "finance_channel", "C0NOWHERE")
    found = findings(well)
    assert found["product channel"]["level"] == "fine"
    assert "finance_channel" in found["finance channel"]["fix"]
    assert "marketing channel" not in found


def test_a_channel_that_another_company_reads_is_refused(well: Run, slack: Slack) -> None:
    channel = slack.workspace.find_conversation("C0PRODUCT")
    assert channel is not None
    channel.is_ext_shared = True
    for setting in ("team_channel", "product_channel"):
        refused = well("settings", "set", setting, "C0PRODUCT")
        assert (refused.exit_code, "is shared with another company" in refused.stderr) == (2, True)
    assert well("settings", "get", "team_channel").stdout == "C0SALES\n"


@pytest.mark.parametrize(("channel", "told"), [("none", "none is set"), ("C0NOWHERE", "C0NOWHERE")])
def test_a_channel_that_is_not_there(well: Run, channel: str, told: str) -> None:
    well("settings", "set", "team_channel", channel)
    assert told in findings(well)["team channel"]["what"]


@pytest.mark.parametrize(
    ("admin", "level", "told"),
    [
        ("none", "note", "nobody can be told"),
        ("U0NOWHERE", "wrong", "user_not_found"),
        ("U0SILVER", "wrong", "is a bot"),
        ("U0KIM", "wrong", "no longer there"),
    ],
)
def test_an_admin_whom_nobody_can_tell(well: Run, slack: Slack, admin: str, level: str, told: str) -> None:
    slack.change_person("kim", deleted=True)
    well("settings", "set", "admin", admin)
    finding = findings(well)["admin"]
    assert (finding["level"], told in finding["what"]) == (level, True)
    assert "settings set admin" in finding["fix"]


def test_a_refused_token_and_a_silent_slack(well: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    assert well("doctor").stdout.count("Slack refuses the bot token (invalid_auth)") == 1
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert "Slack does not answer" in findings(well)["token"]["what"]


def test_a_database_that_is_away_does_not_hide_the_rest(well: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2secret@127.0.0.1:9/x")
    found = findings(well)
    assert found["database"]["level"] == "wrong"
    assert found["token"]["level"] == "fine"
    assert "hunter2secret" not in json.dumps(found)


def test_an_address_that_slack_cannot_reach(well: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://lining.example/")
    assert "https://lining.example/slack/events" in findings(well)["delivery"]["what"]
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert findings(well)["delivery"]["what"].startswith("Socket Mode")


def test_the_manifest_is_one_that_slack_takes() -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    display = manifest["display_information"]
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80
    for name in (manifest["oauth_config"]["scopes"]["bot"], manifest["settings"]["event_subscriptions"]["bot_events"]):
        assert name == sorted(set(name))
