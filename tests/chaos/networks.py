"""Hosts with addresses of their own, in network namespaces that are gone when the block ends.

Each host hangs on two switches: one leads to the database, the other to Slack and to whoever calls us. The hub, where
both stand, is a namespace too, and this process lives in it for the length of the block: nothing here can meet the
machine's own networks.
"""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.crew import Home
from tests.chaos.run import CannotPlay

CLONE_NEWNET = 0x40000000
NAMED = re.compile(r"chaos(\d+)-\w+")
SWITCHES = {"database": 1, "outside": 2}
FIRST_HOST = 11
NO_NAMESPACES = "runs on several hosts need network namespaces: be root, and have iproute2 (apt-get install iproute2)"


def at_hub(switch: str) -> str:
    """The hub's address on this switch."""
    return f"10.77.{SWITCHES[switch]}.1"


@dataclass(frozen=True)
class Network:
    """The hosts, by name."""

    prefix: str
    hosts: tuple[str, ...]

    def home(self, host: str, variables: dict[str, str] | None = None) -> Home:
        """Where a process on this host lives: callers reach it from outside."""
        address = self.address(host, "outside")
        return Home(host, address, ("ip", "netns", "exec", self.namespace(host)), variables or {})

    def address(self, host: str, switch: str) -> str:
        """The host's address on this switch."""
        return f"10.77.{SWITCHES[switch]}.{FIRST_HOST + self.hosts.index(host)}"

    def namespace(self, name: str) -> str:
        """The namespace of a host, or of the hub."""
        return f"{self.prefix}-{name}"

    @contextmanager
    def cut(self, host: str, *switches: str) -> Iterator[None]:
        """Unplug the host from these switches: what it sends vanishes and nobody tells it so."""
        self._plug(host, switches, "nomaster")
        try:
            yield
        finally:
            self._plug(host, switches, "master {switch}")

    def _plug(self, host: str, switches: Sequence[str], how: str) -> None:
        hub = self.namespace("hub")
        for switch in switches:
            _ip("-n", hub, "link", "set", _port(switch, host), *how.format(switch=switch).split())


@contextmanager
def network(*hosts: str) -> Iterator[Network]:
    """These hosts, with this process in their hub. Raises CannotPlay."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise CannotPlay(NO_NAMESPACES)
    _sweep()
    made = Network(f"chaos{os.getpid()}", hosts)
    try:
        try:
            _build(made)
        except subprocess.CalledProcessError as error:
            raise CannotPlay(f"{NO_NAMESPACES}; it said: {error.stderr.strip()}") from None
        with _inside(made.namespace("hub")):
            yield made
    finally:
        _remove(made)


def _build(made: Network) -> None:
    hub = made.namespace("hub")
    _ip("netns", "add", hub)
    _ip("-n", hub, "link", "set", "lo", "up")
    for switch in SWITCHES:
        _ip("-n", hub, "link", "add", switch, "address", _card(switch, 1), "type", "bridge")
        _ip("-n", hub, "address", "add", f"{at_hub(switch)}/24", "dev", switch)
        _ip("-n", hub, "link", "set", switch, "up")
    for host in made.hosts:
        namespace = made.namespace(host)
        _ip("netns", "add", namespace)
        _ip("-n", namespace, "link", "set", "lo", "up")
        for switch in SWITCHES:
            _connect(made, host, switch)


def _connect(made: Network, host: str, switch: str) -> None:
    """A cable from host to switch. Both ends know each other's cards: else a cut would be noticed, and refused."""
    hub, namespace, port, card = made.namespace("hub"), made.namespace(host), _port(switch, host), _card(switch, 1)
    address = made.address(host, switch)
    own = _card(switch, FIRST_HOST + made.hosts.index(host))
    far = ("address", own, "netns", namespace)
    _ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", switch, *far)
    _ip("-n", hub, "link", "set", port, "master", switch, "up")
    _ip("-n", namespace, "address", "add", f"{address}/24", "dev", switch)
    _ip("-n", namespace, "link", "set", switch, "up")
    _ip("-n", namespace, "neighbour", "add", at_hub(switch), "lladdr", card, "dev", switch, "nud", "permanent")
    _ip("-n", hub, "neighbour", "add", address, "lladdr", own, "dev", switch, "nud", "permanent")


def _port(switch: str, host: str) -> str:
    return f"{switch[0]}-{host}"


def _card(switch: str, number: int) -> str:
    return f"02:00:00:00:{SWITCHES[switch]:02x}:{number:02x}"


def _sweep() -> None:
    """Remove what a run left behind that was killed before it could."""
    for line in _ip("netns", "list").splitlines():
        found = NAMED.match(line)
        if found and not Path(f"/proc/{found[1]}").exists():
            _ip("netns", "delete", found[0])


def _remove(made: Network) -> None:
    with _undisturbed():
        for name in ("hub", *made.hosts):
            with suppress(subprocess.CalledProcessError):  # it was not made yet
                _ip("netns", "delete", made.namespace(name))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """An impatient second Ctrl-C must not leave anything behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _inside(namespace: str) -> Iterator[None]:
    """This thread, and all threads and processes that it starts, in that namespace."""
    own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(f"/run/netns/{namespace}")
        yield
    finally:
        _enter(f"/proc/self/fd/{own}")
        os.close(own)


def _enter(path: str) -> None:
    with Path(path).open("rb") as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot enter {path}")


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=True)  # noqa: S603, S607  # our own names
    return done.stdout
