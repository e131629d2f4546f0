"""The one client that calls CRMs: every wait ends, no redirect is followed, no body is endless, nothing is logged."""

import base64
import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache, partial
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2

from bot.crm.complaints import complaint
from bot.crm.deadlines import Deadline, keep
from bot.crm.pacing import Pace
from bot.crm.reading import mapping
from bot.crm.strict_json import parse
from bot.crm.tokens import Grant, Tokens
from bot.errors import TryLater, Unreadable

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
LARGEST = 5 * 1024 * 1024
PAUSE_AFTER_429 = 60.0
SHORTEST_PAUSE = 1.0  # some say 0, or a time that is over: asked at once again, they would be asked without end
LONGEST_PAUSE = 3600.0
PAUSE_AFTER_REFUSAL = 1800.0
REMEMBERED = timedelta(minutes=5)
_REMEMBERS_AT_MOST = 2000
_REFUSALS = frozenset({401, 403})
_COMPLAINTS = frozenset({400, 422})  # a field that it does not know, a value that it does not take
_DONE = frozenset({200, 201})
_DONE_SILENTLY = frozenset({202, 204})  # how many CRMs answer a change
_GRANT_REFUSALS = frozenset({400, 401, 403})  # OAuth answers 400 to credentials that it does not know
_THIS_MACHINE = ("127.0.0.1", "::1")


class Gone(Exception):
    """The CRM has no such thing (404, 410, or no content), or nothing new (304)."""


class Refused(TryLater):
    """The CRM does not accept our token, or not for this (401 or 403): an admin must look, waiting alone won't help."""

    def __init__(self, status: int, what: str = "refused our access token") -> None:
        super().__init__(f"the CRM {what} ({status})", after_seconds=PAUSE_AFTER_REFUSAL)
        self.status = status
        self.reason = ""


class NotUnderstood(Refused):
    """The CRM does not know what we ask for (400), such as a field: an admin must look; `reason` is its word."""

    def __init__(self, reason: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, "does not understand what we ask for")
        self.reason = reason


