"""What is taken for a machine that stood still."""

import os
import re
import signal
import subprocess
import sys
import time

from tests.processes import ROOT

STOPPED_SECONDS = 0.6
WATCH = """
import sys
from tests.chaos.stalls import Stalls
with Stalls() as stalls:
    print("watching", flush=True)
    sys.stdin.read()
print(stalls.longest)
"""


def test_a_process_that_was_stopped_knows_for_how_long() -> None:
    child = subprocess.Popen(  # noqa: S603  # our own words
        [sys.executable, "-c", WATCH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout
    assert child.stdout.readline() == "watching\n"
    os.kill(child.pid, signal.SIGSTOP)
    time.sleep(STOPPED_SECONDS)
    os.kill(child.pid, signal.SIGCONT)
    said, _ = child.communicate()
    assert re.fullmatch(r"\d+\.\d+\n", said)
    assert float(said) > STOPPED_SECONDS * 0.8
