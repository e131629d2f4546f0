"""The page at every width, and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from sandbox.testing import Slack
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, actions, button, go, post, section

NARROW = (360, 740)


@pytest.fixture
def full(slack: Slack) -> str:
    """A group DM with a thread; the root's `ts`."""
    pair = slack.group_dm("ana", "priya")
    root = post(
        slack,
        pair,
        "Northwind was closed lost.",
        blocks=[
            section("*Northwind was closed lost.* <@U0PRIYA> leads. `price` <https://example.com|notes>", block_id="s"),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "Ground rule: next time, not fault."}]},
            actions(button("Later", "later", style="primary"), button("Not this one", "skip", style="danger")),
        ],
    )
    post(slack, pair, "1 of 3. What decided it?", thread_ts=root)
    slack.person("ana").says(pair, "Averyveryveryverylongwordthatnobodycanbreak" * 8, thread_ts=root)
    return pair


def nothing_sticks_out(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_narrow_screen_shows_one_panel_at_a_time(slack: Slack, open_page: Open, full: str) -> None:
    page = open_page("ana", SALES, NARROW)
    panels = {"main": "message-list", "sidebar": "sidebar", "stage": "stage"}
    for name in ("main", "sidebar", "stage"):
        page.get_by_test_id(f"panel-{name}").click()
        for other, testid in panels.items():
            expect(page.get_by_test_id(testid)).to_be_visible(visible=other == name)
        assert nothing_sticks_out(page)
    expect(page.get_by_test_id("panel-thread")).to_be_disabled()
    page.get_by_test_id("panel-sidebar").click()
    go(page, full)
    page.get_by_role("button", name="2 replies").click()
    expect(page.get_by_test_id("thread-pane")).to_be_visible()
    expect(page.get_by_test_id("message-list")).to_be_hidden()
    expect(page.get_by_test_id("person-switch")).to_be_visible()
    assert nothing_sticks_out(page)
    page.get_by_test_id("thread-close").click()
    expect(page.get_by_test_id("message-list")).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (768, 1024), NARROW])
def test_nothing_sticks_out_with_a_thread_open(open_page: Open, full: str, size: tuple[int, int]) -> None:
    page = open_page("ana", full, size)
    page.get_by_role("button", name="2 replies").click()
    expect(page.get_by_test_id("thread-pane")).to_contain_text("What decided it?")
    assert nothing_sticks_out(page)


def test_a_reply_and_a_button_by_keyboard_alone(slack: Slack, open_page: Open, full: str) -> None:
    page = open_page("ana", full)
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()
    tab_to(page, "2 replies")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-composer")).to_be_focused()
    page.keyboard.type("Onboarding")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-pane").get_by_test_id("message").last).to_contain_text("Onboarding")
    tab_to(page, "Close thread", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-pane")).to_be_hidden()


def test_the_tools_of_a_message_are_one_stop_with_arrows_inside(slack: Slack, open_page: Open) -> None:
    slack.person("ana").says(SALES, "Mine")
    page = open_page("ana", SALES)
    expect(page.get_by_test_id("message")).to_contain_text("Mine")
    tab_to(page, "Add reaction")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Edit message")).to_be_focused()
    outline = page.get_by_role("button", name="Edit message").evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()


def tab_to(page: Page, words: str, *, back: bool = False) -> None:
    """Press Tab until the focused control bears these words."""
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        named = page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
        if words in (named or ""):
            return
    raise AssertionError(f"Tab never reached {words!r}")
