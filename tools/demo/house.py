"""The two processes of a demo, and what they run with."""

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.demo.addresses import Failed, answers

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".demo"
READY_SECONDS = 60
LEAVE_SECONDS = 12
LAST_LINES = 25

SIGNING_SECRET = "demo-signing-secret"
CLIENT_ID, CLIENT_SECRET = "1000.2000", "demo-client-secret"
# Of whoever starts the demo: not for it. A proxy would not find this machine's own addresses.
NOT_PASSED_ON = ("SLACK_", "SECRET_KEYS", "DATABASE_URL", "BASE_URL", "PORT", "SANDBOX_", "LOG_LEVEL")
PROXIES = {"http_proxy", "https_proxy", "all_proxy"}


@dataclass
class Child:
    """One of the two processes; what it says goes into a file below `.demo/`."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def check(self) -> None:
        """Raise Failed with its last words when it has ended."""
        if (code := self.process.poll()) is None:
            return
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        raise Failed("\n".join([f"The {self.name} ended by itself with code {code}. It said:", *lines]))

    def stop(self) -> None:
        """End it, patiently first."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Demo:
    """Addresses and secrets of one demo, and the processes that run."""

    page_port: int
    bot_port: int
    key: str = field(default_factory=lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    generic_secret: str = field(default_factory=lambda: "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
    children: list[Child] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """This demo's own, so that two may run side by side."""
        return FOLDER / str(self.page_port)

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.page_port}"

    @property
    def bot(self) -> str:
        return f"http://127.0.0.1:{self.bot_port}"

    @property
    def hubspot(self) -> dict[str, object]:
        return {"portal_id": 48210077, "client_secret": "demo-hubspot-secret", "access_token": "pat-sandbox"}

    def environment(self) -> dict[str, str]:
        """What the bot runs with: this demo's addresses and nothing of the person's own installation."""
        kept = {name: value for name, value in os.environ.items() if not _is_foreign(name)}
        return kept | {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": f"sqlite:///{(self.folder / 'silver_lining.db').as_posix()}",
            "SECRET_KEYS": self.key,
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "SLACK_API_URL": f"{self.page}/api/",
            "SANDBOX_CLOCK_URL": f"{self.page}/sandbox/clock",
            "BASE_URL": self.bot,
            "PORT": str(self.bot_port),
        }

    def start(self, name: str, *arguments: str) -> None:
        """Start one of the two. It runs below `.demo/`, where no `.env` of the person's own is found."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end both in order
            )
        self.children.append(Child(name, process, log))

    def commands(self, *commands: Sequence[str]) -> list[str]:
        """Run commands of the bot; the lines that they printed. Raises Failed."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "bot_commands.py"), json.dumps(commands)],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        if done.returncode:
            raise Failed(f"Setting up the bot failed:\n{done.stdout}{done.stderr}")
        return done.stdout.splitlines()

    def wait_for(self, url: str) -> None:
        """Wait until this address answers well. Raises Failed when a process ends or nothing comes."""
        deadline = time.monotonic() + READY_SECONDS
        while not answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise Failed(f"{url} does not answer after {READY_SECONDS} seconds; see the files in {self.folder}")
            time.sleep(0.1)

    def check(self) -> None:
        """Raise Failed when a process has ended."""
        for child in self.children:
            child.check()

    def stop(self) -> None:
        """End what runs, the bot first, so that it can still tell the sandbox what it has to say."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience would leave a process behind
        for child in reversed(self.children):
            child.stop()


def _is_foreign(name: str) -> bool:
    return name.startswith(NOT_PASSED_ON) or name.lower() in PROXIES
