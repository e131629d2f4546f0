"""Pages of the browser that tests use one after another: a new one costs more than what most tests do on it."""

from collections import defaultdict

from playwright.sync_api import Browser, BrowserContext, Page

# Width, height, and the colours that the system asks for.
Look = tuple[int, int, str]


class Tabs:
    """Those that are open in a browser; each look shares the files that the browser keeps."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[Look, BrowserContext] = {}
        self._free: defaultdict[Look, list[Page]] = defaultdict(list)

    def take(self, look: Look) -> Page:
        """An empty page, nobody's until it is given back."""
        if look not in self._contexts:
            self._contexts[look] = _context(self._browser, *look)
        free = self._free[look]
        return free.pop() if free else self._contexts[look].new_page()

    def give_back(self, look: Look, page: Page) -> None:
        """Empty `page`, as if nobody had been there: nothing remembered, and the mouse nowhere."""
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        page.mouse.move(0, 0)
        page.goto("about:blank")
        self._free[look].append(page)

    def close(self) -> None:
        """Close them all."""
        for context in self._contexts.values():
            context.close()


def _context(browser: Browser, width: int, height: int, scheme: str) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
