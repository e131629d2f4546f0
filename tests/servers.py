"""Our own front door over real HTTP, for tests: uvicorn in a thread on a free port, and requests signed as by Slack."""

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
from slack_bolt import BoltResponse
from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from bot import clock, deal_news
from bot.config import Settings
from bot.installing.oauth import Installer
from bot.intake import Intake, Receive
from bot.serving.server import Server, bound
from bot.slack_requests import Dispatch
from bot.storage.database import Database
from bot.web import create_app
from tests.tls import NO_TLS

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
PUBLIC_URL = "https://retro.example.com"
KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


def settings(**changed: Any) -> Settings:
    """Settings of a test workspace, whatever the environment says."""
    given: dict[str, Any] = {
        "secret_keys": KEY,
        "slack_bot_token": "xoxb-test",
        "slack_signing_secret": SIGNING_SECRET,
        "base_url": PUBLIC_URL,
    }
    return Settings(_env_file=None, **(given | changed))  # type: ignore[call-arg]  # pydantic-settings takes it


@dataclass
class Handlers:
    """Stands where the handlers are: notes what it is handed, answers what it is told to."""

    answer: Callable[[dict[str, Any]], BoltResponse] = lambda _: BoltResponse(status=200)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, body: dict[str, Any]) -> BoltResponse:
        self.heard.append(body)
        return self.answer(body)

    def receive(self, _session: Session, body: dict[str, Any], _now: datetime) -> None:
        """What comes out of the inbox."""
        self(body)


@dataclass(frozen=True)
class Web:
    """A running front door."""

    url: str
    intake: Intake
    client: httpx2.Client
    dispatch: Dispatch

    def post(self, path: str, body: bytes, headers: Mapping[str, Any]) -> httpx2.Response:
        """Send exactly these bytes."""
        return self.client.post(path, content=body, headers=headers)

    def slack(self, body: bytes, kind: str = "application/json", **signing: Any) -> httpx2.Response:
        """Send a request as Slack does, signed now unless `signing` says otherwise."""
        return self.post("/slack/events", body, {"content-type": kind} | signed(body, **signing))

    def form(self, body: bytes, **signing: Any) -> httpx2.Response:
        """Send an action, a view or a command as Slack does."""
        return self.slack(body, "application/x-www-form-urlencoded", **signing)


@contextmanager
def running_web(
    db: Database,
    dispatch: Dispatch | None = None,
    receive: Receive | None = None,
    *,
    configured: Settings | None = None,
    health: Callable[[], None] | None = None,
    wake: Callable[[], None] = lambda: None,
    installer: Installer | None = None,
) -> Iterator[Web]:
    """The front door of `db` for the length of the block; the inbox is worked off when a test calls `intake.work`."""
    handlers = Handlers()
    door: Dispatch = dispatch or handlers
    intake = Intake(db, receive=receive or handlers.receive, take=deal_news.take, wake=wake)
    intake.start()
    app = create_app(configured or settings(), intake, door, health or db.ping, installer)
    with serving(app) as url, httpx2.Client(base_url=url, timeout=15, trust_env=False, verify=NO_TLS) as client:
        yield Web(url, intake, client, door)
    intake.close()


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address of `app`, served by uvicorn in a thread."""
    listener = bound("127.0.0.1", 0)
    server = Server(app, leaving=lambda: None)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    host, port = listener.getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def signed(
    body: bytes, secret: str = SIGNING_SECRET, timestamp: str | None = None, late_seconds: int = 0
) -> dict[str, str]:
    """The two headers that Slack adds. `late_seconds` ago, or at exactly `timestamp`."""
    if timestamp is None:
        timestamp = str(int(clock.real_now().timestamp()) - late_seconds)
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}
