"""The demo, as somebody starts it: both processes come up, know each other, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.timeout(180)
@pytest.mark.skipif(os.name != "posix", reason="ends by a signal")
def test_the_demo_starts_and_ends_at_a_signal() -> None:
    with subprocess.Popen([sys.executable, "tools/demo.py", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE) as demo:
        assert demo.stdout is not None
        printed = b""
        while b"Ctrl-C" not in printed:
            line = demo.stdout.readline()
            assert line, printed.decode()
            printed += line
        assert printed.count(b"http://") == 1
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(40) == 0
