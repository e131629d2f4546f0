"""Whole processes and real signals: what was answered is kept, whoever kills what, and everybody leaves in time."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from bot.storage.database import Database
from bot.storage.models import InboxRow
from sandbox.testing import Slack, running
from tests import processes
from tests.conftest import KEYS
from tests.processes import APP, SECRET, started
from tests.servers import signed
from tests.tls import NO_TLS

START_SECONDS = 40


@pytest.fixture(scope="module")
def slack() -> Iterator[Slack]:
    with running(signing_secret=SECRET) as sandbox:
        yield sandbox


@pytest.fixture
def environment(slack: Slack, sqlite_url: str) -> dict[str, str]:
    """What a bot in front of the sandbox is started with, on a database that is migrated already."""
    return processes.environment(slack, sqlite_url)


def ended(environment: dict[str, str], folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What became of a process that ends by itself."""
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def event(team: str, name: str) -> bytes:
    """A message in the channel that the first letter of its name stands for."""
    message = {"type": "message", "channel": f"C{name[0]}", "user": "U1", "text": "CANARY", "ts": "1.1"}
    return json.dumps({"type": "event_callback", "team_id": team, "event_id": name, "event": message}).encode()


def post(environment: dict[str, str], body: bytes) -> int:
    url = f"http://127.0.0.1:{environment['PORT']}/slack/events"
    headers = signed(body, secret=SECRET) | {"content-type": "application/json"}
    return httpx2.post(url, content=body, headers=headers, timeout=10, trust_env=False, verify=NO_TLS).status_code


def stored(environment: dict[str, str]) -> dict[str, str]:
    db = Database(environment["DATABASE_URL"], KEYS)
    with db.read() as session:
        states = dict(session.execute(select(InboxRow.delivery_key, InboxRow.state)).all())
    db.close()
    return states


class Sender(threading.Thread):
    """Sends numbered events one after the other until nobody answers; `answered` holds those that got a 200."""

    def __init__(self, environment: dict[str, str], team: str, prefix: str) -> None:
        super().__init__(daemon=True)
        self._environment, self._team, self._prefix = environment, team, prefix
        self.answered: set[str] = set()
        self.refused: list[int] = []

    def run(self) -> None:
        for number in range(100_000):
            name = f"{self._prefix}{number}"
            try:
                status = post(self._environment, event(self._team, name))
            except httpx2.HTTPError:
                return
            if status == 200:
                self.answered.add(name)
            else:
                self.refused.append(status)


def sending(environment: dict[str, str], slack: Slack) -> list[Sender]:
    """Four senders, under way."""
    senders = [Sender(environment, slack.team_id, prefix) for prefix in "abcd"]
    for sender in senders:
        sender.start()
    while min(len(sender.answered) for sender in senders) < 5:
        time.sleep(0.01)
    return senders


def test_told_to_leave_it_leaves_in_time_and_loses_nothing(
    environment: dict[str, str], slack: Slack, tmp_path: Path
) -> None:
    with started(environment, tmp_path, *APP) as process:
        senders = sending(environment, slack)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=15)
        assert (process.returncode, time.monotonic() - began < 10) == (0, True), said
    for sender in senders:
        sender.join(10)
        assert sender.answered <= stored(environment).keys()
    assert "CANARY" not in said
    assert "failed" not in said


def test_killed_right_after_its_answers_it_has_lost_nothing(
    environment: dict[str, str], slack: Slack, tmp_path: Path
) -> None:
    with started(environment, tmp_path, *APP) as process:
        senders = sending(environment, slack)
        process.kill()
        process.wait(10)
        for sender in senders:
            sender.join(10)
    answered = set().union(*(sender.answered for sender in senders))
    assert answered <= stored(environment).keys()
    with started(environment, tmp_path, *APP):
        slack.wait_for(lambda: _all_but_in_hand_are_done(environment), timeout=20)


def test_halves_work_together_and_leave_alone(environment: dict[str, str], slack: Slack, tmp_path: Path) -> None:
    """Web and worker as processes of their own; each ends at SIGINT, as at a terminal."""
    with (
        started(environment, tmp_path, "-m", "bot", "web") as web,
        started(environment, tmp_path, "-m", "bot", "worker") as worker,
    ):
        assert post(environment, event(slack.team_id, "a")) == 200
        slack.wait_for(lambda: stored(environment) == {"a": "done"}, timeout=10)
        for process in (web, worker):
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=10)
            assert process.returncode == 0, said


def test_mistakes_in_the_settings_are_told_at_once(environment: dict[str, str], tmp_path: Path) -> None:
    broken = environment | {"SECRET_KEYS": "short", "SLACK_BOT_TOKEN": "xapp-1", "PORT": "http"}
    done = ended(broken, tmp_path, *APP)
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("SECRET_KEYS", "SLACK_BOT_TOKEN", "PORT"))
    assert "Traceback" not in done.stderr


def _all_but_in_hand_are_done(environment: dict[str, str]) -> bool:
    """What was in hand at the kill, two rows at most, waits for its lease, and its channel with it."""
    waiting = {name[0] for name, state in stored(environment).items() if state != "done"}
    return len(waiting) <= 2
