"""A Slack app for tests: it answers what it was told to answer, and remembers what came."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Payload = dict[str, Any]
Answer = Callable[[Payload], Payload | None]


class FakeApp:
    """Answers 200 to everything; `on` gives one action, view or command an answer of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received: list[Payload] = []
        self._answers: dict[str, Answer] = {}

    def on(self, name: str, answer: Answer) -> None:
        """Call `answer` for an action id, a view's callback id or a command; what it returns is the body."""
        self._answers[name] = answer

    def actions(self) -> list[Payload]:
        """Every action so far, oldest first."""
        return [action for payload in self.received for action in payload.get("actions", [])]

    def submissions(self) -> list[Payload]:
        """`state.values` of every form so far."""
        return [p["view"]["state"]["values"] for p in self.received if p.get("type") == "view_submission"]

    def take(self, payload: Payload) -> Payload | None:
        """Remember a request and answer it."""
        self.received.append(payload)
        answer = self._answers.get(name_of(payload))
        return answer(payload) if answer else None


def name_of(payload: Payload) -> str:
    """What a request is about: an action id, a callback id, a command, or the type."""
    if payload.get("actions"):
        return str(payload["actions"][0]["action_id"])
    if payload.get("type") == "block_suggestion":
        return str(payload["action_id"])
    if payload.get("view"):
        return str(payload["view"].get("callback_id", ""))
    return str(payload.get("command") or payload.get("type"))


@contextmanager
def running_app() -> Iterator[FakeApp]:
    """The app on a free loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    app = FakeApp(f"http://127.0.0.1:{server.server_port}/slack/events")
    server.app = app  # type: ignore[attr-defined]  # the handler finds the app through its server
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.app.take(self._payload(raw))  # type: ignore[attr-defined]  # see running_app
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _payload(self, raw: bytes) -> Payload:
        if "json" in self.headers.get("Content-Type", ""):
            return dict(json.loads(raw))
        fields = dict(parse_qsl(raw.decode(), keep_blank_values=True))
        return dict(json.loads(fields["payload"])) if "payload" in fields else fields

    def log_message(self, *args: Any) -> None:
        """Say nothing: the tests look at what was received."""
