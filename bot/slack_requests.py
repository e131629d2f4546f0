"""What Slack sends, over HTTP or a socket: whether it is genuine, and what it is."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl

from bot.domain import channel_talk, foreign_json
from bot.domain.bodies import digest
from bot.domain.text import whole
from bot.errors import Unreadable
from bot.intake import SLACK
from bot.messages import ids
from bot.storage.inbox import Arrival

TOLERANCE_SECONDS = 300
CLICK = "block_actions"
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_NAME = re.compile(r"[!-~]{1,255}", re.ASCII)
_FIELDS = 100


@dataclass(frozen=True)
class Challenge:
    """Slack asks whether this address is ours: the text is to be sent back."""

    text: str


class Answer(Protocol):
    """What the handlers answer: slack_bolt's response."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, Sequence[str]]: ...


Dispatch = Callable[[dict[str, Any]], Answer]


@dataclass(frozen=True)
class Interaction:
    """A command, a form, or a click that opens one, as the dictionary that Bolt expects. Its sender waits for it."""

    body: dict[str, Any]


@dataclass(frozen=True)
class Nothing:
    """Genuine, and nothing to do."""


class Malformed(Exception):
    """Genuine, but no honest client would write it like this."""


def is_genuine(secret: str | None, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether Slack signed exactly these bytes within five minutes of `now` (real time). False without a secret.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    timestamp = headers.get("x-slack-request-timestamp", "")
    signed = f"v0:{timestamp}:".encode("utf-8", "replace") + body
    # hmac.new rather than hmac.digest, which lets go of the interpreter and then waits for its turn again.
    expected = "v0=" + hmac.new((secret or "").encode(), signed, hashlib.sha256).hexdigest()
    given = headers.get("x-slack-signature", "").encode("utf-8", "replace")
    if not hmac.compare_digest(expected.encode(), given) or not secret:
        return False
    if not _TIMESTAMP.fullmatch(timestamp):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE_SECONDS


def understand(body: bytes, media_type: str, now: datetime) -> Arrival | Challenge | Interaction | Nothing:
    """What a genuine request is. Raises Malformed for a form that says one thing twice.

    What cannot be understood becomes an arrival with a problem: kept, and set aside.
    """
    try:
        if media_type == "application/x-www-form-urlencoded":
            return _of_form(body, now)
        return of_event(foreign_json.read(body), body, now)
    except Unreadable as error:
        return _odd(body, str(error), now)


def of_event(payload: Any, body: bytes, now: datetime) -> Arrival | Challenge | Nothing:
    """What an Events API payload is. `body` is the bytes it came as."""
    match payload:
        case {"type": "event_callback", "event": {"type": str()} as event} if channel_talk.is_said_in_a_channel(event):
            return _of_channel(payload, channel_talk.without_words(event), now)
        case {"type": "event_callback", "event": {"type": str()}, "event_id": str(event_id)}:
            lane = _channel(payload["event"])
            return Arrival(SLACK, _team(payload), _key(event_id, body), body, now, lane and f"{_team(payload)}:{lane}")
        case {"type": "url_verification", "challenge": str(challenge)}:
            return Challenge(challenge)
        case {"type": "app_rate_limited"}:
            return Nothing()
    return _odd(body, "no event that Slack is known to send", now)


def _of_channel(payload: dict[str, Any], event: dict[str, Any] | None, now: datetime) -> Arrival | Nothing:
    """What is kept of a message in a channel: its `event` as the only part that says anything."""
    if event is None:
        return Nothing()
    names = {name: payload.get(name) for name in ("type", "team_id", "enterprise_id", "event_id")}
    body = json.dumps(names | {"event": event}).encode()
    lane = _channel(event)
    return Arrival(
        SLACK, _team(payload), _key(str(names["event_id"]), body), body, now, lane and f"{_team(payload)}:{lane}"
    )


def of_interaction(payload: Any, body: bytes, now: datetime) -> Arrival | Interaction:
    """What an interactive payload is: a click that needs no answer is kept like an event. `body` is its JSON.

    Raises Unreadable.
    """
    if not isinstance(payload, dict) or not isinstance(payload.get("type"), str):
        raise Unreadable("the payload is no interaction")
    if payload["type"] != CLICK or _opens_a_form(payload):
        return Interaction(payload)
    team, channel = _name(payload, "team", "id") or _name(payload, "user", "team_id"), _name(payload, "channel", "id")
    return Arrival(SLACK, team, digest(body), body, now, f"{team}:{channel}" if channel else None)


def _of_form(body: bytes, now: datetime) -> Arrival | Interaction | Nothing:
    fields = _fields(body)
    if fields.get("ssl_check") == "1":
        return Nothing()
    if "payload" in fields:
        return of_interaction(foreign_json.read(fields["payload"]), fields["payload"].encode(), now)
    if "command" in fields:
        return Interaction({name: whole(value) for name, value in fields.items()})
    raise Unreadable("a form that is neither interaction nor command")


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        raise Malformed("too many fields") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed("a field twice")
    return fields


def _odd(body: bytes, problem: str, now: datetime) -> Arrival:
    return Arrival(SLACK, "", digest(body), body, now, problem=problem)


def _key(name: str, body: bytes) -> str:
    return name if _NAME.fullmatch(name) else digest(body)


def _team(payload: dict[str, Any]) -> str:
    team = payload.get("team_id")
    return team if isinstance(team, str) and _NAME.fullmatch(team) else ""


def _opens_a_form(payload: dict[str, Any]) -> bool:
    match payload:
        case {"actions": [{"action_id": str(action_id)}, *_]}:
            return action_id in ids.OPEN_A_FORM
    return False


def _name(payload: dict[str, Any], table: str, key: str) -> str:
    """What `payload[table][key]` names, where it is there and a name; else nothing."""
    held = payload.get(table)
    name = held.get(key) if isinstance(held, dict) else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""


def _channel(event: dict[str, Any]) -> str | None:
    """The channel that an event is about, so that what happened in one place is worked off in order."""
    item = event.get("item")
    places = (event.get("channel"), item.get("channel") if isinstance(item, dict) else None)
    return next((place for place in places if isinstance(place, str) and _NAME.fullmatch(place)), None)
