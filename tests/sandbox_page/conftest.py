"""A sandbox, an app that answers, and the page in a real browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request
from starlette.applications import Starlette

from sandbox import server
from sandbox.protocol import Server, in_thread, loopback_socket
from sandbox.sites import Options, Sites
from sandbox.testing import SIGNING_SECRET, Slack
from tests.sandbox_page.app import FakeApp, running_app
from tests.sandbox_page.tabs import Look, Tabs

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
def tabs(browser: Browser) -> Iterator[Tabs]:
    opened = Tabs(browser)
    yield opened
    opened.close()


@pytest.fixture
def open_page(tabs: Tabs, slack: Slack) -> Iterator[Open]:
    """Opens the workspace as somebody: `open_page("ana", channel="C0SALES", size=(360, 740))`.

    At the end no script may have failed, and nothing may have been asked of another machine.
    """
    taken: list[tuple[Look, Page]] = []
    complaints: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((slack.base_url, "data:")):
            complaints.append(f"asked for {request.url}")

    def failed(error: Error) -> None:
        complaints.append(str(error))

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def opened(who: str = "ana", channel: str = "", size: tuple[int, int] = WIDE, scheme: str = "light") -> Page:
        look = (*size, scheme)
        page = tabs.take(look)
        taken.append((look, page))
        page.set_default_timeout(8000)
        page.on("request", asked)
        page.on("pageerror", failed)
        page.on("console", said)
        page.goto(f"{slack.base_url}/#as={slack.person(who).id}&channel={channel}")
        page.get_by_test_id("channel").first.wait_for(state="attached")
        return page

    yield opened
    for look, page in taken:
        page.remove_listener("request", asked)
        page.remove_listener("pageerror", failed)
        page.remove_listener("console", said)
        tabs.give_back(look, page)
    assert complaints == []
