"""Slack's edge without the web in front: payloads as Slack sends them go in, rows and answers come out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from slack_bolt import BoltResponse

from bot import clock
from bot.domain.conversation import MessageRef
from bot.handlers import Handlers, receive
from bot.messages import ids
from bot.slack_client import Slack
from bot.storage.database import Database
from sandbox import testing
from tests.factories import ANA, Scene
from tests.handlers.beginnings import Beginnings

TEAM, SALES = "T0SANDBOX", "C0SALES"
HOSTILE = Path(__file__).parents[1] / "payloads" / "hostile_slack"
# The words of the hostile payloads that stand for something of ours.
THEIR_TEAM, THEIR_REP, THEIR_CHANNEL = "T0SELLER", "U0REP", "C0RETRO"
THEIR_THREAD, THEIR_TS = "1767225000.000100", "1767225600.000200"

Payload = dict[str, Any]


class Edge:
    """Handlers, a sandbox that opens their modals, and a database in which a scene may be set."""

    def __init__(self, db: Database, sandbox: testing.Slack, beginnings: Beginnings) -> None:
        self.db = db
        self.sandbox = sandbox
        self.beginnings = beginnings
        self.handlers = Handlers(db, Slack(sandbox.api_url))

    @contextmanager
    def scene(self, team_id: str = TEAM) -> Iterator[Scene]:
        """Set or look at the scene; committed at the end of the block."""
        with self.db.begin() as session:
            yield Scene(session, team_id)

    def open(self, **details: Any) -> UUID:
        """A talk that has just begun."""
        if not details and (kept := self.beginnings.open()):
            return kept
        with self.scene() as scene:
            return scene.open(**details).id

    def thread(self) -> MessageRef:
        """Where the root card of the only talk stands."""
        with self.scene() as scene:
            (row,) = scene.rounds()
            return scene.thread(row)

    # What Slack sends

    def sends(self, body: Payload) -> BoltResponse:
        """Hand over a payload; Slack takes the answer for success. What needs none is worked off as by the worker."""
        if not _waits_for_answer(body):
            with self.db.begin() as session:
                receive(session, body, clock.now())
            return BoltResponse(status=200)
        answer = self.handlers.dispatch(body)
        assert answer.status == 200, answer.body
        return answer

    def clicks(
        self, action_id: str, value: object = "", *, by: str = ANA, block_id: str = "b1", **element: Any
    ) -> None:
        """A button or menu in a message of the talk's thread, or in any channel when there is no talk."""
        self.sends(self.click(action_id, value, by=by, block_id=block_id, **element))

    def click(
        self, action_id: str, value: object = "", *, by: str = ANA, block_id: str = "b1", **element: Any
    ) -> Payload:
        action = {"type": "button", "action_id": action_id, "block_id": block_id, "action_ts": "1767225600.1"}
        action |= {"value": str(value)} if value else {}
        return self._common("block_actions", by) | {
            "trigger_id": self.trigger(by),
            "response_url": "https://hooks.slack.example/actions/x",
            "container": {
                "type": "message",
                "message_ts": "1767225601.1",
                "channel_id": SALES,
                "is_ephemeral": False,
            },
            "channel": {"id": SALES, "name": "sales"},
            "message": {"type": "message", "ts": "1767225601.1", "thread_ts": "1767225600.1", "text": "…"},
            "actions": [action | element],
        }

    def submits(self, callback_id: str, metadata: object = "", *, by: str = ANA, **values: Any) -> Payload:
        """A modal is sent; the answer, as Slack reads it. `values`: block id → element with its value, or text."""
        answer = self.sends(self.submission(callback_id, str(metadata), values, by=by))
        return dict(json.loads(answer.body)) if answer.body else {}

    def wraps_up(self, talk: object, *, by: str = ANA, **values: Any) -> Payload:
        """The wrap-up form is sent, with a lesson if the test names none."""
        return self.submits(ids.WRAP_UP_MODAL, talk, by=by, **{"lesson": "Ask who signs.", **values})

    def submission(self, callback_id: str, metadata: str, values: Payload, *, by: str = ANA) -> Payload:
        state = {block_id: {"value": _element(given)} for block_id, given in values.items()}
        return self._common("view_submission", by) | {
            "trigger_id": self.trigger(by),
            "view": {
                "id": f"V{uuid4().hex}",
                "team_id": TEAM,
                "type": "modal",
                "callback_id": callback_id,
                "private_metadata": metadata,
                "hash": "1.a",
                "state": {"values": state},
            },
        }

    def commands(self, text: str, *, by: str = ANA) -> Payload:
        """`/retro` with `text`; the private answer, empty when a modal was opened instead."""
        return self.commanded(
            {
                "token": "x",
                "team_id": TEAM,
                "channel_id": SALES,
                "user_id": by,
                "command": "/retro",
                "text": text,
                "api_app_id": "A0SILVER",
                "trigger_id": self.trigger(by),
            }
        )

    def commanded(self, body: Payload) -> Payload:
        answer = self.sends(body)
        return dict(json.loads(answer.body)) if answer.body else {}

    def says(self, typed: str, *, by: str = ANA, ts: str | None = None, **event: Any) -> MessageRef:
        """A reply typed in the talk's thread."""
        thread = self.thread()
        ref = MessageRef(thread.channel, ts or self.next_ts())
        self.hears(message(ref, thread.ts, typed, by) | event)
        return ref

    def hears(self, event: Payload, team_id: str = TEAM, **body: Any) -> None:
        """An event comes out of the inbox."""
        self.sends({"type": "event_callback", "team_id": team_id, "event_id": "Ev1", "event": event, **body})

    def next_ts(self) -> str:
        with self.scene() as scene:
            scene.seconds = 5000 + len(scene.answers())
            return scene.next_ts()

    def trigger(self, by: str = ANA) -> str:
        return self.sandbox.site.views.new_trigger(by)

    # What came of it

    def modal(self, who: str = ANA) -> Payload:
        """The modal that stands open for somebody."""
        view = self.sandbox.site.views.modal(who)
        assert view is not None, "no modal is open"
        return view.content

    def whispers(self) -> list[tuple[str, str]]:
        """To whom something was said in private, and what."""
        with self.scene() as scene:
            payloads = [row.payload or {} for row in scene.outbox("ephemeral")]
            return [(payload["user"], payload["text"]) for payload in payloads]

    def refusals(self) -> list[tuple[str, str]]:
        with self.scene() as scene:
            return scene.audit(allowed=False)

    def answers(self) -> list[tuple[str, str]]:
        with self.scene() as scene:
            return scene.answers()

    def stands(self) -> tuple[str, str | None]:
        """Status and question of the only talk."""
        with self.scene() as scene:
            (row,) = scene.rounds()
            return scene.stands(row)

    def hostile(self, name: str, *, ts: str | None = None) -> Any:
        """A recorded hostile JSON delivery, its team, rep, channel and thread renamed to ours."""
        text = (HOSTILE / name).read_text().replace(THEIR_TEAM, TEAM).replace(THEIR_REP, ANA)
        thread = self.thread()
        text = text.replace(THEIR_CHANNEL, thread.channel).replace(THEIR_THREAD, thread.ts)
        return json.loads(text.replace(THEIR_TS, ts or self.next_ts()))

    def hostile_form(self, file: str, callback_id: str, metadata: str, block_id: str, **named: str) -> Payload:
        """A recorded hostile form as if it were this form of ours, its one value at `block_id`; `named` are added."""
        body = self.renamed_form((HOSTILE / file).read_text(), callback_id, metadata, block_id)
        for other, text in named.items():
            body["view"]["state"]["values"][other] = {"value": _element(text)}
        return body

    def renamed_form(self, text: str, callback_id: str, metadata: str | None, block_id: str) -> Payload:
        """A recorded form as if it were ours. `metadata` None: as it was recorded."""
        body = form_of(text.replace(THEIR_TEAM, TEAM).replace(THEIR_REP, ANA))
        view = body["view"]
        view["callback_id"] = callback_id
        view["private_metadata"] = view["private_metadata"] if metadata is None else metadata
        view["state"]["values"] = dict(zip([block_id], view["state"]["values"].values(), strict=False))
        return body

    def _common(self, kind: str, by: str) -> Payload:
        return {
            "type": kind,
            "team": {"id": TEAM, "domain": "fabrikam"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": by, "username": by.lower(), "name": by.lower(), "team_id": TEAM},
            "api_app_id": "A0SILVER",
            "token": "x",
        }


def _waits_for_answer(body: Payload) -> bool:
    if body.get("type") == "block_actions":
        return body["actions"][0]["action_id"] in ids.OPEN_A_FORM
    return body.get("type") != "event_callback"


def message(ref: MessageRef, thread_ts: str, text: str, by: str = ANA) -> Payload:
    """A `message` event's inner part."""
    return {
        "type": "message",
        "channel": ref.channel,
        "channel_type": "mpim",
        "user": by,
        "team": TEAM,
        "text": text,
        "ts": ref.ts,
        "thread_ts": thread_ts,
        "event_ts": ref.ts,
    }


def form_of(text: str) -> Payload:
    """The `payload` of a form body."""
    return dict(json.loads(parse_qs(text)["payload"][0]))


def select(value: str) -> Payload:
    return {"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value}}


def choices(*values: str) -> Payload:
    return {"type": "multi_static_select", "selected_options": [{"value": value} for value in values]}


def ticked(*values: str) -> Payload:
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


def day(text: str) -> Payload:
    return {"type": "datepicker", "selected_date": text}


def person(slack_user: str) -> Payload:
    return {"type": "users_select", "selected_user": slack_user}


def _element(given: Any) -> Payload:
    return given if isinstance(given, dict) else {"type": "plain_text_input", "value": given}
