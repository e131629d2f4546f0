"""The front door in a crowd: seats, a waiting room, and an end to every wait."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.serving import door, impatient, server
from bot.serving.impatient import Phase
from tests.servers import serving

GET = b"GET /now HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
SLOW_HEAD = b"GET /now HTTP/1.1\r\nX-Slow: "
SECONDS = 5.0


class House:
    """An application whose answers at /later wait until they are let go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.go = asyncio.Event()
        self.ended = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.app = Starlette(
            routes=[Route("/now", self.now), Route("/later", self.later), Route("/endless", self.endless)],
        )

    async def now(self, _request: Request) -> Response:
        return PlainTextResponse("now")

    async def later(self, _request: Request) -> Response:
        self.loop = asyncio.get_running_loop()
        self.begun.release()
        await self.go.wait()
        return PlainTextResponse("later")

    async def endless(self, _request: Request) -> Response:
        return StreamingResponse(self._endless())

    async def _endless(self) -> AsyncIterator[bytes]:
        """More than the systems on both ways keep for who does not take it, however much that is."""
        try:
            while True:
                yield b"x" * 65536
                await asyncio.sleep(0)
        finally:
            self.ended.set()

    def let_go(self) -> None:
        """Answer all who wait at /later."""
        assert self.loop
        self.loop.call_soon_threadsafe(self.go.set)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def url(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A house with two seats and one place to wait."""
    monkeypatch.setattr(server, "SEATS", 2)
    monkeypatch.setattr(server, "ROOM", 1)
    with serving(house.app) as url:
        yield url


@contextlib.contextmanager
def spoken(url: str, *pieces: bytes) -> Iterator[socket.socket]:
    """A connection that has said so much."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=SECONDS) as connection:
        for piece in pieces:
            connection.sendall(piece)
        yield connection


def heard(connection: socket.socket) -> bytes:
    """All that is said until the other side hangs up, gently or not."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            said += piece
    return said


def later(url: str) -> contextlib.AbstractContextManager[socket.socket]:
    return spoken(url, GET.replace(b"/now", b"/later"))


def test_when_all_seats_are_taken_some_wait_and_others_hear_503(house: House, url: str) -> None:
    with later(url) as first, later(url) as second:
        house.begun.acquire(timeout=SECONDS)
        house.begun.acquire(timeout=SECONDS)
        with spoken(url, GET) as waits, spoken(url, GET) as refused:
            assert heard(refused).startswith(b"HTTP/1.1 503")
            house.let_go()
            assert heard(waits).endswith(b"now")
        assert heard(first).endswith(b"later")
        assert heard(second).endswith(b"later")


def test_who_waits_too_long_hears_503(house: House, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "ROOM_SECONDS", 0.1)
    with later(url), later(url), spoken(url, GET) as waits:
        assert heard(waits).startswith(b"HTTP/1.1 503")
        house.begun.acquire(timeout=SECONDS)
        house.let_go()


def test_seats_of_who_sends_nothing_go_to_others(url: str) -> None:
    with spoken(url, SLOW_HEAD) as slow, spoken(url) as silent, spoken(url, GET) as honest:
        assert heard(honest).endswith(b"now")
        assert b"" in (heard_at_once(slow), heard_at_once(silent))


def heard_at_once(connection: socket.socket) -> bytes | None:
    """What was said by now; None when nothing was, and the connection stands."""
    connection.setblocking(False)
    try:
        return connection.recv(100)
    except BlockingIOError:
        return None
    except ConnectionResetError:
        return b""


def test_an_answer_that_is_not_taken_ends(house: House, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(impatient.SECONDS, Phase.TAKING, 0.2)
    with spoken(url, GET.replace(b"/now", b"/endless")):
        with spoken(url, GET) as honest, spoken(url, GET) as another:
            assert heard(honest).endswith(b"now")
            assert heard(another).endswith(b"now")
        assert house.ended.wait(SECONDS)


def test_a_body_after_its_answer_does_not_keep_the_connection(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(impatient.SECONDS, Phase.REST, 0.2)
    with spoken(url, b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n") as connection:
        assert heard(connection).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(SLOW_HEAD + b"z" * (impatient.MOST_HEAD * 8), id="a head without an end"),
        pytest.param(
            b"GET /now HTTP/1.1\r\nHost: x\r\n\r\n" * (impatient.MOST_QUEUED + 3), id="too many requests at once"
        ),
    ],
)
def test_more_than_an_honest_sender_says_ends_the_connection(url: str, sent: bytes) -> None:
    with contextlib.suppress(ConnectionError), spoken(url, sent) as connection:
        assert b"200" not in heard(connection)


def test_told_to_leave_while_it_came_up_it_serves_nobody(house: House) -> None:
    listener = server.bound("127.0.0.1", 0)
    thread = threading.Thread(target=server.Server(house.app, lambda: None, lambda: True).run, args=([listener],))
    thread.start()
    thread.join(SECONDS)
    assert not thread.is_alive()


def test_requests_one_after_the_other_are_answered_in_order(url: str) -> None:
    both = b"GET /now HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with spoken(url, both) as connection:
        said = heard(connection)
    assert said.index(b"HTTP/1.1 200") < said.index(b"HTTP/1.1 404")
