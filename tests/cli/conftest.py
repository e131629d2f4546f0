"""Commands run in this process, against a sandbox and an empty database, in a folder of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import commands
from bot.config import Settings
from sandbox import testing
from sandbox.testing import Slack

ROOT = Path(__file__).parents[2]
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="  # the key of the `db` fixture

Run = Callable[..., Result]


@pytest.fixture
def slack() -> Iterator[Slack]:
    with testing.running(manifest=ROOT / "manifest.json") as slack:
        yield slack


@pytest.fixture
def bare_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty folder with nothing in the environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, answers: str | None = None) -> Result:
        return CliRunner().invoke(commands, list(arguments), input=answers)

    return run


@pytest.fixture
def run(bare_run: Run, monkeypatch: pytest.MonkeyPatch, slack: Slack, sqlite_url: str) -> Run:
    """Runs a command as somebody would who has set everything up."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECRET_KEYS", KEY)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.token)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", slack.signing_secret)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("BASE_URL", "https://lining.example")
    return bare_run
