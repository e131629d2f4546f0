"""A sandbox, an app that answers, and the page in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request
from starlette.applications import Starlette

from sandbox import server
from sandbox.protocol import Server, in_thread, loopback_socket
from sandbox.sites import Options, Sites
from sandbox.testing import SIGNING_SECRET, Slack
from tests.sandbox_page.app import FakeApp, running_app

WIDE = (1440, 900)

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "sandbox_page" in item.nodeid:
            item.add_marker("browser")


@pytest.fixture
def app() -> Iterator[FakeApp]:
    with running_app() as fake:
        yield fake


@dataclass(frozen=True)
class Served:
    """One address for all tests, so that the browser may keep the page's files; behind it a new sandbox for each."""

    address: str
    application: Starlette


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    listener = loopback_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    application = server.build(Sites(address, Options(SIGNING_SECRET)))
    with in_thread(Server(application), listener):
        yield Served(address, application)


@pytest.fixture
def slack(served: Served, app: FakeApp) -> Iterator[Slack]:
    sites = Sites(served.address, Options(SIGNING_SECRET, app.url))
    served.application.state.sites = sites
    yield Slack(sites)
    sites.stop()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[dict[tuple[int, int, str], BrowserContext]]:
    """Browser contexts by width, height and colours, shared for the files that they keep."""
    kept: dict[tuple[int, int, str], BrowserContext] = {}
    yield kept
    for context in kept.values():
        context.close()


@pytest.fixture
def open_page(browser: Browser, contexts: dict[tuple[int, int, str], BrowserContext], slack: Slack) -> Iterator[Open]:
    """Opens the workspace as somebody: `open_page("ana", channel="C0SALES", size=(360, 740))`.

    At the end no script may have failed, and nothing may have been asked of another machine.
    """
    pages, complaints = [], []

    def keep_near(request: Request) -> None:
        if not request.url.startswith((slack.base_url, "data:")):
            complaints.append(f"asked for {request.url}")

    def opened(who: str = "ana", channel: str = "", size: tuple[int, int] = WIDE, scheme: str = "light") -> Page:
        key = (*size, scheme)
        if key not in contexts:
            contexts[key] = context_of(browser, *key)
        page = contexts[key].new_page()
        pages.append(page)
        page.set_default_timeout(8000)
        page.on("request", keep_near)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{slack.base_url}/#as={slack.person(who).id}&channel={channel}")
        page.get_by_test_id("channel").first.wait_for(state="attached")
        return page

    yield opened
    for page in pages:
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.close()
    assert complaints == []


def context_of(browser: Browser, width: int, height: int, scheme: str) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
