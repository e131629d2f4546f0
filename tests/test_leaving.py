"""The end of a process, as it counts it itself."""

import subprocess
import sys

from tests.processes import ROOT

TOLD = """
import os, signal, time
from bot.leaving import Leaving
leaving = Leaving(lambda: print("halted"))
print(leaving.lasts)
os.kill(os.getpid(), signal.SIGTERM)
leaving.wait()
time.sleep(0.1)
first = leaving.lasts
os.kill(os.getpid(), signal.SIGTERM)
print(0.1 <= first <= leaving.lasts)
"""


def test_a_process_knows_since_when_it_is_leaving_however_often_it_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603  # our own words
    assert done.stdout.split() == ["0.0", "halted", "True"]
