"""The client that calls CRMs never waits for ever, follows nobody and remembers no cookie."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from bot.crm import Gone, Http, Refused, http
from bot.crm.http import Api
from bot.errors import TryLater
from tests.crm.local_server import LocalServer


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer([]).running() as running:
        yield running


@pytest.fixture
def client() -> Iterator[Http]:
    opened = Http()
    yield opened
    opened.close()


def api(url: str) -> Api:
    return Api.bearer(url, "pat-made-up")


def test_the_address_and_its_path_are_kept(client: Http, server: LocalServer) -> None:
    server.answer("^/inside/deals\\?a=b$", {"id": 1})
    assert client.get(api(server.url + "/inside/"), "/deals?a=b") == {"id": 1}


@pytest.mark.parametrize("status", [204, 404, 410])
def test_gone(client: Http, server: LocalServer, status: int) -> None:
    server.answer("/", status=status)
    with pytest.raises(Gone):
        client.get(api(server.url), "/deals")


@pytest.mark.parametrize("status", [401, 403])
def test_refused_waits_long(client: Http, server: LocalServer, status: int) -> None:
    server.answer("/", status=status)
    with pytest.raises(Refused) as error:
        client.get(api(server.url), "/deals")
    assert error.value.after_seconds == 1800


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "999999999999"}, 3600),
        ({"Retry-After": "Sun, 22 Nov 2099 04:00:30 GMT"}, 3600),
        ({"Retry-After": "Sun, 22 Nov 2020 04:00:30 GMT"}, 1),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "soon"}, 60),
        ({}, 60),
    ],
)
def test_slowing_down_takes_as_long_as_the_crm_says(
    client: Http, server: LocalServer, headers: dict[str, str], seconds: float
) -> None:
    server.answer("/", status=429, headers=headers)
    with pytest.raises(TryLater) as error:
        client.get(api(server.url), "/deals")
    assert error.value.after_seconds == seconds


@pytest.mark.parametrize(("body", "status"), [(b"", 500), (b"", 301), (b"<html>", 200), (b"NaN", 200)])
def test_anything_else_is_tried_again(client: Http, server: LocalServer, body: bytes, status: int) -> None:
    server.answer("/deals", body, status, headers={"Location": "/elsewhere"})
    with pytest.raises(TryLater):
        client.get(api(server.url), "/deals")
    assert server.asked_for("/elsewhere") == []


def test_an_endless_answer_is_not_read_to_its_end(client: Http, server: LocalServer) -> None:
    server.answer("/", b'"' + b"x" * http.LARGEST + b'"')
    with pytest.raises(TryLater, match="larger than 5 MiB"):
        client.get(api(server.url), "/deals")


def test_nobody_there(client: Http) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        with pytest.raises(TryLater, match="ConnectError"):
            client.get(api(f"http://127.0.0.1:{taken.getsockname()[1]}"), "/deals")


def test_silence_ends(client: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.2)
    impatient = Http()
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TryLater, match="ReadTimeout"):
        impatient.get(api(f"http://127.0.0.1:{silent.getsockname()[1]}"), "/deals")
    impatient.close()


@pytest.mark.parametrize("dripped", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_an_answer_that_drips_ends_as_well(monkeypatch: pytest.MonkeyPatch, dripped: bytes) -> None:
    monkeypatch.setattr(http, "TOTAL_SECONDS", 0.3)
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(dripped)
            while not over.wait(0.05):
                connection.sendall(b"X")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        dripping = threading.Thread(target=drip, args=(listener,))
        dripping.start()
        impatient, began = Http(), time.monotonic()
        with pytest.raises(TryLater, match="ReadTimeout"):
            impatient.get(api(f"http://127.0.0.1:{listener.getsockname()[1]}"), "/deals")
        over.set()
        dripping.join()
        impatient.close()
    assert time.monotonic() - began < 2


def test_no_cookie_travels(client: Http, server: LocalServer) -> None:
    server.answer("/", {}, headers={"Set-Cookie": "account=one; Path=/"})
    client.get(api(server.url), "/deals")
    client.get(api(server.url), "/deals")
    assert "cookie" not in server.asked[1].headers
