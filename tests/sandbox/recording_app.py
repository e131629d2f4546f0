"""A Slack app that only remembers what it was sent, and answers as it is told."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Json = dict[str, Any]


@dataclass(frozen=True)
class Received:
    """One request: headers with lower-case names, and the body as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> Json:
        """The event, the interaction, or the fields of a command."""
        if self.headers["content-type"].startswith("application/json"):
            found: Json = json.loads(self.body)
            return found
        fields = dict(parse_qsl(self.body.decode(), keep_blank_values=True))
        return json.loads(fields["payload"]) if "payload" in fields else dict(fields)

    @property
    def event(self) -> Json:
        """The inner event."""
        event: Json = self.payload["event"]
        return event


Answer = tuple[int, Json | str] | tuple[int, Json | str, dict[str, str]]


@dataclass
class RecordingApp:
    """`answer` decides what each request gets, with headers if it likes; 200 and nothing when it is left alone."""

    url: str
    received: list[Received] = field(default_factory=list)
    answer: Callable[[Received], Answer] = lambda request: (200, "")

    def events(self, kind: str, subtype: str | None = None) -> list[Json]:
        """The inner events of one type (and subtype), in order of arrival."""
        found = [r.event for r in self.received if "event" in r.payload]
        return [e for e in found if e["type"] == kind and e.get("subtype") == subtype]

    def last(self) -> Json:
        """The newest payload but for events, which come beside it at any time: what somebody just did."""
        return next(one for one in self._newest_first() if "event" not in one)

    def last_event(self) -> Json:
        """The newest event, in its envelope."""
        return next(one for one in self._newest_first() if "event" in one)

    def _newest_first(self) -> Iterator[Json]:
        return (one.payload for one in reversed(self.received))


@contextmanager
def recording_app() -> Iterator[RecordingApp]:
    """An app on a free loopback port for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            request = Received({name.lower(): value for name, value in self.headers.items()}, body)
            app.received.append(request)
            status, answer, *headers = app.answer(request)
            text = answer if isinstance(answer, str) else json.dumps(answer)
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if isinstance(answer, str) else "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            for name, value in headers[0].items() if headers else ():
                self.send_header(name, value)
            with contextlib.suppress(ConnectionError):  # nobody waits any more
                self.end_headers()
                self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    app = RecordingApp(f"http://127.0.0.1:{listener.server_port}/slack/events")
    threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield app
    finally:
        listener.shutdown()
        listener.server_close()
