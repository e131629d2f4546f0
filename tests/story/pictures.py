"""The pictures of the README, taken on the way when PICTURES is set to a folder."""

import os
from pathlib import Path

from playwright.sync_api import Page

LAST_UPDATE_MS = 700


def picture(page: Page, name: str) -> None:
    """Take a picture of the page, below this name."""
    if folder := os.environ.get("PICTURES"):
        page.wait_for_timeout(LAST_UPDATE_MS)  # pictures want the last update drawn; the stories do not wait
        page.screenshot(path=Path(folder) / f"{name}.png")