@dataclass(frozen=True)
class Api:
    """A connection's way into its CRM. The host is the configured one, whatever a CRM's answer may name.

    `headers` prove who asks: a key, or a token that does not run out. For one that does, `grant` obtains it.
    `limits`: words by which it refuses only for now, and after how many seconds it may be asked again.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    grant: Grant | None = None
    limits: tuple[tuple[str, float], ...] = ()

    @classmethod
    def bearer(cls, url: str, token: str) -> "Api":
        """With a token that does not run out."""
        return cls(url, {"Authorization": f"Bearer {token}"})


class Http:
    """Reads JSON from CRMs. One per process; safe for threads."""

    def __init__(self) -> None:
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "silver-lining"},
            verify=_trusted(),
        )
        # Accounts share this client, so no cookie of one may travel with another.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._deadline = Deadline()
        keep(self._client, self._deadline)
        self._tokens = Tokens(self._ask_for_token)
        self._remembered: dict[tuple[object, ...], tuple[datetime, Any]] = {}
        self._pace: Pace | None = None

    @contextmanager
    def at_pace(self, pace: Pace) -> Iterator[None]:
        """While the block lasts, put no question faster than that. For a process that asks one CRM in one thread."""
        self._pace = pace
        try:
            yield
        finally:
            self._pace = None

    def get(self, api: Api, path: str) -> Any:
        """The JSON at `path` (with its query) of the API.

        Raises Gone; Refused; TryLater when the CRM is busy, silent, broken, or answers something that is no JSON.
        """
        return self._ask(api, "GET", path)

    def send(self, api: Api, method: str, path: str, content: Any) -> Any:
        """As `get`, and changes what is ours there, such as how the CRM tells us about deals: never a deal.

        A question goes through `search`, however the CRM wants it put.
        """
        return self._ask(api, method, path, json.dumps(content).encode())

    def change(self, api: Api, method: str, path: str, content: Any = None) -> Any:
        """As `get`, and changes a deal or what hangs on it; an answer without a body is an empty object.

        After a TryLater that is no Refused it may have been done all the same: only a look can tell.
        """
        body = None if content is None else json.dumps(content).encode()
        return self._ask(api, method, path, body, done=_DONE | _DONE_SILENTLY)

    def search(self, api: Api, path: str, question: Any) -> Any:
        """As `get`, with a question that is too much for an address, and changes nothing."""
        return self._ask(api, "POST", path, json.dumps(question).encode())

    def get_remembered(self, api: Api, path: str, *, now: datetime, at_least: datetime | None = None) -> Any:
        """Like `get`, but an answer of the last five minutes will do, unless it is older than `at_least`."""
        key = (api.url, *sorted(api.headers.items()), api.grant, path)
        known = self._remembered.get(key)
        if known and now - known[0] < REMEMBERED and (at_least is None or known[0] >= at_least):
            return known[1]
        value = self.get(api, path)
        if len(self._remembered) >= _REMEMBERS_AT_MOST:
            self._remembered.clear()
        self._remembered[key] = (now, value)
        return value

    def _ask(self, api: Api, method: str, path: str, body: bytes | None = None, done: frozenset[int] = _DONE) -> Any:
        url = api.url.rstrip("/") + path
        headers = {"Content-Type": "application/json", **api.headers} if body else api.headers
        call = partial(self._call, method, url, body=body, done=done, limits=api.limits)
        if api.grant is None:
            return call(headers)
        token = self._tokens.get(api.grant)
        try:
            return call({**headers, "Authorization": f"{api.grant.scheme} {token}"})
        except Refused as error:
            if error.status != HTTPStatus.UNAUTHORIZED:
                raise
            # It was withdrawn before its end: once more with another one, where there is one to be had.
            refused, token = token, self._tokens.get(api.grant, instead_of=token)
            if token == refused:
                raise
        return call({**headers, "Authorization": f"{api.grant.scheme} {token}"})

    def _ask_for_token(self, grant: Grant) -> Any:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._call("POST", grant.url, form, urlencode(grant.form).encode(), refusals=_GRANT_REFUSALS)
        if "error" in mapping(answer):
            raise Refused(HTTPStatus.UNAUTHORIZED)  # Zoho says so with status 200
        return answer

    def _call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | None,
        refusals: frozenset[int] = _REFUSALS,
        done: frozenset[int] = _DONE,
        limits: tuple[tuple[str, float], ...] = (),
    ) -> Any:
        try:
            with (
                self._pace.turn() if self._pace else nullcontext(),
                self._deadline.within(TOTAL_SECONDS),
                self._client.stream(method, url, headers=dict(headers), content=body) as response,
            ):
                if limits and response.status_code in refusals:
                    _is_for_now(response, limits)
                _judge(response, refusals, done)
                content = _body(response)
                if response.status_code in _COMPLAINTS:
                    raise NotUnderstood(complaint(content))
                return parse(content) if content or done is _DONE else {}
        except Unreadable as error:
            raise TryLater(f"the CRM's answer is unreadable: {error}") from None
        except httpx2.HTTPError as error:
            raise TryLater(f"the CRM did not answer: {type(error).__name__}") from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def basic(user: str, password: str) -> str:
    """What the Authorization header says for HTTP Basic."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def is_address(url: object) -> bool:
    """Whether `url` can be called with a token: https, or http on this machine or network (a name without a dot)."""
    if not isinstance(url, str) or not url.isascii() or len(url.split()) != 1:
        return False
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and (host in _THIS_MACHINE or "." not in host))


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust; to read the authorities takes longer than many a call, and they are the same for all."""
    return httpx2.create_ssl_context()


def _judge(response: httpx2.Response, refusals: frozenset[int], done: frozenset[int]) -> None:
    status = response.status_code
    if status in done or (status in _COMPLAINTS and status not in refusals):
        return
    if status in (204, 304, 404, 410):  # Zoho says 204 where there is nothing, and 304 where there is nothing new
        raise Gone(f"the CRM answered {status}")
    if status in refusals:
        raise Refused(status)
    if status == 429:
        raise TryLater("the CRM asked us to slow down", after_seconds=_retry_after(response))
    raise TryLater(f"the CRM answered {status}")


def _is_for_now(response: httpx2.Response, limits: tuple[tuple[str, float], ...]) -> None:
    """Raise TryLater for a refusal that one of these words explains: nobody can put that right, and it ends."""
    said = _body(response).decode(errors="replace")
    for word, seconds in limits:
        if word in said:
            raise TryLater(f"the CRM takes no more questions for now ({word})", after_seconds=seconds)


def _retry_after(response: httpx2.Response) -> float:
    """Seconds, from a number or a date (measured by the CRM's own clock); a minute when neither can be read."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return _bounded(float(value[:9]))
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):
        return PAUSE_AFTER_429
    return _bounded(wait.total_seconds())


def _bounded(seconds: float) -> float:
    return min(max(seconds, SHORTEST_PAUSE), LONGEST_PAUSE)


def _body(response: httpx2.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise TryLater("the CRM's answer is larger than 5 MiB")
    return bytes(body)
