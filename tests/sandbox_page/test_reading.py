"""Reading: what is new, what is long, who is who, and how to get elsewhere."""

from playwright.sync_api import Page, expect

from sandbox.conversations import Conversation, Kind
from sandbox.sites import Options, Sites
from sandbox.testing import SIGNING_SECRET, Slack
from tests.sandbox_page.conftest import Open, Served
from tests.sandbox_page.kit import SALES, go, message, post, say

MANY = 200


def entry(page: Page, channel: str) -> str:
    """Finds a conversation in the side bar."""
    return f'[data-testid=channel][data-channel="{channel}"]'


def test_a_conversation_opens_where_the_unread_begins(slack: Slack, open_page: Open) -> None:
    # The app need not hear of so many.
    slack.site.app.url = None
    for number in range(MANY):
        post(slack, SALES, f"Old {number}")
    slack.person("ana").sees(SALES)
    first = post(slack, SALES, "New 0")
    for number in range(1, 40):
        post(slack, SALES, f"New {number}")
    page = open_page("ana", SALES)
    line = page.get_by_role("separator", name="New messages")
    expect(line).to_be_in_viewport()
    expect(message(page, first)).to_be_in_viewport()
    expect(page.get_by_text("New 39")).not_to_be_in_viewport()
    # One more message must not make the page draw the other five hundred again.
    page.evaluate("() => { document.querySelector('[data-testid=message]').marked = true; }")
    last = post(slack, SALES, "And one more")
    expect(message(page, last)).to_be_attached()
    assert page.evaluate("() => document.querySelector('[data-testid=message]').marked === true")
    go(page, "C0GENERAL")
    go(page, SALES)
    expect(message(page, last)).to_be_attached()
    expect(line).to_have_count(0)


def test_unread_replies_mark_their_thread_until_it_is_opened(slack: Slack, open_page: Open) -> None:
    pair = slack.group_dm("ana", "priya")
    root = post(slack, pair, "Northwind was closed lost.")
    slack.person("priya").says(pair, "I will call them.", root)
    page = open_page("ana", SALES)
    badge = page.locator(entry(page, pair)).get_by_test_id("unread")
    expect(badge).to_contain_text("2")
    go(page, pair)
    expect(message(page, root).get_by_test_id("unread-replies")).to_have_text("1 new")
    message(page, root).get_by_role("button", name="1 reply").click()
    expect(page.get_by_test_id("unread-replies")).to_have_count(0)
    page.get_by_test_id("also-send").check()
    say(page, "Thank you", "thread-composer")
    sent = page.get_by_test_id("message-list").get_by_test_id("message").last
    expect(sent).to_contain_text("replied to a thread: Northwind was closed lost.")
    expect(page.get_by_test_id("also-send")).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("thread-pane")).to_be_hidden()
    sent.get_by_role("button", name="Northwind was closed lost.").click()
    expect(page.get_by_test_id("thread-pane")).to_contain_text("I will call them.")
    go(page, SALES)
    expect(badge).to_have_count(0)


def test_channels_say_what_they_are(slack: Slack, open_page: Open) -> None:
    members = ["U0ANA", "U0KIM"]
    for made in (
        Conversation("C0PRIVATE", Kind.PRIVATE, "forecast", members),
        Conversation("C0SHARED", Kind.CHANNEL, "with-contoso", members, is_ext_shared=True),
        Conversation("C0OLD", Kind.CHANNEL, "kick-off", members, is_archived=True),
    ):
        slack.workspace.conversations[made.id] = made
    page = open_page("ana", SALES)
    side = page.get_by_test_id("sidebar")
    for name in ("forecast (private)", "with-contoso (shared with another company)", "kick-off (archived)"):
        expect(side.get_by_role("button", name=name)).to_be_visible()
    go(page, "C0OLD")
    expect(page.get_by_test_id("composer-closed")).to_contain_text("archived")
    expect(page.get_by_test_id("composer")).to_be_hidden()
    go(page, "C0SHARED")
    expect(page.get_by_text("Shared with another company", exact=True)).to_be_visible()


def test_names_show_who_that_is_and_lead_elsewhere(slack: Slack, open_page: Open) -> None:
    ts = post(slack, SALES, "Ask <@U0PRIYA> in <#C0GENERAL|general>")
    slack.change_person("kim", deleted=True)
    page = open_page("ana", SALES)
    message(page, ts).get_by_role("button", name="@Priya Nair").click()
    card = page.get_by_test_id("profile")
    expect(card).to_contain_text("Sales manager")
    expect(card).to_contain_text("local time, London")
    page.keyboard.press("Escape")
    expect(message(page, ts).get_by_role("button", name="@Priya Nair")).to_be_focused()
    message(page, ts).get_by_role("button", name="@Priya Nair").click()
    card.get_by_role("button", name="Message").click()
    expect(page.get_by_test_id("conversation-title")).to_have_text("Priya Nair")
    go(page, SALES)
    message(page, ts).get_by_role("button", name="#general").click()
    expect(page.get_by_test_id("conversation-title")).to_have_text("general")
    expect(page.get_by_test_id("person-switch").locator("option", has_text="Kim Lee")).to_have_count(0)


def test_control_k_jumps_to_a_conversation_or_a_person(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Jump to a conversation")).to_be_focused()
    page.keyboard.type("gener")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("conversation-title")).to_have_text("general")
    page.keyboard.press("Control+k")
    page.keyboard.type("marco")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("conversation-title")).to_have_text("Marco Weber")
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("jump")).to_have_count(0)


def test_long_messages_fold_and_stay_open_once_opened(slack: Slack, open_page: Open) -> None:
    text = "\n".join(f"Line {number}" for number in range(40))
    ts = post(slack, SALES, text)
    page = open_page("ana", SALES)
    folded = message(page, ts).locator(".text")
    assert folded.evaluate("node => node.clientHeight < node.scrollHeight")
    message(page, ts).get_by_role("button", name="See more").click()
    slack.person("kim").reacts(slack.messages(SALES)[-1], "eyes")
    expect(message(page, ts).get_by_test_id("reaction")).to_be_visible()
    assert folded.evaluate("node => node.clientHeight === node.scrollHeight")
    message(page, ts).get_by_role("button", name="See less").click()
    expect(message(page, ts).get_by_role("button", name="See more")).to_be_visible()


def test_a_lost_connection_is_said_and_comes_back(slack: Slack, served: Served, open_page: Open) -> None:
    page = open_page("ana", SALES)
    expect(page.get_by_test_id("offline")).to_be_empty()
    other = Slack(Sites(served.address, Options(SIGNING_SECRET)))
    post(other, SALES, "Started again")
    served.application.state.sites = other.sites
    slack.sites.stop()
    expect(page.get_by_test_id("offline")).to_contain_text("Connection lost")
    expect(page.get_by_test_id("message")).to_contain_text("Started again")
    expect(page.get_by_test_id("offline")).to_be_empty()
    other.sites.stop()
