"""The front door under strain: what is too big or too slow, and a database that does not answer."""

import socket
import sqlite3
import time
from threading import BoundedSemaphore
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from bot import web
from bot.serving import impatient
from bot.serving.impatient import Phase
from bot.storage.database import Database
from tests.conftest import KEYS
from tests.servers import Web, running_web, signed
from tests.web.knocking import EVENT, kept


class TestLimits:
    @pytest.mark.parametrize("path", ["/slack/events", "/crm/generic/nothing"])
    def test_too_big_is_refused(self, lite_door: Web, path: str) -> None:
        body = b"x" * (web.MAX_BODY + 1)
        assert lite_door.post(path, body, signed(body)).status_code == 413

    def test_as_big_as_may_be_is_taken(self, lite: Database, lite_door: Web) -> None:
        body = EVENT + b" " * (web.MAX_BODY - len(EVENT))
        assert lite_door.slack(body).status_code == 200
        assert len(kept(lite)[0].body) == web.MAX_BODY

    def test_too_big_without_saying_so_is_refused(self, lite_door: Web) -> None:
        chunks = (b"x" * 65536 for _ in range(20))
        assert lite_door.client.post("/slack/events", content=chunks).status_code == 413

    @pytest.mark.parametrize("declared", ["2000000", "99999999999999999"])
    def test_claim_to_be_big_is_enough(self, lite_door: Web, declared: str) -> None:
        head = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: {declared}\r\n\r\n"
        assert spoken(lite_door, head.encode()).startswith(b"HTTP/1.1 413")

    @pytest.mark.parametrize("path", ["/slack/events", "/crm/generic/nothing"])
    def test_compressed_is_refused(self, lite_door: Web, path: str) -> None:
        headers = signed(EVENT) | {"content-encoding": "gzip"}
        assert lite_door.post(path, EVENT, headers).status_code == 415

    def test_body_that_never_ends_is_given_up(self, lite_door: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web, "BODY_SECONDS", 0.3)
        head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
        assert spoken(lite_door, head + b"{").startswith(b"HTTP/1.1 408")

    def test_head_that_never_ends_is_given_up(self, lite_door: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(impatient.SECONDS, Phase.HEAD, 0.3)
        assert spoken(lite_door, b"POST /slack/events HTTP/1.1\r\nHost: x\r\n") == b""

    def test_only_so_many_big_bodies_are_read_at_once(self, lite_door: Web, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(web, "_big_bodies", BoundedSemaphore(1))
        big = EVENT + b" " * web.BIG_BODY
        head = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: {len(big) + 1}\r\n\r\n"
        with begun(lite_door, head.encode() + big):
            until = time.monotonic() + 5
            while lite_door.slack(big).status_code != 503:  # until the first one has come that far
                assert time.monotonic() < until
            assert lite_door.slack(EVENT).status_code == 200

    def test_other_methods_and_paths_are_not_known(self, lite_door: Web) -> None:
        assert lite_door.client.get("/slack/events").status_code == 405
        assert lite_door.client.post("/slack/other").status_code == 404


class TestTrouble:
    def test_locked_database_is_told_in_time_and_got_over(self, lite: Database, lite_door: Web) -> None:
        locker = sqlite3.connect(lite.url.removeprefix("sqlite:///"), isolation_level=None)
        locker.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        answer = lite_door.slack(EVENT)
        assert answer.status_code == 503
        assert time.monotonic() - began < 2.5
        locker.execute("ROLLBACK")
        locker.close()
        assert lite_door.slack(EVENT).status_code == 200
        assert len(kept(lite)) == 1

    def test_locked_table_is_told_in_time_and_got_over(self, postgres_url: str) -> None:
        db = Database(postgres_url, KEYS)
        with running_web(db) as door:
            with db.begin() as session:
                session.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
                began = time.monotonic()
                assert door.slack(EVENT).status_code == 503
                assert time.monotonic() - began < 2.5
            answer = door.slack(EVENT)
            assert answer.status_code == 200
            assert len(kept(db)) == 1
        db.close()

    def test_database_that_is_not_there_is_told_in_time(self) -> None:
        db = Database("postgresql://nobody@127.0.0.1:1/nothing", KEYS)
        with running_web(db) as door:
            began = time.monotonic()
            assert door.slack(EVENT).status_code == 503
            assert door.post("/crm/generic/any", b"{}", {}).status_code == 503
            assert door.client.get("/readyz").status_code == 503
            assert time.monotonic() - began < 2.5
            assert door.client.get("/livez").status_code == 200
        db.close()

    def test_ready_means_that_the_database_answers(self, door: Web) -> None:
        assert door.client.get("/readyz").text == "ok"


def begun(door: Web, sent: bytes) -> socket.socket:
    """A connection that has sent these bytes, and stays."""
    address = urlsplit(door.url)
    connection = socket.create_connection((address.hostname, address.port), timeout=5)
    connection.sendall(sent)
    return connection


def spoken(door: Web, sent: bytes) -> bytes:
    """What the server says to raw bytes, until it hangs up."""
    with begun(door, sent) as connection:
        heard = b""
        while piece := connection.recv(65536):
            heard += piece
        return heard
