"""The sandbox as tests and people start it."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx

from sandbox.testing import running
from tests.sandbox.calling import client

ROOT = Path(__file__).parents[2]


def test_a_hundred_in_one_session() -> None:
    for _ in range(100):
        with running() as slack:
            assert client(slack).auth_test()["ok"]


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
