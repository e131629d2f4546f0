"""The demo as its command starts it, and pages on it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).parent.parent.parent
PATIENCE_MS = 30_000


@pytest.fixture
def demo() -> Iterator[str]:
    """The address that the demo prints."""
    command = [sys.executable, "-m", "tools.demo", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own script
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, printed
            printed += line
        (address,) = (word for word in printed.split() if word.startswith("http://"))
        try:
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(40) == 0, "it ends at a signal, and leaves nothing behind"


@pytest.fixture
def page(browser: Browser, demo: str) -> Iterator[Page]:
    """The demo's page as a newcomer opens it."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(demo)
    expect.set_options(timeout=PATIENCE_MS)
    yield page
    expect.set_options(timeout=None)
    context.close()
    assert complaints == []
