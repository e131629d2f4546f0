"""What axe finds on the page: nothing, wide and narrow, light and dark. The dark page differs only in its colours.

`vendor/` holds axe-core as its makers publish it, with its licence; only this test loads it. With PICTURES set to a
folder, the pictures of the sandbox are taken on the way.
"""

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from sandbox.testing import Slack
from tests.sandbox_page import scene
from tests.sandbox_page.app import FakeApp
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, go

# As high as keeps a picture below 200 kB.
WIDE = (1440, 820)
NARROW = (360, 740)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (only) => {
  const rules = only ? { runOnly: [only] } : {};
  const { violations } = await axe.run(document, { ...rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_axe_finds_nothing(slack: Slack, app: FakeApp, open_page: Open, size: tuple[int, int]) -> None:
    played = scene.play(slack, app)
    page = open_page("ana", SALES, size)
    page.evaluate(AXE)
    expect(page.get_by_text("Stealing this")).to_be_visible()
    pictures(page, f"sandbox-{'wide' if size == WIDE else 'narrow'}")
    found = [look(page, "the start page"), look_in_the_dark(page, "the start page")]
    panel(page, "stage")
    found += stage(page)
    panel(page, "sidebar")
    found += [look(page, "the side bar")]
    go(page, slack.person("ana").dm)
    page.get_by_test_id("tab-home").click()
    expect(page.get_by_text("Good morning, Ana")).to_be_visible()
    found += [look(page, "the Home tab")]
    panel(page, "sidebar")
    go(page, played.pair)
    page.get_by_role("button", name="5 replies").click()
    expect(page.get_by_test_id("thread-pane")).to_contain_text("2 of 3.")
    found += [look(page, "a thread")]
    panel(page, "main")
    found += [look(page, "a message with everything"), look_in_the_dark(page, "a message with everything")]
    page.get_by_role("button", name="Wrap up").first.click()
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal-error").filter(has_text="Please").first).to_be_visible()
    found += [look(page, "a form with errors"), look_in_the_dark(page, "a form with errors")]
    assert "\n".join(filter(None, found)) == ""


def pictures(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{scheme}.png", animations="disabled")
        page.emulate_media(color_scheme="light")


def panel(page: Page, name: str) -> None:
    """Go to a panel where the page shows one at a time."""
    button = page.get_by_test_id(f"panel-{name}")
    if button.is_visible():
        button.click()


def stage(page: Page) -> list[str]:
    """What axe finds behind each tab of the stage."""
    found = []
    tabs = page.get_by_test_id("stage").get_by_role("tab")
    for tab in tabs.all():
        tab.click()
        found.append(look(page, f"the stage, {tab.inner_text()}"))
    tabs.first.click()
    return found


def look(page: Page, where: str) -> str:
    """What axe finds now, in lines; empty when all is well."""
    return "\n".join(f"{where}: {each}" for each in page.evaluate(RUN, None))


def look_in_the_dark(page: Page, where: str) -> str:
    """What axe finds on the dark page, which differs in its colours only."""
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(RUN, "color-contrast")
    page.emulate_media(color_scheme="light")
    return "\n".join(f"{where}, dark: {each}" for each in found)
