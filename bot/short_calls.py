"""Calls that end with their timeout, for the network too.

Whoever gives up on a call and closes its connection leaves the request with the operating system, which goes on sending
it for minutes. When a broken network heals, it arrives after all: long after we looked for it and posted again.
"""

import socket
import ssl
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.request import HTTPHandler, HTTPSHandler, Request, build_opener, install_opener

# Linux has it, and so do the machines that this runs on for good; elsewhere a call may outlive us.
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


def install() -> None:
    """Have all calls of this process that urllib makes (slack_sdk's) end so."""
    install_opener(build_opener(_Handler, _SecureHandler))


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _limit(self.sock, self.timeout)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _limit(self.sock, self.timeout)


class _Handler(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Connection, req)


class _SecureHandler(HTTPSHandler):
    def __init__(self) -> None:
        super().__init__()
        self._own_context = ssl.create_default_context()
        self._own_context.set_alpn_protocols(["http/1.1"])

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_SecureConnection, req, context=self._own_context)


def _limit(connection: socket.socket, seconds: float | None) -> None:
    """What is not acknowledged within these seconds is given up, and the connection with it."""
    if _USER_TIMEOUT is not None and seconds:
        connection.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, round(seconds * 1000))
