"""`init`: what it writes, what it prints, and what it leaves alone."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from bot import config
from tests.cli.conftest import Run


def manifest_in(text: str) -> Any:
    return json.JSONDecoder().raw_decode(text[text.index("{") :])[0]


def test_without_questions_it_writes_fresh_keys_and_says_what_is_missing(bare_run: Run) -> None:
    result = bare_run("init", "--yes")
    assert result.exit_code == 0, result.output
    values = dotenv_values(".env")
    assert len(base64.urlsafe_b64decode(values["SECRET_KEYS"] or "")) == 32
    assert values["SLACK_BOT_TOKEN"] == ""
    assert "Still to fill in there: SLACK_BOT_TOKEN, SLACK_APP_TOKEN." in result.stdout
    assert manifest_in(result.stdout)["settings"]["socket_mode_enabled"] is True
    assert (values["SECRET_KEYS"] or "") not in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_nobody_else_can_read_what_it_wrote(bare_run: Run) -> None:
    bare_run("init", "--yes")
    assert Path(".env").stat().st_mode & 0o777 == 0o600


def test_each_run_makes_other_keys(bare_run: Run) -> None:
    for name in ("a", "b"):
        bare_run("init", "--yes", "--env-file", name)
    assert dotenv_values("a")["SECRET_KEYS"] != dotenv_values("b")["SECRET_KEYS"]


def test_what_it_wrote_can_be_started_with(bare_run: Run) -> None:
    bare_run(
        "init",
        "--yes",
        "--base-url=https://lining.example/",
        "--bot-token=xoxb-1",
        "--signing-secret=s1",
        "--database-url=postgresql://u:p'w@db/x",
    )
    settings = config.read()
    assert settings.public_url == "https://lining.example"
    assert settings.database_url == "postgresql://u:p'w@db/x"
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "s1"


def test_with_an_address_the_manifest_is_for_http(bare_run: Run) -> None:
    manifest = manifest_in(bare_run("init", "--yes", "--base-url", "https://lining.example/").stdout)
    address = "https://lining.example/slack/events"
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address
    assert manifest["settings"]["interactivity"]["request_url"] == address
    assert [command["url"] for command in manifest["features"]["slash_commands"]] == [address]


def test_it_asks_and_does_not_show_what_is_pasted(bare_run: Run) -> None:
    result = bare_run("init", answers="\nxoxb-pasted\nxapp-pasted\n")
    assert result.exit_code == 0, result.output
    assert "pasted" not in result.output.replace("while you paste", "")
    values = dotenv_values(".env")
    assert (values["SLACK_BOT_TOKEN"], values["SLACK_APP_TOKEN"]) == ("xoxb-pasted", "xapp-pasted")
    assert "Still to fill in" not in result.output


def test_a_file_that_is_there_stays_unless_it_may_go(bare_run: Run) -> None:
    Path(".env").write_text("SECRET_KEYS=mine\n")
    assert bare_run("init", "--yes").exit_code == 2
    assert bare_run("init", answers="n\n").exit_code == 2
    assert Path(".env").read_text() == "SECRET_KEYS=mine\n"


def test_replacing_the_file_keeps_the_keys_that_data_was_written_with(bare_run: Run) -> None:
    Path(".env").write_text("SECRET_KEYS='mine,older'\nPORT=1\n")
    assert bare_run("init", "--yes", "--overwrite").exit_code == 0
    assert dotenv_values(".env")["SECRET_KEYS"] == "mine,older"
    assert [path.name for path in Path().iterdir() if path.name.startswith(".env")] == [".env"]
