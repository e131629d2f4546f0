"""Requests made and signed beforehand, so that the load generator only has to send them."""

import base64
import hashlib
import hmac
import json
import struct
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

SIGNING_SECRET = "bench-signing-secret"
CRM_SECRET = "whsec_" + base64.b64encode(b"benchmarks" * 3).decode()
HUBSPOT_SECRET = "bench-client-secret"
TEAM, REP, CHANNEL = "T0BENCH", "U0ANA", "C0BENCH"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

_SIZE = struct.Struct(">I")


def write(path: Path, requests: Iterable[bytes]) -> Path:
    """Put requests into a file, each behind its length."""
    with path.open("wb") as file:
        for request in requests:
            file.write(_SIZE.pack(len(request)) + request)
    return path


def read(path: Path) -> Iterator[bytes]:
    """The requests of a file."""
    with path.open("rb") as file:
        while size := file.read(_SIZE.size):
            yield file.read(_SIZE.unpack(size)[0])


def event() -> bytes:
    """A message that somebody wrote in a group's direct messages: of those in channels next to nothing is kept."""
    name = uuid4().hex
    message = {
        "type": "message",
        "channel": CHANNEL,
        "channel_type": "mpim",
        "user": REP,
        "team": TEAM,
        "client_msg_id": str(uuid4()),
        "text": "They said the winner had onboarding sorted out in a week, and that ours took a quarter.",
        "ts": "1767225600.000100",
        "event_ts": "1767225600.000100",
    }
    return slack(
        JSON,
        json.dumps(
            {
                "token": "x",
                "team_id": TEAM,
                "api_app_id": "A0BENCH",
                "event": message,
                "type": "event_callback",
                "event_id": f"Ev{name}",
                "event_time": int(time.time()),
                "event_context": f"4-{name}",
                "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "U0BOT", "is_bot": True}],
            }
        ).encode(),
    )


def click(action_id: str, value: str, block_id: str = "b1") -> bytes:
    """Somebody clicks a button in a thread."""
    payload = {
        **_person("block_actions"),
        "trigger_id": f"{time.time()}.{uuid4().hex}",
        "response_url": "https://hooks.slack.example/actions/x",
        "container": {"type": "message", "message_ts": "1767225601.1", "channel_id": CHANNEL, "is_ephemeral": False},
        "channel": {"id": CHANNEL, "name": "sales"},
        "message": {"type": "message", "ts": "1767225601.1", "thread_ts": "1767225600.1", "text": "…"},
        "actions": [
            {
                "type": "button",
                "action_id": action_id,
                "block_id": block_id,
                "value": value,
                "action_ts": "1767225600.1",
            }
        ],
    }
    return slack(FORM, urlencode({"payload": json.dumps(payload)}).encode())


def command(text: str) -> bytes:
    """Somebody who has no talks open types /retro."""
    fields = {
        "token": "x",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": CHANNEL,
        "channel_name": "sales",
        "user_id": "U0KIM",
        "user_name": "kim",
        "command": "/retro",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.example/commands/x",
        "trigger_id": f"{time.time()}.{uuid4().hex}",
    }
    return slack(FORM, urlencode(fields).encode())


def lost(path: str, owner: str = "rep@bench.example", deal_id: str | None = None) -> bytes:
    """A CRM tells that a deal was lost, as Standard Webhooks has it."""
    name = deal_id or uuid4().hex
    data = {
        "deal_id": name,
        "name": f"Deal {name[:6]}",
        "customer": "Northwind",
        "owner": {"email": owner},
        "amount": "48000",
        "currency": "EUR",
        "lost_reason": "price",
        "competitor": "Contoso",
        "created_at": "2026-01-05T09:00:00Z",
    }
    body = json.dumps({"type": "deal.lost", "timestamp": _iso_now(), "data": data}).encode()
    return post(path, body, {"content-type": JSON} | _standard_webhook(f"msg_{name}", body))


def batch(path: str, host: str, size: int) -> bytes:
    """HubSpot tells of `size` deals at once that changed their stage."""
    now = int(time.time() * 1000)
    body = json.dumps([_hubspot_event(now) for _ in range(size)]).encode()
    signed = f"POST{host}{path}".encode() + body + str(now).encode()
    signature = base64.b64encode(hmac.digest(HUBSPOT_SECRET.encode(), signed, "sha256")).decode()
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": str(now)}
    return post(path, body, {"content-type": JSON} | headers)


def slack(kind: str, body: bytes) -> bytes:
    """A request of Slack's with this body, signed now."""
    sent_at = str(int(time.time()))
    signature = hmac.new(SIGNING_SECRET.encode(), f"v0:{sent_at}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"content-type": kind, "x-slack-request-timestamp": sent_at, "x-slack-signature": f"v0={signature}"}
    return post("/slack/events", body, headers)


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of a whole request."""
    lines = {"host": "127.0.0.1", "user-agent": "benchmarks", "accept": "*/*", **headers, "content-length": len(body)}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _person(kind: str) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": REP, "username": "rep", "name": "rep", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "x",
    }


def _standard_webhook(name: str, body: bytes) -> dict[str, str]:
    sent_at, key = str(int(time.time())), base64.b64decode(CRM_SECRET.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{name}.{sent_at}.".encode() + body, "sha256")
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": name, "webhook-timestamp": sent_at, "webhook-signature": signature}


def _hubspot_event(now: int) -> dict[str, Any]:
    number = uuid4().int
    return {
        "eventId": number % 10**10,
        "subscriptionId": 2917404,
        "portalId": 62515,
        "appId": 1160452,
        "occurredAt": now,
        "subscriptionType": "deal.propertyChange",
        "attemptNumber": 0,
        "objectId": number % 10**11,
        "propertyName": "dealstage",
        "propertyValue": "closedlost",
        "changeSource": "CRM_UI",
    }


def _iso_now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
