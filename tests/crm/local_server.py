"""A CRM's API on loopback, answering from recorded files; tests can make it refuse, stall or talk nonsense."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType

PAYLOADS = Path(__file__).parent.parent / "payloads"


@dataclass(frozen=True)
class Answer:
    """What the server says to requests whose method, path and query match `path`."""

    path: str
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    times: int | None = None


@dataclass(frozen=True)
class Asked:
    """One request that the server received."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class LocalServer:
    """Answers from `answers`, the latest first; anything unknown is a 404. `asked` lists the requests."""

    def __init__(self, answers: list[Answer]) -> None:
        self._answers = [[answer, answer.times] for answer in answers]
        self._meanwhile: list[tuple[str, Callable[[], None]]] = []
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The address to give as `api_url`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(
        self,
        path: str,
        body: bytes | object = b"",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        method: str = "GET",
    ) -> None:
        """From now on, `times` times or always, answer requests whose path matches the pattern like this."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._answers.insert(0, [Answer(path, raw, status, headers or {}, method, times), times])

    def meanwhile(self, path: str, do: Callable[[], None]) -> None:
        """Once, while a path that matches the pattern is asked for: do this, and answer only then."""
        self._meanwhile.append((path, do))

    def asked_for(self, path: str) -> list[Asked]:
        """The requests whose path matches the pattern."""
        return [asked for asked in self.asked if re.search(path, asked.path)]

    @contextmanager
    def running(self) -> Iterator["LocalServer"]:
        """Serve until the block ends."""
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _find(self, method: str, path: str) -> Answer:
        for entry in self._answers:
            answer, left = entry
            assert isinstance(answer, Answer)
            if answer.method == method and re.search(answer.path, path) and left != 0:
                if isinstance(left, int):
                    entry[1] = left - 1
                return answer
        return Answer(path, b'{"status":"error"}', 404)

    def _do_meanwhile(self, path: str) -> None:
        due = [entry for entry in self._meanwhile if re.search(entry[0], path)]
        self._meanwhile = [entry for entry in self._meanwhile if entry not in due]
        for _, do in due:
            do()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply()

            def do_POST(self) -> None:
                self._reply(self.rfile.read(int(self.headers.get("Content-Length", 0))))

            do_PUT = do_PATCH = do_DELETE = do_POST

            def _reply(self, body: bytes = b"") -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                server.asked.append(Asked(self.command, self.path, headers, body))
                server._do_meanwhile(self.path)
                answer = server._find(self.command, self.path)
                self.send_response(answer.status)
                for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *arguments: object) -> None:
                """Quiet: tests look at `asked`."""

        return Handler


@contextmanager
def recorded(provider: str, replaced: Mapping[bytes, bytes] = MappingProxyType({})) -> Iterator[LocalServer]:
    """The API of this provider as recorded in `payloads/<provider>/api`, where routes.json says what answers what.

    Without recordings it has nothing that anybody asks for. What is `replaced` reads differently in every answer.
    """
    folder = PAYLOADS / provider / "api"
    routes = json.loads((folder / "routes.json").read_text()) if folder.is_dir() else []
    answers = [
        Answer(
            route["path_regex"],
            reworded((folder / route["file"]).read_bytes(), replaced),
            route["status"],
            method=route["method"],
        )
        for route in routes
    ]
    with LocalServer(answers).running() as server:
        yield server


def reworded(body: bytes, replaced: Mapping[bytes, bytes]) -> bytes:
    """The same with other words in it."""
    for before, after in replaced.items():
        body = body.replace(before, after)
    return body
