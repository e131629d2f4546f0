"""Hosts of their own: they reach the hub, they can be cut off, and nothing of them stays."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.chaos.networks import Network, at_hub, network

REACHED, SILENCE = 0, 124
PATIENCE = "0.4"
OWN = Path("/proc/thread-self/ns/net")

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ip") is None, reason="only root makes network namespaces, with iproute2"
)


def knock(made: Network, switch: str, port: int) -> int:
    """How a host's attempt to connect to the hub ends."""
    way = [*made.home("web1").before, "timeout", PATIENCE, "bash", "-c", f"</dev/tcp/{at_hub(switch)}/{port}"]
    return subprocess.run(way, capture_output=True, check=False).returncode  # noqa: S603  # our own hosts


def test_a_host_that_is_cut_off_hears_nothing_not_even_a_refusal() -> None:
    with network("web1") as made, socket.create_server(("", 0)) as door:
        port = door.getsockname()[1]
        assert knock(made, "database", port) == knock(made, "outside", port) == REACHED
        with made.cut("web1", "database"):
            assert knock(made, "database", port) == SILENCE
            assert knock(made, "outside", port) == REACHED
        assert knock(made, "database", port) == REACHED


def test_nothing_stays_after_a_failure() -> None:
    own = OWN.readlink()
    with pytest.raises(ZeroDivisionError):
        _fail(own)
    assert OWN.readlink() == own
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True)  # noqa: S607  # found by PATH, as the run itself finds it
    assert f"chaos{os.getpid()}-" not in listed.stdout


def _fail(outside: Path) -> None:
    with network("web1"):
        assert OWN.readlink() != outside
        raise ZeroDivisionError
