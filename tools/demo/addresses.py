"""Ports and addresses on this machine."""

import json
import os
import socket
import urllib.error
import urllib.request

# A proxy would not find this machine's own addresses.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Failed(Exception):
    """The demo cannot go on; the text says why."""


def free_port(wanted: int | None, default: int) -> int:
    """The wanted port; without a wish the default, or any free one when it is taken. Raises Failed."""
    for port in (default, 0) if wanted is None else (wanted,):
        with socket.socket() as probe:
            if os.name == "posix":  # elsewhere this would find taken ports free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Failed(f"Port {wanted} is taken; without PORT a free one is chosen.")


def answers(url: str) -> bool:
    """Whether something answers well there."""
    try:
        with _direct.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def read(url: str) -> str:
    """What stands at this address."""
    with _direct.open(url, timeout=10) as response:
        text: str = response.read().decode()
        return text


def post(url: str, body: object) -> None:
    """Tell the sandbox something."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310  # our own http address
    with _direct.open(request, timeout=10):
        pass
