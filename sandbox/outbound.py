"""Requests to the app, signed as Slack signs them."""

import hashlib
import hmac
import json
import ssl
import threading
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import httpx2 as httpx

from sandbox.clock import Clock, Seconds
from sandbox.payloads import Payload
from sandbox.text import clean

ANSWER_WITHIN: Seconds = 3.0
MOST_REDIRECTS = 2


@dataclass(frozen=True)
class Reply:
    """What the app answered: HTTP status, or 0 with the `reason` why there was no answer; it `took` real seconds."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    took: Seconds | None = None

    @property
    def ok(self) -> bool:
        """Any 2xx."""
        return self.status in range(200, 300)

    def json(self) -> Payload:
        """The body as an object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return clean(found) if isinstance(found, dict) else {}


@cache
def http_client() -> httpx.Client:
    """One client for all sandboxes of this process; proxies of the machine are not asked.

    Each request has its own connection: a kept one may just be closing when a click goes out.
    """
    return httpx.Client(
        trust_env=False,
        follow_redirects=True,
        max_redirects=MOST_REDIRECTS,
        limits=httpx.Limits(max_keepalive_connections=0),
    )


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: Seconds) -> Reply:
    """POST and wait for the answer. Never raises: what went wrong is in the reply's `reason`, in Slack's words."""
    began = time.perf_counter()
    reply = _post(url, body, headers, timeout)
    return replace(reply, took=time.perf_counter() - began)


def _post(url: str, body: bytes, headers: Mapping[str, str], timeout: Seconds) -> Reply:
    try:
        answer = http_client().post(url, content=body, headers=dict(headers), timeout=timeout)
    except httpx.TimeoutException:
        return Reply(0, reason="http_timeout")
    except httpx.TooManyRedirects:
        return Reply(0, reason="too_many_redirects")
    except (httpx.RequestError, httpx.InvalidURL) as error:
        return Reply(0, reason="ssl_error" if _is_about_tls(error) else "connection_failed")
    reason = "" if answer.is_success else "http_error"
    return Reply(answer.status_code, answer.content, answer.headers, reason)


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of `X-Slack-Signature`."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class AppConnection:
    """The app's request URL and signing secret, both changeable while running.

    `answer_within` is how long the app may take, in real seconds.
    """

    def __init__(
        self, clock: Clock, url: str | None, signing_secret: str, answer_within: Seconds = ANSWER_WITHIN
    ) -> None:
        self._clock = clock
        self._answer_within = answer_within
        self._lock = threading.Lock()
        self.url = url
        self.signing_secret = signing_secret

    def moved(self, url: str, signing_secret: str | None = None) -> "AppConnection":
        """The same app at another address, and with another secret if one is given."""
        return AppConnection(self._clock, url, signing_secret or self.signing_secret, self._answer_within)

    def send_json(self, payload: Payload, **extra_headers: str) -> Reply:
        """An event: the payload is the body."""
        return self._send(json.dumps(payload).encode(), "application/json", extra_headers)

    def send_interaction(self, payload: Payload) -> Reply:
        """An action or view submission: the payload is a form field."""
        return self.send_form({"payload": json.dumps(payload)})

    def send_form(self, fields: Mapping[str, str]) -> Reply:
        """A slash command: the fields are the form."""
        body = urllib.parse.urlencode(fields).encode()
        return self._send(body, "application/x-www-form-urlencoded", {})

    def _send(self, body: bytes, content_type: str, extra_headers: Mapping[str, str]) -> Reply:
        if self.url is None:
            return Reply(0, reason="no_request_url")
        timestamp = str(int(self._clock.real()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.signing_secret, timestamp, body),
            **extra_headers,
        }
        return post(self.url, body, headers, self._answer_within)
