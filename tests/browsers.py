"""The browser that tests drive: the system's Chromium, else the one that playwright brings.

Without any, these tests cannot run. That is said at the end in so many words, and where CI is set it is a failure: a
green run must mean that everything ran. `python -m tests.browsers` fetches playwright's own when none is there.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

# The first has no window to draw and takes half the time for a page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NONE = "no browser:"
FETCH_SECONDS = 600


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running browser; a test that asks for it is skipped, loudly, where there is none."""
    with sync_playwright() as playwright:
        try:
            launched = launch(playwright)
        except Error as error:
            pytest.skip(f"{NONE} {error.message.splitlines()[0]}")
        yield launched
        launched.close()


def launch(playwright: Playwright) -> Browser:
    """Start the system's browser, else playwright's own. Raises playwright's Error when there is neither."""
    return playwright.chromium.launch(executable_path=system_browser(), args=ARGUMENTS)


def system_browser() -> str | None:
    """Where the system's Chromium lies, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what could not run for want of a browser."""
    if missed := _missed(terminalreporter):
        terminalreporter.section("NOT EVERYTHING RAN", red=True, bold=True)
        terminalreporter.line(f"{missed} tests need a browser and there is none. Install Chromium, or run:")
        terminalreporter.line("  .venv/bin/python -m playwright install chromium")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI is set, tests that could not run are a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and _missed(reporter) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _missed(reporter: pytest.TerminalReporter) -> int:
    return sum(NONE in str(report.longrepr) for report in reporter.stats.get("skipped", []))


def main() -> None:
    """Fetch playwright's own browser where no other starts; a failure is left for the end of the test run to tell."""
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
            return
        except Error:
            print("No browser here; fetching the one that playwright brings …", flush=True)  # noqa: T201  # it takes a while
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, check=True, timeout=FETCH_SECONDS, stdout=subprocess.DEVNULL)  # noqa: S603  # our own interpreter
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        print("It could not be fetched.", flush=True)  # noqa: T201  # as above


if __name__ == "__main__":
    main()
