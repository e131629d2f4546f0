"""Slack at the front door: what is forged, which events are kept, which forms and clicks are answered."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from urllib.parse import quote_plus

import pytest
from slack_bolt import BoltResponse

from bot import clock
from bot.messages import ids
from bot.storage.database import Database
from tests.servers import Handlers, Web, running_web, signed
from tests.web.knocking import EVENT, HOSTILE, deliveries, install, kept


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


class TestClicks:
    """What opens no form is kept like an event: acknowledged once it is on disk, worked off in its turn."""

    def test_click_is_kept_as_it_came(self, db: Database, door: Web, handlers: Handlers) -> None:
        install(db)
        assert door.form((HOSTILE / "forged-button-value.txt").read_bytes()).status_code == 200
        (row,) = kept(db)
        assert (row.source, row.connection_key, row.lane, row.state) == ("slack", "T0SELLER", None, "waiting")
        assert handlers.heard == []
        assert door.intake.work(clock.now()) == 1
        assert [click["actions"][0]["action_id"] for click in handlers.heard] == ["retro_close"]

    def test_clicks_wait_behind_what_was_said_in_their_channel(self, lite: Database, lite_door: Web) -> None:
        lite_door.slack(EVENT)
        lite_door.form(clicked(ids.DONT_KNOW, channel="C0RETRO"))
        assert {row.lane for row in kept(lite)} == {"T0SELLER:C0RETRO"}

    def test_two_clicks_are_two_clicks(self, lite: Database, lite_door: Web) -> None:
        for body in deliveries("double-click.json"):
            assert lite_door.form(b"payload=" + quote_plus(body).encode()).status_code == 200
        assert [json.loads(row.body)["trigger_id"] for row in kept(lite)] == ["1.1.x", "1.2.x"]

    def test_one_click_sent_twice_is_one_click(self, db: Database, door: Web) -> None:
        for _ in range(2):
            assert door.form(clicked(ids.DONT_KNOW)).status_code == 200
        assert len(kept(db)) == 1

    @pytest.mark.parametrize("actions", ["null", "[]", '"x"', "[7]", '[{"action_id": 5}]'])
    def test_odd_click_is_kept(self, lite: Database, lite_door: Web, actions: str) -> None:
        body = f'{{"type": "block_actions", "actions": {actions}, "team": [], "user": "x", "channel": 1}}'
        assert lite_door.form(b"payload=" + quote_plus(body).encode()).status_code == 200
        (row,) = kept(lite)
        assert (row.connection_key, row.lane, row.state) == ("", None, "waiting")


def clicked(action_id: str, channel: str = "C0SALES") -> bytes:
    """A click of U0REP's, as Slack puts it into a form."""
    payload = {
        "type": "block_actions",
        "team": {"id": "T0SELLER"},
        "user": {"id": "U0REP", "team_id": "T0SELLER"},
        "trigger_id": "1.2.x",
        "channel": {"id": channel},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": "x"}],
    }
    return b"payload=" + quote_plus(json.dumps(payload)).encode()


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

    def test_click_that_opens_a_form_is_answered_at_once(self, lite_door: Web, heard: list[dict[str, Any]]) -> None:
        assert lite_door.form(clicked(ids.ANSWER)).status_code == 200
        assert [click["actions"][0]["action_id"] for click in heard] == [ids.ANSWER]

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
