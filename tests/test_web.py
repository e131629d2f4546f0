"""The front door over real HTTP: what it lets in, what it refuses, what it keeps, and how it behaves in trouble."""

import base64
import gzip
import hmac
import json
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote_plus, urlsplit

import pytest
from slack_bolt import BoltResponse
from sqlalchemy import delete, select, text

from bot import clock, web
from bot.storage import connections
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, InboxRow
from tests.conftest import KEYS
from tests.installing import installed
from tests.servers import PUBLIC_URL, Handlers, Web, running_web, signed

HOSTILE = Path(__file__).parent / "payloads" / "hostile_slack"
HOSTILE_CRM = HOSTILE.parent / "hostile_crm"
GENERIC_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DEAL = (HOSTILE.parent / "generic" / "01-deal-lost.json").read_bytes()
EVENT = (HOSTILE / "no-signature.json").read_bytes()


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


@pytest.fixture
def door(db: Database, handlers: Handlers) -> Iterator[Web]:
    with running_web(db, handlers) as running:
        yield running


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Web]]:
    """One front door for all tests to which neither the kind of database nor a fresh start matters."""
    path = tmp_path_factory.mktemp("web") / "web.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", KEYS)
    with running_web(database, Handlers()) as running:
        yield database, running
    database.close()


@pytest.fixture
def lite(shared: tuple[Database, Web]) -> Iterator[Database]:
    yield shared[0]
    with shared[0].begin() as session:
        session.execute(delete(InboxRow))
        session.execute(delete(ConnectionRow))


@pytest.fixture
def lite_door(shared: tuple[Database, Web], lite: Database) -> Web:
    return shared[1]


@pytest.fixture
def heard(shared: tuple[Database, Web]) -> list[dict[str, Any]]:
    """What the handlers behind `lite_door` are handed during this test."""
    handlers = shared[1].dispatch
    assert isinstance(handlers, Handlers)
    handlers.heard.clear()
    return handlers.heard


def kept(db: Database) -> list[InboxRow]:
    with db.read() as session:
        return list(session.scalars(select(InboxRow).order_by(InboxRow.id)))


def deliveries(name: str) -> list[bytes]:
    """The deliveries of a file that holds a sequence."""
    return [json.dumps(item).encode() for item in json.loads((HOSTILE / name).read_bytes())]


class TestForged:
    """Nothing happens, and nothing is kept."""

    @pytest.mark.parametrize(
        "forged",
        [
            pytest.param(lambda: {}, id="none"),
            pytest.param(lambda: signed(EVENT, secret="another"), id="another secret"),
            pytest.param(lambda: signed(EVENT + b" "), id="another body"),
            pytest.param(lambda: {"x-slack-request-timestamp": str(int(time.time()))}, id="only the time"),
            pytest.param(lambda: {"x-slack-signature": "v0="}, id="only a signature"),
            pytest.param(lambda: signed(EVENT) | {"x-slack-signature": "v0=é".encode()}, id="not ASCII"),
            pytest.param(lambda: signed(EVENT) | {"x-slack-signature": b"\xff\xfe"}, id="not text"),
            pytest.param(lambda: signed(EVENT, late_seconds=600), id="ten minutes old"),
            pytest.param(lambda: signed(EVENT, late_seconds=-600), id="ten minutes early"),
            *(
                pytest.param(lambda odd=odd: signed(EVENT, timestamp=odd), id=f"time {odd[:9]!r}")
                for odd in ("", "abc", "1.5", "-1", "+1", "1_0", "9" * 5000, "1e9")
            ),
        ],
    )
    def test_request_is_refused(self, lite: Database, lite_door: Web, forged: Callable[[], dict[str, Any]]) -> None:
        """Signed when it is sent: a run may take longer than a signature lives."""
        answer = lite_door.post("/slack/events", EVENT, {"content-type": "application/json"} | forged())
        assert answer.status_code == 401
        assert kept(lite) == []

    @pytest.mark.parametrize("name", ["body-not-utf8.bin", "broken-payload.txt", "url-verification-html.json"])
    def test_unsigned_rubbish_is_refused_before_anyone_reads_it(
        self, lite: Database, lite_door: Web, name: str
    ) -> None:
        body = (HOSTILE / name).read_bytes()
        assert lite_door.slack(body, secret="another").status_code == 401
        assert lite_door.form(body, secret="another").status_code == 401
        assert kept(lite) == []

    def test_timestamp_in_other_digits_is_refused(self, lite_door: Web) -> None:
        now = str(int(time.time())).translate({48 + n: 0x0660 + n for n in range(10)}).encode()
        headers = signed(EVENT) | {"x-slack-request-timestamp": now}
        assert lite_door.post("/slack/events", EVENT, headers).status_code == 401

    def test_every_altered_byte_is_noticed(self, lite: Database, lite_door: Web) -> None:
        body = b'{"type":"event_callback"}'
        for place in range(len(body)):
            altered = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
            assert lite_door.post("/slack/events", altered, signed(body)).status_code == 401
        assert kept(lite) == []

    def test_forgeries_are_counted(self, lite_door: Web) -> None:
        lite_door.post("/slack/events", EVENT, {})
        assert 'silver_lining_requests_total{outcome="401",route="slack"}' in lite_door.client.get("/metrics").text


