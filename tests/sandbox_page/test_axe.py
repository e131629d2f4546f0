"""What axe finds on the page: nothing, wide and narrow, light and dark. The dark page differs only in its colours.

`vendor/` holds axe-core as its makers publish it, with its licence; only this test loads it. With PICTURES set to a
folder, the pictures of the sandbox are taken on the way.
"""

import os
from pathlib import Path

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
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (only) => {
  const rules = only ? { runOnly: [only] } : {};
  const { violations } = await axe.run(document, { ...rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_axe_finds_nothing(slack: Slack, app: FakeApp, open_page: Open, scheme: str, size: tuple[int, int]) -> None:
    played = scene.play(slack, app)
    page = open_page("ana", SALES, size, scheme)
    page.evaluate(AXE)
    expect(page.get_by_text("Stealing this")).to_be_visible()
    rule = "color-contrast" if scheme == "dark" else None
    picture(page, f"sandbox-{'wide' if size == WIDE else 'narrow'}-{scheme}")
    found = [look(page, "the start page", rule)]
    panel(page, "stage")
    found += stage(page, rule)
    panel(page, "sidebar")
    found += [look(page, "the side bar", rule)]
    go(page, slack.person("ana").dm)
    page.get_by_test_id("tab-home").click()
    expect(page.get_by_text("Good morning, Ana")).to_be_visible()
    found += [look(page, "the Home tab", rule)]
    panel(page, "sidebar")
    go(page, played.pair)
    page.get_by_role("button", name="5 replies").click()
    expect(page.get_by_test_id("thread-pane")).to_contain_text("2 of 3.")
    found += [look(page, "a thread", rule)]
    panel(page, "main")
    found += [look(page, "a message with everything", rule)]
    page.get_by_role("button", name="Wrap up").first.click()
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal-error").filter(has_text="Please").first).to_be_visible()
    found += [look(page, "a form with errors", rule)]
    assert "\n".join(filter(None, found)) == ""


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def panel(page: Page, name: str) -> None:
    """Go to a panel where the page shows one at a time."""
    button = page.get_by_test_id(f"panel-{name}")
    if button.is_visible():
        button.click()


def stage(page: Page, rule: str | None) -> list[str]:
    """What axe finds behind each tab of the stage."""
    found = []
    tabs = page.get_by_test_id("stage").get_by_role("tab")
    for tab in tabs.all():
        tab.click()
        found.append(look(page, f"the stage, {tab.inner_text()}", rule))
    tabs.first.click()
    return found


def look(page: Page, where: str, rule: str | None) -> str:
    """What axe finds now (by this rule only, if one is named), in lines; empty when all is well."""
    return "\n".join(f"{where}: {each}" for each in page.evaluate(RUN, rule))
