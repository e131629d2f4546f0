"""Pictures of the sandbox's page in a real browser, from where one person stands."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, ViewportSize

from tests.storyboards.board import Place

DRAWN_MS = 400
SIZE: ViewportSize = {"width": 1180, "height": 1080}


class PageCamera:
    """Takes its pictures of `page`, which shows the sandbox at `address`, into `folder`."""

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self._page = page
        self._address = address
        self._folder = folder

    def shoot(self, place: Place, name: str, form: Mapping[str, Any] | None) -> None:
        """The form that stands open, else the thread, else the conversation."""
        self._go(place)
        shown = self._page.get_by_test_id("modal")
        if form is not None:
            shown.wait_for()
            for block, value in form.items():
                _write(shown.locator(f'[data-focus^="{block}/"]').first, value)
        elif place.thread:
            shown = self._page.get_by_test_id("thread-pane")
        else:
            shown = self._page.get_by_test_id("message-list")
        self._page.wait_for_timeout(DRAWN_MS)
        shown.screenshot(path=self._folder / name)

    def _go(self, place: Place) -> None:
        where = {"as": place.who, "channel": place.channel, "thread": place.thread, "tab": place.tab}
        self._page.emulate_media(color_scheme="dark" if place.is_dark else "light")
        # Another address first: the same one with another hash would not load the page anew.
        self._page.goto("about:blank")
        self._page.goto(f"{self._address}/#{urlencode({key: value for key, value in where.items() if value})}")
        self._page.get_by_test_id("channel").first.wait_for(state="attached")


def _write(field: Locator, value: Any) -> None:
    if not field.count():
        return  # a menu that is not a field of its own
    if field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(value)
    elif isinstance(value, str):
        field.fill(value)
