"""The sandbox as tests and people start it."""

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from sandbox.testing import running
from tests.sandbox.calling import client
from tests.sandbox.recording_app import RecordingApp

ROOT = Path(__file__).parents[2]


def test_a_hundred_in_one_session() -> None:
    for _ in range(100):
        with running() as slack:
            assert client(slack).auth_test()["ok"]


def threads_of_sandboxes() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("sandbox")]


def open_sockets() -> set[str]:
    found: set[str] = set()
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the listing's own
            found.add(str(path.readlink()))
    return {link for link in found if link.startswith("socket:")}


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true: the app's own server closes its side of a connection when it gets to it."""
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_a_hundred_at_once_work_and_leave_nothing_behind(app: RecordingApp) -> None:
    threads, sockets = threads_of_sandboxes(), open_sockets()
    with contextlib.ExitStack() as crowd:
        all_of_them = [crowd.enter_context(running(app_url=app.url)) for _ in range(100)]
        for number, slack in enumerate(all_of_them):
            client(slack).chat_postMessage(channel="C0SALES", text=f"{number}")
        for slack in all_of_them:
            slack.deliver()
        assert [slack.messages("C0SALES")[0].text for slack in all_of_them] == [f"{n}" for n in range(100)]
        assert len(app.events("message")) == 100
    assert threads_of_sandboxes() == threads
    assert soon(lambda: open_sockets() <= sockets)


@pytest.mark.parametrize("path", ["/api/chat.postMessage", "/sandbox/say", "/response/x"])
def test_a_caller_that_is_killed_in_the_middle_is_no_trouble(path: str, caplog: pytest.LogCaptureFixture) -> None:
    with running() as slack:
        address = urlsplit(slack.base_url)
        with socket.create_connection((address.hostname, address.port), 5) as caller:
            caller.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{".encode())
            caller.shutdown(socket.SHUT_WR)
            assert caller.recv(1000) == b""
        assert client(slack).auth_test()["ok"]
        assert slack.messages("C0SALES") == []
    assert caplog.records == []


def test_two_side_by_side_know_nothing_of_each_other() -> None:
    with running() as one, running() as other:
        client(one).chat_postMessage(channel="C0SALES", text="Here")
        assert (len(one.messages("C0SALES")), other.messages("C0SALES")) == (1, [])


def test_the_command_line_serves_until_it_is_told_to_end() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--signing-secret", "s"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        transport = httpx.HTTPTransport(retries=5)
        with httpx.Client(transport=transport, trust_env=False) as http:
            assert http.get(f"http://127.0.0.1:{port}/sandbox/clock").json()["pace"] == 1.0
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) in (0, -signal.SIGTERM)
