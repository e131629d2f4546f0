"""Socket Mode against a small Slack of its own: a real WebSocket on the loopback."""

import base64
import hashlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest
from slack_bolt import BoltResponse
from sqlalchemy import select

from bot.slack_client import Slack
from bot.socket_mode import SocketMode
from bot.storage.database import Database
from bot.storage.models import InboxRow
from tests.conftest import KEYS, copied
from tests.servers import Handlers, running_web

EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message", "channel": "C1"}}
COMMAND = {"command": "/retro", "text": "a payload", "team_id": "T1", "user_id": "U1"}


class SlackSocket:
    """Slack's end: `send` gives an envelope, `answers` is what the bot acknowledged."""

    def __init__(self) -> None:
        self.connected = threading.Event()
        self.answers: Queue[dict[str, Any]] = Queue()
        self._connection: socket.socket | None = None

    def accept(self, connection: socket.socket, key: str) -> None:
        """Complete the handshake, then read until the bot hangs up."""
        accepted = base64.b64encode(hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest())  # noqa: S324  # the protocol says SHA-1
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accepted + b"\r\n\r\n"
        )
        self._connection = connection
        self.connected.set()
        stream = connection.makefile("rb")
        while head := stream.read(2):
            self._frame(head, stream.read)

    def send(self, kind: str, payload: dict[str, Any], envelope: str = "e1") -> None:
        """Send an envelope."""
        self.say({"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True})

    def say(self, message: dict[str, Any]) -> None:
        """Send a text frame."""
        data = json.dumps(message).encode()
        assert self._connection
        self._connection.sendall(struct.pack("!BBH", 0x81, 126, len(data)) + data)

    def answer(self, timeout: float = 5) -> dict[str, Any]:
        """The bot's next acknowledgement."""
        return self.answers.get(timeout=timeout)

    def _frame(self, head: bytes, read: Callable[[int], bytes]) -> None:
        length = head[1] & 127
        if length == 126:
            length = struct.unpack("!H", read(2))[0]
        mask, data = read(4), read(length)
        if head[0] & 15 == 1:
            plain = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
            self.answers.put(json.loads(plain))


@contextmanager
def slack_with_sockets() -> Iterator[tuple[str, SlackSocket]]:
    """A Slack that knows apps.connections.open and one WebSocket."""
    ours = SlackSocket()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ours.accept(self.connection, self.headers["Sec-WebSocket-Key"])

        def do_POST(self) -> None:
            answer = json.dumps({"ok": True, "url": f"ws://{self.headers['Host']}/link"}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/", ours
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def shared(sqlite_template: Path) -> Iterator[tuple[SlackSocket, Handlers, Database]]:
    database = Database(copied(sqlite_template), KEYS)
    handlers = Handlers()
    with running_web(database, handlers) as web, slack_with_sockets() as (url, ours):
        client = SocketMode("xapp-1", Slack(url).client(None), web.intake, handlers)
        client.start()
        assert ours.connected.wait(10)
        yield ours, handlers, database
        client.stop()
    database.close()


@pytest.fixture
def slack(shared: tuple[SlackSocket, Handlers, Database]) -> SlackSocket:
    shared[1].heard.clear()
    return shared[0]


@pytest.fixture
def handlers(shared: tuple[SlackSocket, Handlers, Database]) -> Handlers:
    return shared[1]


def test_event_is_acknowledged_once_it_is_kept(
    slack: SlackSocket, handlers: Handlers, shared: tuple[SlackSocket, Handlers, Database]
) -> None:
    for envelope in ("e1", "e2"):
        slack.send("events_api", EVENT, envelope)
        assert slack.answer() == {"envelope_id": envelope}
    with shared[2].read() as session:
        (row,) = session.scalars(select(InboxRow).where(InboxRow.lane == "T1:C1"))
    assert (row.delivery_key, json.loads(row.body), row.lane) == ("Ev1", EVENT, "T1:C1")
    assert handlers.heard == []


def test_command_is_answered_in_the_acknowledgement(slack: SlackSocket, handlers: Handlers) -> None:
    handlers.answer = lambda _: BoltResponse(status=200, body={"text": "Done."})
    slack.send("slash_commands", COMMAND)
    assert slack.answer() == {"envelope_id": "e1", "payload": {"text": "Done."}}
    assert handlers.heard == [COMMAND]


def test_plain_words_become_a_message(slack: SlackSocket, handlers: Handlers) -> None:
    handlers.answer = lambda _: BoltResponse(status=200, body="Done.")
    slack.send("slash_commands", COMMAND)
    assert slack.answer() == {"envelope_id": "e1", "payload": {"text": "Done."}}


def test_form_without_words_is_acknowledged(slack: SlackSocket, handlers: Handlers) -> None:
    handlers.answer = lambda _: BoltResponse(status=200)
    slack.send("interactive", {"type": "view_submission"})
    assert slack.answer() == {"envelope_id": "e1"}


def test_click_is_acknowledged_once_it_is_kept(
    slack: SlackSocket, handlers: Handlers, shared: tuple[SlackSocket, Handlers, Database]
) -> None:
    click = {"type": "block_actions", "team": {"id": "T1"}, "channel": {"id": "C9"}, "actions": [{"action_id": "x"}]}
    slack.send("interactive", click)
    assert slack.answer() == {"envelope_id": "e1"}
    with shared[2].read() as session:
        (row,) = session.scalars(select(InboxRow).where(InboxRow.lane == "T1:C9"))
    assert json.loads(row.body) == click
    assert handlers.heard == []


@pytest.mark.parametrize("kind", ["failing", "crashing"])
def test_what_failed_is_not_acknowledged(slack: SlackSocket, handlers: Handlers, kind: str) -> None:
    heard = threading.Event()

    def answer(_body: dict[str, Any]) -> BoltResponse:
        heard.set()
        if kind == "crashing":
            raise RuntimeError
        return BoltResponse(status=500)

    handlers.answer = answer
    slack.send("interactive", {"type": "view_submission"})
    assert heard.wait(5)
    with pytest.raises(Empty):
        slack.answer(timeout=0.2)


def test_company_on_the_line_is_told(slack: SlackSocket, capsys: pytest.CaptureFixture[str]) -> None:
    slack.say({"type": "hello", "num_connections": 2})
    slack.send("events_api", EVENT)
    slack.answer()
    said = capsys.readouterr().out
    assert "same app token" in said
