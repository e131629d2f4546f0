"""Seeing the workspace as its people do."""

from playwright.sync_api import Page, expect

from sandbox.testing import Slack
from tests.sandbox_page.app import FakeApp
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, go, post, say


def become(page: Page, name: str) -> None:
    switch = page.get_by_test_id("person-switch")
    switch.select_option(label=switch.locator("option", has_text=name).inner_text())


def test_the_switch_names_everybody_and_changes_what_is_seen(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    names = page.get_by_test_id("person-switch").locator("option").all_inner_texts()
    assert {"Ana Ruiz · Account executive", "Priya Nair · Sales manager", "Marco Weber · Head of sales"} <= set(names)
    become(page, "Dana Petrov")
    expect(page.locator("[data-testid=channel][data-channel=C0PRODUCT]")).to_be_visible()
    expect(page.locator(f"[data-testid=channel][data-channel={SALES}]")).to_have_count(0)


def test_what_each_person_writes_carries_their_name(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    say(page, "From Ana")
    expect(page.get_by_test_id("message").last).to_contain_text("From Ana")
    become(page, "Priya Nair")
    say(page, "From Priya")
    expect(page.get_by_test_id("message").last).to_contain_text("From Priya")
    assert [seen.user for seen in slack.messages(SALES)] == ["U0ANA", "U0PRIYA"]


def test_a_reload_keeps_person_conversation_and_thread(slack: Slack, open_page: Open) -> None:
    pair = slack.group_dm("ana", "priya")
    root = post(slack, pair, "Northwind")
    post(slack, pair, "1 of 3", thread_ts=root)
    page = open_page("ana", SALES)
    become(page, "Priya Nair")
    go(page, pair)
    page.get_by_role("button", name="1 reply").click()
    expect(page.get_by_test_id("thread-pane")).to_contain_text("1 of 3")
    page.reload()
    expect(page.get_by_test_id("person-switch")).to_have_value("U0PRIYA")
    expect(page.get_by_test_id("thread-pane")).to_contain_text("1 of 3")


def test_a_new_group_dm_appears_unread_and_is_read_when_opened(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    pair = slack.group_dm("ana", "priya")
    post(slack, pair, "Northwind was closed lost.")
    entry = page.locator(f'[data-testid=channel][data-channel="{pair}"]')
    expect(entry).to_contain_text("Priya")
    expect(entry.get_by_test_id("unread")).to_contain_text("1")
    entry.click()
    expect(page.get_by_test_id("message")).to_contain_text("Northwind was closed lost.")
    go(page, SALES)
    expect(entry.get_by_test_id("unread")).to_have_count(0)


def test_a_slash_command_goes_to_the_app_and_its_answer_is_private(slack: Slack, app: FakeApp, open_page: Open) -> None:
    app.on("/retro", lambda payload: {"text": f"Nothing waits for you ({payload['text']})."})
    page = open_page("ana", SALES)
    say(page, "/retro status")
    shown = page.get_by_test_id("message").last
    expect(shown).to_contain_text("Nothing waits for you (status).")
    expect(shown).to_contain_text("Only visible to you")


def test_suggestions_by_keyboard(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("Thank you @pri")
    expect(page.get_by_role("listbox").get_by_role("option", name="Priya Nair")).to_be_visible()
    composer.press("Enter")
    expect(composer).to_have_value("Thank you @priya ")
    composer.press_sequentially(":clap")
    composer.press("Tab")
    expect(composer).to_have_value("Thank you @priya :clap: ")


def test_a_direct_message_can_be_begun(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_role("button", name="New direct message").click()
    page.get_by_test_id("new-dm").get_by_role("checkbox", name="Kim Lee").check()
    page.get_by_test_id("new-dm").get_by_role("button", name="Open").click()
    expect(page.get_by_test_id("conversation-title")).to_have_text("Kim Lee")
    say(page, "Hello")
    expect(page.get_by_test_id("message").last).to_contain_text("Hello")