class TestEvents:
    def test_event_is_kept_as_it_came(self, db: Database, door: Web) -> None:
        assert door.slack(EVENT).status_code == 200
        (row,) = kept(db)
        assert (row.source, row.connection_key, row.delivery_key) == ("slack", "T0SELLER", "Ev0AAAAAAA1")
        assert (row.body, row.state, row.lane) == (EVENT, "waiting", "T0SELLER:C0RETRO")

    def test_event_sent_again_is_kept_once(self, db: Database, door: Web) -> None:
        first, again = deliveries("event-retry.json")
        assert door.slack(first).status_code == 200
        retry = {"x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout", "content-type": "application/json"}
        assert door.post("/slack/events", again, signed(again) | retry).status_code == 200
        assert len(kept(db)) == 1

    def test_many_at_once_are_each_kept_once(self, db: Database, door: Web) -> None:
        events = [EVENT.replace(b"Ev0AAAAAAA1", b"Ev%d" % (n % 50)) for n in range(100)]
        with ThreadPoolExecutor(20) as pool:
            statuses = {answer.status_code for answer in pool.map(door.slack, events)}
        assert statuses == {200}
        assert {row.delivery_key for row in kept(db)} == {f"Ev{n}" for n in range(50)}

    @pytest.mark.parametrize("name", ["delete-before-message.json", "own-bot-message.json", "uninstall-orders.json"])
    def test_sequences_are_kept_in_order(self, lite: Database, lite_door: Web, name: str) -> None:
        bodies = deliveries(name)
        assert [lite_door.slack(body).status_code for body in bodies] == [200] * len(bodies)
        names = [json.loads(body)["event_id"] for body in bodies]
        assert [row.delivery_key for row in kept(lite)] == list(dict.fromkeys(names))

    @pytest.mark.parametrize("name", ["unfurl-change.json", "external-member-reply.json", "long-answer.json"])
    def test_odd_events_are_kept_whole(self, lite: Database, lite_door: Web, name: str) -> None:
        body = (HOSTILE / name).read_bytes()
        assert lite_door.slack(body).status_code == 200
        assert [(row.body, row.state) for row in kept(lite)] == [(body, "waiting")]

    @pytest.mark.parametrize(
        "body",
        [
            (HOSTILE / "top-level-array.json").read_bytes(),
            (HOSTILE / "event-is-string.json").read_bytes(),
            b"",
            b"\xff\xfe {}",
            b'{"type": "event_callback"',
            b"[" * 20_000 + b"]" * 20_000,
            b'{"type": "event_callback", "event": {"type": "message"}, "event_id": ' + b"9" * 5000 + b"}",
            b'{"type": "event_callback", "event": {"type": NaN}, "event_id": "Ev1"}',
            b'{"type": 7}',
            b"null",
        ],
        ids=range(10),
    )
    def test_signed_rubbish_is_set_aside(self, lite: Database, lite_door: Web, body: bytes) -> None:
        assert lite_door.slack(body).status_code == 200
        (row,) = kept(lite)
        assert (row.state, row.body) == ("quarantined", body)
        assert row.error

    def test_name_that_no_database_takes_becomes_a_digest(self, db: Database, door: Web) -> None:
        body = EVENT.replace(b"Ev0AAAAAAA1", b"Ev\\u0000\\ud800").replace(b"T0SELLER", b"T\\ud800")
        assert door.slack(body).status_code == 200
        (row,) = kept(db)
        assert len(row.delivery_key) == 64
        assert row.connection_key == ""

    def test_event_of_a_stranger_is_ignored(self, db: Database, door: Web, handlers: Handlers) -> None:
        assert door.slack((HOSTILE / "unknown-team.json").read_bytes()).status_code == 200
        assert door.intake.work(clock.now()) == 1
        assert handlers.heard == []
        assert [row.state for row in kept(db)] == ["done"]

    def test_event_of_a_known_workspace_reaches_the_handlers(self, db: Database, door: Web, handlers: Handlers) -> None:
        install(db)
        door.slack(EVENT)
        door.intake.work(clock.now())
        assert [body["event_id"] for body in handlers.heard] == ["Ev0AAAAAAA1"]

    def test_challenge_is_answered_as_plain_text(self, lite: Database, lite_door: Web) -> None:
        answer = lite_door.slack((HOSTILE / "url-verification-html.json").read_bytes())
        assert (answer.status_code, answer.text) == (200, "<script>alert(1)</script>")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert kept(lite) == []

    def test_word_of_a_rate_limit_is_taken_note_of(self, lite: Database, lite_door: Web) -> None:
        body = b'{"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1767225600, "api_app_id": "A1"}'
        assert lite_door.slack(body).status_code == 200
        assert kept(lite) == []


