"""A sandbox, an app that answers, and the page in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request

from sandbox.testing import SIGNING_SECRET, Slack, running
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


@pytest.fixture
def slack(app: FakeApp) -> Iterator[Slack]:
    with running(app_url=app.url, signing_secret=SIGNING_SECRET) as site:
        yield site


@pytest.fixture
def open_page(browser: Browser, slack: Slack) -> Iterator[Open]:
    """Opens the workspace as somebody: `open_page("ana", channel="C0SALES", size=(360, 740))`.

    At the end no script may have failed, and nothing may have been asked of another machine.
    """
    contexts, complaints = [], []

    def keep_near(request: Request) -> None:
        if not request.url.startswith((slack.base_url, "data:")):
            complaints.append(f"asked for {request.url}")

    def opened(who: str = "ana", channel: str = "", size: tuple[int, int] = WIDE, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("request", keep_near)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{slack.base_url}/#as={slack.person(who).id}&channel={channel}")
        page.get_by_test_id("channel").first.wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
