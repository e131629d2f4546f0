"""`Play the story` on the page of the demo: every caption to the end, with somebody who takes over in the middle."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.story.pictures import picture

ROOT = Path(__file__).parent.parent.parent
TOLD = tomllib.loads((ROOT / "tools" / "story.toml").read_text(encoding="utf-8"))
STEPS = TOLD["steps"]
CONSENT = next(n for n, step in enumerate(STEPS) if step.get("button", "").startswith("Yes"))
AT_ONCE = 200
AXE = (ROOT / "tests" / "sandbox_page" / "vendor" / "axe.min.js").read_text(encoding="utf-8")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_the_story_plays_and_makes_room(page: Page, demo: str) -> None:
    start_to_play(page)
    watch(page, STEPS[1:CONSENT])
    take_over(page)
    watch_the_rest(page, demo)
    put_away(page)


def start_to_play(page: Page) -> None:
    """One sentence says what to do first; a press later the story acts as Ana, on the stage."""
    expect(words(page)).to_have_text(TOLD["start"])
    press(page, "story-play")
    expect(words(page)).to_have_text(STEPS[0]["caption"])
    expect(page.get_by_test_id("story-step")).to_have_text(f"Step 1 of {len(STEPS)} · Ana Ruiz")
    expect(page.get_by_test_id("stage-lose")).to_have_class("b-button danger wide story-ring")
    expect(page.get_by_test_id("story-play")).to_be_focused()
    page.evaluate(AXE)
    complain_of_nothing(page)
    press(page, "story-next")
    expect(words(page)).to_have_text(STEPS[0]["then"])
    expect(thread(page).get_by_text("was closed lost")).to_be_visible()
    press(page, "story-play")
    expect(page.get_by_test_id("story-play")).to_have_text("Go on")


def watch(page: Page, steps: list[dict[str, Any]]) -> None:
    """Step by step, each with what it led to; the page goes along, into windows too."""
    for step in steps:
        press(page, "story-next")
        expect(words(page)).to_have_text(step.get("then", step["caption"]))
        expect(page.get_by_test_id("story-play")).to_have_text("Go on")
        expect(page.get_by_test_id("person-switch")).to_have_value(f"U0{step['who'].upper()}")
        if "modal" in step["done"]:
            expect(page.get_by_test_id("modal")).to_contain_text(step["done"]["modal"])
            complain_of_nothing(page)
    expect(thread(page).get_by_text(STEPS[1]["text"]).first).to_be_visible()
    expect(thread(page).locator(".story-ring")).to_contain_text("may I put it forward")
    picture(page, "story")


def take_over(page: Page) -> None:
    """A press of one's own ends the playing; the sentence says what comes next, and follows what is done by hand."""
    thread(page).get_by_role("button", name="Yes, no name").click()
    expect(words(page)).to_have_text(STEPS[CONSENT + 1]["hint"])
    expect(page.get_by_test_id("story-step")).to_have_text("Next, by hand")
    expect(page.get_by_test_id("story-play")).to_have_text("Play on from here")
    expect(page.locator(".story-ring")).to_have_count(0)


def watch_the_rest(page: Page, demo: str) -> None:
    """It goes on from there, at any speed, on a narrow screen, where the bar covers nothing."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.request.post(f"{demo}sandbox/story", data={"do": "play", "speed": AT_ONCE})
    expect(words(page)).to_have_text(TOLD["end"])
    listed = page.get_by_test_id("message-list")
    expect(listed.get_by_text("one of us")).to_be_visible()
    expect(listed.get_by_test_id("message").last).to_contain_text("you will try it there")
    bar, composer = page.get_by_test_id("story").bounding_box(), page.get_by_test_id("composer").bounding_box()
    assert bar
    assert composer
    assert composer["y"] + composer["height"] <= bar["y"]
    assert bar["width"] == 360


def put_away(page: Page) -> None:
    """It can be put away, and comes back."""
    press(page, "story-hide")
    expect(page.get_by_test_id("story")).to_be_hidden()
    expect(page.get_by_test_id("story-show")).to_be_focused()
    press(page, "story-show")
    expect(words(page)).to_have_text(TOLD["end"])


def complain_of_nothing(page: Page) -> None:
    """What axe finds in the bar, on the page and in a window."""
    found = page.evaluate("async () => (await axe.run('.story')).violations.map((one) => [one.id, one.nodes[0].html])")
    assert found == []


def press(page: Page, testid: str) -> None:
    page.get_by_test_id(testid).click()


def words(page: Page) -> Locator:
    return page.get_by_test_id("story-words")


def thread(page: Page) -> Locator:
    return page.get_by_test_id("thread-pane")