class TestInteractions:
    def test_command_with_the_word_payload_arrives(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        assert lite_door.form((HOSTILE / "command-word-payload.txt").read_bytes()).status_code == 200
        (command,) = heard
        assert (command["command"], command["text"]) == ("/retro", "start Acme payload deal")

    def test_command_keeps_its_blanks_and_marks(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        lite_door.form((HOSTILE / "command-smart-quotes-nbsp.txt").read_bytes())
        assert heard[0]["text"] == "start\xa0“Acme\xa0Corp”\u3000—now"

    @pytest.mark.parametrize("name", ["command-ten-thousand.txt", "command-mentions.txt", "command-shell.txt"])
    def test_hostile_commands_arrive_as_text(self, lite_door: Web, heard: list[dict[str, Any]], name: str) -> None:
        assert lite_door.form((HOSTILE / name).read_bytes()).status_code == 200
        assert heard[0]["text"].startswith("start ")

    def test_nul_and_broken_bytes_do_not_arrive(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        lite_door.form(b"command=%2Fretro&text=a%00b%ff&user_id=U1")
        assert heard[0]["text"] == "ab\ufffd"

    def test_repeated_field_is_refused(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        assert lite_door.form((HOSTILE / "command-repeated-parameters.txt").read_bytes()).status_code == 400
        assert heard == []

    def test_endless_fields_are_refused(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        assert lite_door.form(b"&".join(b"f%d=1" % n for n in range(5000))).status_code == 400
        assert heard == []

    def test_action_arrives_as_the_dictionary_that_it_is(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        assert lite_door.form((HOSTILE / "forged-button-value.txt").read_bytes()).status_code == 200
        assert heard[0]["actions"][0]["action_id"] == "retro_close"

    def test_two_clicks_are_two_clicks(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        for body in deliveries("double-click.json"):
            assert lite_door.form(b"payload=" + quote_plus(body).encode()).status_code == 200
        assert [click["trigger_id"] for click in heard] == ["1.1.x", "1.2.x"]

    def test_check_of_the_certificate_is_answered(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        assert lite_door.form(b"ssl_check=1&token=x").status_code == 200
        assert heard == []

    @pytest.mark.parametrize("body", [b"payload=%7Bbroken", b"payload=[1]", b"payload={}", b"a=b", b""])
    def test_signed_rubbish_is_set_aside(self, lite: Database, lite_door: Web, body: bytes) -> None:
        assert lite_door.form(body).status_code == 200
        assert [(row.state, row.body) for row in kept(lite)] == [("quarantined", body)]

    def test_answer_of_the_handlers_is_the_answer(self, lite: Database) -> None:
        errors = {"response_action": "errors", "errors": {"b": "Too long"}}
        with running_web(lite, lambda _: BoltResponse(status=200, body=errors)) as door:
            answer = door.form(b"command=%2Fretro")
        assert answer.json() == errors
        assert answer.headers["content-type"] == "application/json;charset=utf-8"

    @pytest.mark.parametrize("status", [500, 503])
    def test_failing_handler_makes_slack_tell_the_person(self, lite: Database, status: int) -> None:
        with running_web(lite, lambda _: BoltResponse(status=status, body="secret trouble")) as door:
            answer = door.form(b"command=%2Fretro")
        assert answer.status_code == 503
        assert "secret" not in answer.text

    def test_crashing_handler_makes_slack_tell_the_person(self, lite: Database) -> None:
        def crash(body: dict[str, Any]) -> BoltResponse:
            raise RuntimeError(body["command"])

        with running_web(lite, crash) as door:
            assert door.form(b"command=%2Fretro").status_code == 503
            assert door.client.get("/livez").status_code == 200

    def test_slow_handlers_are_neither_waited_for_nor_piled_up(self, lite: Database) -> None:
        release = Event()

        def hang(_body: dict[str, Any]) -> BoltResponse:
            release.wait(20)
            return BoltResponse(status=200)

        with running_web(lite, hang) as door:
            began = time.monotonic()
            with ThreadPoolExecutor(100) as pool:
                statuses = [answer.status_code for answer in pool.map(door.form, [b"command=%2Fretro"] * 100)]
            assert statuses == [503] * 100
            assert time.monotonic() - began < 6
            assert door.slack(EVENT).status_code == 200  # events need no thread
            release.set()


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
        monkeypatch.setattr("bot.server.HEADER_SECONDS", 0.3)
        assert spoken(lite_door, b"POST /slack/events HTTP/1.1\r\nHost: x\r\n") == b""

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


class TestCrm:
    @pytest.mark.parametrize(
        "path", ["/crm/generic/nothing", "/crm/nobody/x", "/crm/slack/x", "/crm/generic/%00", "/crm/by_hand/x"]
    )
    def test_stranger_is_not_known(self, lite: Database, lite_door: Web, path: str) -> None:
        assert lite_door.post(path, b"{}", {}).status_code == 404
        assert kept(lite) == []

    def test_address_of_another_provider_is_not_known(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "hubspot", {"client_secret": "s"})
        assert lite_door.post(address.replace("hubspot", "generic"), b"{}", {}).status_code == 404

    def test_signed_delivery_is_kept_as_it_came(self, db: Database, door: Web) -> None:
        address = connect(db, "generic", {"secret": GENERIC_SECRET})
        assert door.post(address, DEAL, standard("msg_1", DEAL)).status_code == 200
        (row,) = kept(db)
        assert (row.source, row.delivery_key, row.body, row.state) == ("generic", "msg_1", DEAL, "waiting")

    def test_delivery_sent_again_is_kept_once(self, db: Database, door: Web) -> None:
        address = connect(db, "generic", {"secret": GENERIC_SECRET})
        for late_seconds in (5, 0):
            assert door.post(address, DEAL, standard("msg_1", DEAL, late_seconds=late_seconds)).status_code == 200
        assert len(kept(db)) == 1

    @pytest.mark.parametrize("name", ["unsigned.json", "stale-timestamp.json"])
    def test_forged_delivery_is_refused(self, lite: Database, lite_door: Web, name: str) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        body = (HOSTILE_CRM / name).read_bytes()
        headers = {} if name == "unsigned.json" else standard("msg_1", body, late_seconds=600)
        assert lite_door.post(address, body, headers).status_code == 401
        assert kept(lite) == []

    def test_signature_of_another_body_is_refused(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        assert lite_door.post(address, DEAL, standard("msg_1", DEAL + b" ")).status_code == 401
        odd = standard("msg_1", DEAL) | {"webhook-signature": "v1,é".encode(), "webhook-id": b"\xff"}
        assert lite_door.post(address, DEAL, odd).status_code == 401
        assert kept(lite) == []

    @pytest.mark.parametrize(
        "name",
        [
            "truncated.json",
            "empty.json",
            "top-level-string.json",
            "deep-nesting.json",
            "huge-integer.json",
            "nan-infinity.json",
            "duplicate-keys.json",
            "utf16.json",
        ],
    )
    def test_authentic_rubbish_is_taken_and_set_aside(self, lite: Database, lite_door: Web, name: str) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        body = (HOSTILE_CRM / name).read_bytes()
        assert lite_door.post(address, body, standard("msg_1", body)).status_code == 200
        assert lite_door.post(address, DEAL, standard("msg_2", DEAL)).status_code == 200
        lite_door.intake.work(clock.now())
        rows = kept(lite)
        aside = [row.body for row in rows if row.state == "quarantined"]
        assert aside == [body]
        assert all(row.state == "done" for row in rows if row.body == DEAL)

    def test_compressed_bomb_is_not_opened(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        bomb = gzip.compress(b" " * 10 * 1024 * 1024)
        headers = standard("msg_1", bomb) | {"content-encoding": "gzip"}
        assert lite_door.post(address, bomb, headers).status_code == 415
        assert kept(lite) == []

    def test_address_in_the_signature_is_the_public_one(self, lite: Database, lite_door: Web) -> None:
        """Wherever the request went through, the sender signed the address that the settings name."""
        address = connect(lite, "hubspot", {"client_secret": "shhh", "account": "1"})
        where = f"{address}?tenant=a%20b&x=%C3%A9"
        assert lite_door.post(where, b"[]", hubspot_v3(f"{PUBLIC_URL}{where}", b"[]")).status_code == 200
        assert lite_door.post(where, b"[]", hubspot_v3(f"{lite_door.url}{where}", b"[]")).status_code == 401
        assert lite_door.post(address, b"[]", hubspot_v3(f"{PUBLIC_URL}{where}", b"[]")).status_code == 401
        assert len(kept(lite)) == 1

    def test_burst_asks_for_its_connection_once(self, lite: Database, lite_door: Web) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        names = [f"msg_{number}" for number in range(200)]
        with ThreadPoolExecutor(50) as pool:
            answers = pool.map(lambda name: lite_door.post(address, DEAL, standard(name, DEAL)), names)
            assert {answer.status_code for answer in answers} == {200}
        assert {row.delivery_key for row in kept(lite)} == set(names)

    def test_nothing_of_a_request_is_logged(
        self, lite: Database, lite_door: Web, capsys: pytest.CaptureFixture[str]
    ) -> None:
        address = connect(lite, "generic", {"secret": GENERIC_SECRET})
        body = b'{"CANARY": '
        lite_door.post(address, body, standard("msg_1", body))
        lite_door.post(f"{address}CANARY?CANARY=1", body, {"x-canary": "CANARY"})
        lite_door.slack(body)
        lite_door.intake.work(clock.now())
        said = capsys.readouterr()
        assert "CANARY" not in said.out + said.err
        assert address not in said.out + said.err
        assert address not in lite_door.client.get("/metrics").text


def install(db: Database, team: str = "T0SELLER") -> Any:
    return installed(db, clock.now(), team_id=team).id


def connect(db: Database, provider: str, config: dict[str, Any]) -> str:
    """The path of a new connection of the workspace T0SELLER."""
    workspace_id = install(db)
    with db.begin() as session:
        return f"/crm/{provider}/{connections.add(session, workspace_id, provider, config, clock.now()).slug}"


def standard(name: str, body: bytes, late_seconds: int = 0) -> dict[str, Any]:
    """The headers of Standard Webhooks."""
    sent_at = str(int(clock.real_now().timestamp()) - late_seconds)
    key = base64.b64decode(GENERIC_SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{name}.{sent_at}.".encode() + body, "sha256")
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": name, "webhook-timestamp": sent_at, "webhook-signature": signature}


def hubspot_v3(url: str, body: bytes) -> dict[str, str]:
    """HubSpot's headers for a POST to `url`, which it decodes a little before it signs; ours hold nothing of that."""
    sent_at = str(int(clock.real_now().timestamp() * 1000))
    digest = hmac.digest(b"shhh", b"POST" + url.encode() + body + sent_at.encode(), "sha256")
    return {
        "x-hubspot-signature-v3": base64.b64encode(digest).decode(),
        "x-hubspot-request-timestamp": sent_at,
    }


def spoken(door: Web, sent: bytes) -> bytes:
    """What the server says to raw bytes, until it hangs up."""
    address = urlsplit(door.url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(sent)
        heard = b""
        while piece := connection.recv(65536):
            heard += piece
        return heard
