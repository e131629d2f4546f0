"""Slack's Web API: one call, one answer, never repeated behind our back."""

import errno
import logging
import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError

import httpx2
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.outcomes import NoReply, Reply

# The SDK writes bodies into its debug log and answers into its error log; neither belongs in a log of ours.
_SILENT = logging.getLogger(f"{__name__}.sdk")
_SILENT.setLevel(logging.CRITICAL + 1)

_NO_WAY_THERE = {errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


class Slack:
    """Slack at `api_url`; each step of a call (connecting, each read) takes at most `timeout_seconds`.

    `pace` divides the waiting times of Slack's limits; a stand-in on a laptop may run them faster.
    """

    def __init__(self, api_url: str, timeout_seconds: float = 10.0, pace: float = 1.0) -> None:
        self.api_url = api_url
        self.timeout_seconds = timeout_seconds
        self.pace = pace

    def client(self, token: str | None) -> WebClient:
        """A client that never retries: the SDK's own handler would post twice when an answer is lost."""
        return WebClient(
            token=token,
            base_url=self.api_url,
            timeout=self.timeout_seconds,  # type: ignore[arg-type]  # the SDK says int; urllib takes fractions
            retry_handlers=[],
            logger=_SILENT,
        )

    def write(self, token: str, method: str, arguments: Mapping[str, Any]) -> Reply | NoReply:
        """Call a method that changes something; its arguments travel as JSON."""
        return _answer(self.client(token), method, json=dict(arguments))

    def read(self, token: str, method: str, arguments: Mapping[str, Any]) -> Reply | NoReply:
        """Call a method that only reads; Slack wants the arguments of these as a query."""
        return _answer(self.client(token), method, params=dict(arguments))

    def send(self, address: str, content: bytes) -> bool:
        """Send a file's bytes to the address that Slack named for them. Returns whether they were taken."""
        try:
            return httpx2.post(address, content=content, timeout=self.timeout_seconds).is_success
        except httpx2.HTTPError:
            return False


def _answer(client: WebClient, method: str, **arguments: Any) -> Reply | NoReply:
    try:
        response = client.api_call(method, **arguments)
    except SlackApiError as error:
        return _reply(error.response.status_code, error.response.data, error.response.headers)
    except URLError as error:
        return NoReply(type(error.reason).__name__, was_sent=not _never_left(error.reason))
    except Exception as error:
        # Whatever else went wrong (a reset, a timeout, an answer that is no JSON) may have gone wrong after Slack
        # took the call; saying "not sent" here would post twice.
        return NoReply(type(error).__name__)
    return _reply(response.status_code, response.data, response.headers)


def _reply(status: int, data: object, headers: Mapping[str, str]) -> Reply | NoReply:
    lower = {name.lower(): value for name, value in headers.items()}
    if not isinstance(data, dict):
        return Reply(status, error="unreadable answer", retry_after=lower.get("retry-after"))
    error = None if data.get("ok") is True else str(data.get("error"))
    return Reply(status, error, data, lower.get("retry-after"))


def _never_left(reason: object) -> bool:
    if isinstance(reason, socket.gaierror | ssl.SSLCertVerificationError):
        return True
    return isinstance(reason, OSError) and reason.errno in _NO_WAY_THERE
