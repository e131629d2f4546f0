"""Bot and sandbox side by side on this machine, connected and filled, with one address to open in a browser.

Everything lies below `.demo/`, by port, and is made anew at each start, since the sandbox forgets everything when it
ends.
"""

import argparse
import base64
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".demo"
PAGE_PORT, BOT_PORT = 3001, 3000
READY_SECONDS = 60
LEAVE_SECONDS = 12
LAST_LINES = 25

SIGNING_SECRET = "demo-signing-secret"
ROSTER = """email,manager_email,role,country
ana@fabrikam.example,priya@fabrikam.example,rep,DE
kim@fabrikam.example,priya@fabrikam.example,rep,DE
priya@fabrikam.example,marco@fabrikam.example,manager,DE
marco@fabrikam.example,,head,DE
"""
SETTINGS = {"team_channel": "C0SALES", "timezone": "Europe/Berlin", "grace_minutes": "0"}
# Of whoever starts the demo: not for it. A proxy would not find this machine's own addresses.
NOT_PASSED_ON = ("SLACK_", "SECRET_KEYS", "DATABASE_URL", "BASE_URL", "PORT", "SANDBOX_", "LOG_LEVEL")
PROXIES = {"http_proxy", "https_proxy", "all_proxy"}

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Failed(Exception):
    """The demo cannot go on; the text says why."""


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
        while not _answers(url):
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


def set_up(demo: Demo) -> None:
    """Start both and make them known to each other."""
    shutil.rmtree(demo.folder, ignore_errors=True)
    demo.folder.mkdir(parents=True)
    app = ("--app-url", f"{demo.bot}/slack/events", "--signing-secret", SIGNING_SECRET)
    given = ("--manifest", str(ROOT / "manifest.json"), "--story", str(ROOT / "tools" / "story.toml"))
    demo.start("sandbox", "-m", "sandbox", "--port", str(demo.page_port), *app, *given)
    demo.wait_for(f"{demo.page}/sandbox/clock")
    crms = configure(demo)
    demo.start("bot", str(ROOT / "app.py"))
    demo.wait_for(f"{demo.bot}/readyz")
    post(f"{demo.page}/sandbox/crms", crms)


def configure(demo: Demo) -> dict[str, dict[str, object]]:
    """Give the bot its people, settings and CRMs; what the sandbox's CRMs must know."""
    generic: dict[str, object] = {"secret": demo.generic_secret}
    configs = {"generic": generic, "hubspot": demo.hubspot | {"api_url": f"{demo.page}/hubspot"}}
    for provider, config in configs.items():
        (demo.folder / f"{provider}.json").write_text(json.dumps(config), encoding="utf-8")
    (demo.folder / "people.csv").write_text(ROSTER, encoding="utf-8")
    printed = demo.commands(
        ["people", "import", "people.csv"],
        *(["settings", "set", name, value] for name, value in SETTINGS.items()),
        *(["connect", provider, "--config", f"{provider}.json"] for provider in configs),
    )
    addresses = [line for line in printed if line.startswith(demo.bot)]
    own = {"generic": generic, "hubspot": demo.hubspot}
    return {name: own[name] | {"url": url} for name, url in zip(configs, addresses, strict=True)}


def post(url: str, body: object) -> None:
    """Tell the sandbox something."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310  # our own http address
    with _direct.open(request, timeout=10):
        pass


def free_port(wanted: int | None, default: int) -> int:
    """The wanted port; without a wish the default, or any free one when it is taken. Raises Failed."""
    for port in (default, 0) if wanted is None else (wanted,):
        with socket.socket() as probe:
            if os.name == "posix":  # elsewhere this would find taken ports free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Failed(f"Port {wanted} is taken; without PORT a free one is chosen.")


def end_on_signals() -> None:
    """SIGTERM and a closed terminal end the demo as Ctrl-C does."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), leave)


def run(port: int | None, *, only_check: bool, play: bool) -> None:
    """Run the demo until somebody ends it, or a process ends by itself. Raises Failed."""
    page_port = free_port(port, PAGE_PORT)
    # Beside a chosen page port any free one will do: several demos may start at once.
    demo = Demo(page_port, free_port(None if port is None and page_port != BOT_PORT else 0, BOT_PORT))
    try:
        print("Starting the bot and a Slack workspace …", flush=True)
        set_up(demo)
        print(f"\n  Open {demo.page}/{'#play' if play else ''} in a browser.\n", flush=True)
        if only_check:
            return
        print("Press Play the story there, or lose a deal and answer its thread. Ctrl-C ends everything.", flush=True)
        while True:
            demo.check()
            time.sleep(0.5)
    finally:
        demo.stop()
        if not isinstance(sys.exc_info()[1], Failed):  # then its files tell more
            shutil.rmtree(demo.folder, ignore_errors=True)


def main() -> int:
    """The command line; 0 when it ran or was ended, 1 when something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, help=f"the page's port; default {PAGE_PORT}, or any free one")
    parser.add_argument("--check", action="store_true", help="start, wait until both are ready, and end")
    parser.add_argument("--play", action="store_true", help="the page plays the story as soon as it is opened")
    options = parser.parse_args()
    try:
        end_on_signals()
        run(options.port, only_check=options.check, play=options.play)
    except KeyboardInterrupt:
        print("\nEnded.")
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _is_foreign(name: str) -> bool:
    return name.startswith(NOT_PASSED_ON) or name.lower() in PROXIES


def _answers(url: str) -> bool:
    try:
        with _direct.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
