"""Messages on the page: how they read, and what a person can do with them."""

import re

from playwright.sync_api import expect

from sandbox.testing import Slack
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, go, message, plain, post, say

MARKUP = {
    "*bold* _italic_ ~struck~ `code`": ["strong", "em", "s", "code"],
    "*bold with _italic <@U0KIM>_ inside*": ["strong em .mention[data-user=U0KIM]"],
    "> said the buyer": ["blockquote"],
    "• one\n• two": ["ul", "li"],
    "```a = 1\nb = 2```": ["pre"],
    "<https://example.com/a|the notes>": ["a[href='https://example.com/a']"],
    "see <@U0PRIYA> in <#C0GENERAL|general>": [".mention[data-user=U0PRIYA]", ".mention >> text=#general"],
    ":tada: done": [".emoji[aria-label=tada]"],
    "<!date^1795320000^{date_short}|a day>": ["time[datetime='2026-11-22T04:00:00.000Z']"],
}
ODD = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<javascript:alert(1)|click me>",
    "2 * 3 * 4 and snake_case_name and a~b~c",
    "*not closed and _not closed",
    '"><svg/onload=alert(1)>',
    "{{7*7}} ${7*7} :no_such_emoji:",
    "*" * 3000,
]


def test_mrkdwn_becomes_elements(slack: Slack, open_page: Open) -> None:
    posted = {post(slack, SALES, text): selectors for text, selectors in MARKUP.items()}
    page = open_page("ana", SALES)
    for ts, selectors in posted.items():
        for selector in selectors:
            expect(message(page, ts).locator(".content").locator(selector).first).to_be_visible()


def test_hostile_and_odd_text_shows_as_it_was_written(slack: Slack, open_page: Open) -> None:
    posted = {post(slack, SALES, text): text for text in ODD}
    page = open_page("ana", SALES)
    for ts, text in posted.items():
        shown = message(page, ts).locator(".content .text")
        expect(shown).to_have_text(text)
        assert shown.locator("img, script, svg, a, strong, em, s").count() == 0


def test_entities_are_decoded_once(slack: Slack, open_page: Open) -> None:
    ts = post(slack, SALES, "&amp;lt; and &lt;b&gt;")
    expect(message(open_page("ana", SALES), ts).locator(".content")).to_have_text("&lt; and <b>")


def test_hostile_plain_text_of_a_header_shows_literally(slack: Slack, open_page: Open) -> None:
    ts = post(slack, SALES, "x", blocks=[{"type": "header", "text": plain("<b>*Northwind*</b> &amp; Co")}])
    expect(message(open_page("ana", SALES), ts).get_by_role("heading")).to_have_text(
        re.compile(r"<b>\*Northwind\*</b>")
    )


