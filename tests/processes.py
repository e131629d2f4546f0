"""Processes of ours, started as an operator starts them, in front of a sandbox."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.serving.server import bound
from sandbox.testing import Slack
from tests.servers import KEY

ROOT = Path(__file__).parent.parent
APP = (str(ROOT / "app.py"),)
BOT = ("-m", "bot")
SECRET = "sandbox-signing-secret"


def environment(slack: Slack, database_url: str) -> dict[str, str]:
    """What a bot in front of the sandbox is started with, at a free port."""
    with bound("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    return inherited | {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": database_url,
        "SECRET_KEYS": KEY,
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }


@contextmanager
def started(environment: dict[str, str], folder: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A process of ours, once it is ready; killed at the end if it still lives."""
    process = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if "silver lining is up" in line:
                break
        else:
            pytest.fail("it did not start: " + "".join(said))
        yield process
    finally:
        process.kill()
        process.communicate()
