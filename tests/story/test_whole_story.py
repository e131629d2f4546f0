"""`make demo`, played in a real browser by rep, manager and team: from the lost deal to the celebration and the digest.

With PICTURES set to a folder, the pictures of the README are taken on the way.
"""

import pytest
from playwright.sync_api import Locator, Page

from tests.story.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_the_whole_story(page: Page) -> None:
    lose_the_deal(page)
    as_person(page, "U0ANA", talks_with="Priya")
    answer_our_questions(page)
    as_person(page, "U0PRIYA", talks_with="Ana")
    capture_the_customers_view(page)
    as_person(page, "U0ANA", talks_with="Priya")
    wrap_up(page)
    say_yes(page)
    page.get_by_test_id("clock-friday").click()
    celebration = see_the_celebration(page)
    join_in(page, celebration)


def lose_the_deal(page: Page) -> None:
    """On the stage: a deal of Ana's is closed lost in the HubSpot-shaped CRM."""
    picture(page, "start")
    page.get_by_test_id("stage-competitor").fill("Contoso")
    page.get_by_test_id("stage-reason").fill("Price")
    page.get_by_test_id("stage-lose").click()


def as_person(page: Page, user: str, talks_with: str) -> None:
    """Look at the workspace as somebody, in the thread of the deal."""
    page.get_by_test_id("person-switch").select_option(user)
    room = page.get_by_test_id("channel").filter(has_text=talks_with).filter(has_text="Silver Lining")
    room.first.click()
    listed = page.get_by_test_id("message-list").get_by_test_id("message").filter(has_text="was closed lost")
    listed.get_by_role("button", name="repl").first.click()
    thread(page).get_by_text("was closed lost").first.wait_for()


def answer_our_questions(page: Page) -> None:
    """The rep types three replies; a receipt stands under each."""
    replies = ("They saw less risk in Contoso.", "The plant manager. We never met.", "How long onboarding takes.")
    for number, reply in enumerate(replies, start=1):
        thread(page).get_by_text(f"{number} of 3.").last.wait_for()
        page.get_by_test_id("thread-composer").fill(reply)
        page.keyboard.press("Enter")
        said = thread(page).get_by_test_id("message").filter(has_text=reply)
        said.get_by_test_id("reaction").wait_for()
    thread(page).get_by_text("our view is in").wait_for()
    picture(page, "thread")


def capture_the_customers_view(page: Page) -> None:
    """The manager writes down what the customer said on the phone."""
    thread(page).get_by_role("button", name="Capture answers").last.click()
    form = page.get_by_test_id("modal")
    form.get_by_label("What did the winner do that earned your choice?").fill("They walked us through week one.")
    form.get_by_label("What one or two things would you recommend we change?").fill("Show onboarding before the demo.")
    form.get_by_label("May these answers be quoted?").select_option("inside")
    picture(page, "customer")
    page.get_by_test_id("modal-submit").click()
    thread(page).get_by_text("Both views are in.").wait_for()


def wrap_up(page: Page) -> None:
    """The rep sends the closing form; both views stand in the thread, apart."""
    thread(page).get_by_role("button", name="Wrap up").last.click()
    form = page.get_by_test_id("modal")
    form.get_by_label("How it ended").select_option("competitor")
    form.get_by_label("One lesson").fill("Show week one of onboarding before any demo.")
    form.get_by_label("One action").fill("Write the onboarding walk-through")
    picture(page, "wrap-up")
    page.get_by_test_id("modal-submit").click()
    form.get_by_label("What lay below the price?").select_option("onboarding")  # the CRM's reason was the beginning
    page.get_by_test_id("modal-submit").click()
    thread(page).get_by_text("what we take from it").wait_for()
    thread(page).get_by_text("They walked us through week one.").last.wait_for()


def say_yes(page: Page) -> None:
    """The rep reads the exact text and agrees."""
    thread(page).get_by_text("may I put it forward").wait_for()
    thread(page).get_by_role("button", name="Yes, with my name").click()
    thread(page).get_by_text("If it is chosen, the team reads it with your name.").wait_for()
    picture(page, "consent")


def see_the_celebration(page: Page) -> Locator:
    """On Friday the team channel holds the celebration, then the digest."""
    page.get_by_test_id("channel").filter(has_text="sales-team").click()
    messages = page.get_by_test_id("message-list").get_by_test_id("message")
    celebration = messages.filter(has_text="Loss of the week")
    celebration.get_by_text("Show week one of onboarding before any demo.").wait_for()
    digest = messages.filter(has_text="Win-loss digest")
    digest.wait_for()
    picture(page, "friday")
    return celebration


def join_in(page: Page, celebration: Locator) -> None:
    """A colleague wants to use the lesson on a deal of her own."""
    page.get_by_test_id("person-switch").select_option("U0KIM")
    page.get_by_test_id("channel").filter(has_text="sales-team").click()
    celebration.get_by_role("button", name="I can use this").click()
    form = page.get_by_test_id("modal")
    form.get_by_role("textbox").first.fill("Tailspin renewal")
    page.get_by_test_id("modal-submit").click()
    page.get_by_test_id("message-list").get_by_text("Tailspin renewal").wait_for()


def thread(page: Page) -> Locator:
    return page.get_by_test_id("thread-pane")