def test_new_messages_appear_without_reload_and_are_announced(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    expect(page.get_by_test_id("conversation-title")).to_have_text("sales-team")
    ts = post(slack, SALES, "Northwind was closed lost.")
    expect(message(page, ts)).to_contain_text("Northwind was closed lost.")
    expect(page.get_by_test_id("live")).to_contain_text("Silver Lining in sales-team: Northwind was closed lost.")


def test_half_typed_words_survive_news_and_a_look_elsewhere(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    page.get_by_test_id("composer").fill("They chose Cont")
    ts = post(slack, SALES, "News")
    expect(message(page, ts)).to_be_visible()
    expect(page.get_by_test_id("composer")).to_have_value("They chose Cont")
    expect(page.get_by_test_id("composer")).to_be_focused()
    go(page, "C0GENERAL")
    expect(page.get_by_test_id("composer")).to_have_value("")
    go(page, SALES)
    expect(page.get_by_test_id("composer")).to_have_value("They chose Cont")


def test_a_reader_further_up_stays_there_when_news_comes(slack: Slack, open_page: Open) -> None:
    for number in range(40):
        post(slack, SALES, f"Message {number}")
    slack.person("ana").sees(SALES)
    page = open_page("ana", SALES)
    expect(page.get_by_text("Message 39")).to_be_in_viewport()
    page.get_by_test_id("message-list").evaluate("list => { list.scrollTop = 120; }")
    expect(page.get_by_text("Message 39")).not_to_be_in_viewport()
    ts = post(slack, SALES, "News")
    expect(message(page, ts)).to_be_attached()
    assert page.get_by_test_id("message-list").evaluate("list => list.scrollTop") == 120


def test_a_person_writes_with_mentions_and_the_words_arrive_escaped(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    say(page, "@priya they said <b>no</b> & left *quickly*")
    shown = page.get_by_test_id("message").last
    expect(shown).to_contain_text("@Priya Nair they said <b>no</b> & left quickly")
    expect(shown.locator("strong")).to_have_text("quickly")
    assert slack.messages(SALES)[-1].text == "<@U0PRIYA> they said &lt;b&gt;no&lt;/b&gt; &amp; left *quickly*"


def test_reactions_are_added_counted_and_taken_back(slack: Slack, open_page: Open) -> None:
    ts = post(slack, SALES, "Raise a glass")
    slack.person("kim").reacts(slack.messages(SALES)[-1], "tada")
    page = open_page("ana", SALES)
    pill = message(page, ts).locator("[data-testid=reaction][data-name=tada]")
    expect(pill.locator(".number")).to_have_text("1")
    pill.click()
    expect(pill).to_have_attribute("aria-pressed", "true")
    expect(pill.locator(".number")).to_have_text("2")
    pill.click()
    expect(pill).to_have_attribute("aria-pressed", "false")
    message(page, ts).hover()
    message(page, ts).get_by_role("button", name="Add reaction").click()
    page.get_by_test_id("emoji-picker").get_by_role("button", name="raised hands").first.click()
    expect(message(page, ts).locator("[data-name=raised_hands] .number")).to_have_text("1")
    assert slack.messages(SALES)[-1].reactions == {"tada": ["U0KIM"], "raised_hands": ["U0ANA"]}


def test_own_messages_can_be_edited_and_deleted_those_of_others_not(slack: Slack, open_page: Open) -> None:
    slack.person("kim").says(SALES, "Mine")
    said = slack.person("ana").says(SALES, "Price, @kim & nothing else")
    page = open_page("ana", SALES)
    kims = page.get_by_test_id("message").filter(has_text="Mine")
    assert kims.get_by_role("button", name="Edit message").count() == 0
    own = message(page, said.ts)
    own.hover()
    own.get_by_role("button", name="Edit message").click()
    field = own.get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("Price, @Kim Lee & nothing else")
    field.fill("Onboarding, @kim")
    field.press("Enter")
    expect(own).to_contain_text("Onboarding, @Kim Lee")
    expect(own).to_contain_text("(edited)")
    own.hover()
    own.get_by_role("button", name="Delete message").click()
    page.get_by_test_id("confirm").get_by_role("button", name="Delete").click()
    expect(own).to_have_count(0)
    assert [seen.text for seen in slack.messages(SALES)] == ["Mine"]


def test_a_thread_opens_beside_the_messages_and_takes_replies(slack: Slack, open_page: Open) -> None:
    pair = slack.group_dm("ana", "priya")
    root = post(slack, pair, "Northwind was closed lost.")
    post(slack, pair, "1 of 3. What decided it?", thread_ts=root)
    page = open_page("ana", pair)
    message(page, root).get_by_role("button", name="1 reply").click()
    thread = page.get_by_test_id("thread-pane")
    expect(thread).to_contain_text("1 of 3. What decided it?")
    say(page, "Onboarding", "thread-composer")
    expect(thread.get_by_test_id("message")).to_have_count(3)
    expect(page.get_by_test_id("message-list").get_by_role("button", name="2 replies")).to_be_visible()
    expect(page.get_by_test_id("message-list")).not_to_contain_text("What decided it?")
    thread.get_by_test_id("thread-close").click()
    expect(thread).to_be_hidden()


def test_an_ephemeral_message_says_who_can_see_it(slack: Slack, open_page: Open) -> None:
    slack.site.call("chat.postEphemeral", slack.token, {"channel": SALES, "user": "U0ANA", "text": "Just for Ana"})
    expect(open_page("ana", SALES).get_by_test_id("message").filter(has_text="Just for Ana")).to_contain_text(
        "Only visible to you"
    )
    expect(open_page("kim", SALES).get_by_text("Just for Ana")).to_have_count(0)
