"""The one client that calls CRMs: every wait ends, no redirect is followed, no body is endless, nothing is logged."""

import ssl
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx2

from bot.crm.reading import parse
from bot.errors import TryLater, Unreadable

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
LARGEST = 5 * 1024 * 1024
PAUSE_AFTER_429 = 60.0
LONGEST_PAUSE = 3600.0
PAUSE_AFTER_REFUSAL = 1800.0
REMEMBERED = timedelta(minutes=5)
_REMEMBERS_AT_MOST = 2000
_THIS_MACHINE = ("127.0.0.1", "::1")


class Gone(Exception):
    """The CRM has no such thing (404 or 410)."""


class Refused(TryLater):
    """The CRM does not accept our token, or not for this (401 or 403): an admin must look, waiting alone won't help."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the CRM refused our access token ({status})", after_seconds=PAUSE_AFTER_REFUSAL)
        self.status = status


class Http:
    """Reads JSON from CRMs. One per process; safe for threads.

    `config` is a connection's; of it only `api_url` and `access_token` are used.
    """

    def __init__(self) -> None:
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "silver-lining"},
            verify=_trusted(),
        )
        # Accounts share this client, so no cookie of one may travel with another.
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._remembered: dict[tuple[str, str, str], tuple[datetime, Any]] = {}

    def get(self, config: Mapping[str, Any], path: str) -> Any:
        """The JSON at `path` (with its query) of the connection's own address.

        Raises Gone; Refused; TryLater when the CRM is busy, silent, broken, or answers something that is no JSON.
        """
        url = config["api_url"].rstrip("/") + path
        headers = {"Authorization": f"Bearer {config['access_token']}"}
        ends_at = time.monotonic() + TOTAL_SECONDS
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                _judge(response)
                return parse(_body(response, ends_at))
        except Unreadable as error:
            raise TryLater(f"the CRM's answer is unreadable: {error}") from None
        except httpx2.HTTPError as error:
            raise TryLater(f"the CRM did not answer: {type(error).__name__}") from None

    def get_remembered(
        self, config: Mapping[str, Any], path: str, *, now: datetime, at_least: datetime | None = None
    ) -> Any:
        """Like `get`, but an answer of the last five minutes will do, unless it is older than `at_least`."""
        key = (config["api_url"], config["access_token"], path)
        known = self._remembered.get(key)
        if known and now - known[0] < REMEMBERED and (at_least is None or known[0] >= at_least):
            return known[1]
        value = self.get(config, path)
        if len(self._remembered) >= _REMEMBERS_AT_MOST:
            self._remembered.clear()
        self._remembered[key] = (now, value)
        return value

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


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


def _judge(response: httpx2.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in (404, 410):
        raise Gone(f"the CRM answered {status}")
    if status in (401, 403):
        raise Refused(status)
    if status == 429:
        raise TryLater("the CRM asked us to slow down", after_seconds=_retry_after(response))
    raise TryLater(f"the CRM answered {status}")


def _retry_after(response: httpx2.Response) -> float:
    """Seconds, from a number or a date (measured by the CRM's own clock); a minute when neither can be read."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), LONGEST_PAUSE)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError):
        return PAUSE_AFTER_429
    return min(max(wait.total_seconds(), 0.0), LONGEST_PAUSE)


def _body(response: httpx2.Response, ends_at: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise TryLater("the CRM's answer is larger than 5 MiB")
        if time.monotonic() > ends_at:
            raise TryLater("the CRM's answer took more than 10 seconds")
    return bytes(body)
