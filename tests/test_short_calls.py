"""A request that nobody took in time must not be delivered later by the operating system.

That it is not, on a network that breaks and heals, is for the chaos runs to show.
"""

import socket
import urllib.request

import pytest

from bot import short_calls
from sandbox.testing import running


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux has it")
def test_a_connection_gives_up_when_its_call_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib.request, "_opener", None)  # it is put back
    short_calls.install()
    with running() as slack:
        answer = urllib.request.urlopen(f"{slack.base_url}/sandbox/clock", timeout=2.5)  # noqa: S310  # ours
        connection = answer.fp.raw._sock
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 2500
        assert answer.status == 200
