"""Block Kit on the page: every block and element, and what each sends to the app."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from sandbox.testing import Slack
from tests.sandbox_page.app import FakeApp
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, Payload, actions, button, message, options, plain, post, section


def rich(*elements: Payload) -> Payload:
    return {"type": "rich_text_section", "elements": list(elements)}


def test_blocks_that_only_show(slack: Slack, open_page: Open) -> None:
    ts = post(
        slack,
        SALES,
        "The week",
        blocks=[
            {"type": "header", "text": plain("The week :bar_chart:")},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Lost*\n5"}, plain("Talked *through*")]},
            {"type": "divider"},
            {
                "type": "context",
                "elements": [
                    {"type": "image", "image_url": f"{slack.base_url}/page/any/icon.svg", "alt_text": "a cloud"},
                    {"type": "mrkdwn", "text": "_We think_"},
                ],
            },
            {"type": "image", "image_url": "https://images.example/chart.png", "alt_text": "Days to lose: 61"},
        ],
    )
    shown = message(open_page("ana", SALES), ts)
    expect(shown.get_by_role("heading")).to_contain_text("The week")
    expect(shown.locator(".b-fields strong")).to_have_text("Lost")
    expect(shown.get_by_text("Talked *through*")).to_be_visible()
    expect(shown.get_by_role("separator")).to_be_visible()
    expect(shown.get_by_role("img", name="a cloud")).to_be_visible()
    expect(shown.get_by_text("Days to lose: 61")).to_be_visible()
    expect(shown.get_by_role("button", name="Load from images.example")).to_be_visible()


def test_rich_text(slack: Slack, open_page: Open) -> None:
    bold = {"type": "text", "text": "*Ask* <who> signs", "style": {"bold": True}}
    block = {
        "type": "rich_text",
        "elements": [
            rich(bold, {"type": "emoji", "name": "bulb"}, {"type": "user", "user_id": "U0KIM"}),
            {"type": "rich_text_list", "style": "ordered", "elements": [rich({"type": "text", "text": "first"})]},
            {
                "type": "rich_text_quote",
                "elements": [{"type": "link", "url": "javascript:alert(1)", "text": "no link"}],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a < b"}]},
        ],
    }
    shown = message(open_page("ana", SALES), post(slack, SALES, "x", blocks=[block])).locator(".rich-text")
    expect(shown.locator("strong")).to_have_text("*Ask* <who> signs")
    expect(shown.get_by_role("img", name="bulb")).to_be_visible()
    expect(shown.locator(".mention")).to_have_text("@Kim Lee")
    expect(shown.locator("ol li")).to_have_text("first")
    expect(shown.locator("blockquote")).to_have_text("no link")
    assert shown.locator("a").count() == 0
    expect(shown.locator("pre")).to_have_text("a < b")


def test_a_button_sends_its_value_once_and_shows_what_slack_would(slack: Slack, app: FakeApp, open_page: Open) -> None:
    ts = post(slack, SALES, "x", blocks=[actions(button("Don't know", "unknown", value="q1", style="primary"))])
    page = open_page("ana", SALES)
    press = message(page, ts).get_by_role("button", name="Don't know")
    press.click()
    slack.wait_for(app.actions)
    assert [(one["action_id"], one["value"], one["block_id"]) for one in app.actions()] == [
        ("unknown", "q1", "actions")
    ]
    expect(page.get_by_test_id("toast")).to_have_count(0)
    slack.connect("http://127.0.0.1:9/nobody")
    expect(press).not_to_have_attribute("aria-busy", "true")
    press.click()
    expect(page.get_by_test_id("toast")).to_contain_text("did not respond")


def test_a_confirmation_comes_first(slack: Slack, app: FakeApp, open_page: Open) -> None:
    words = {
        "title": plain("Skip?"),
        "text": plain("It stays lost."),
        "confirm": plain("Skip it"),
        "deny": plain("Go back"),
    }
    ts = post(slack, SALES, "x", blocks=[actions(button("Not this one", "skip", style="danger", confirm=words))])
    page = open_page("ana", SALES)
    press = message(page, ts).get_by_role("button", name="Not this one")
    press.click()
    page.get_by_test_id("confirm").get_by_role("button", name="Go back").click()
    assert app.actions() == []
    press.click()
    page.get_by_test_id("confirm").get_by_role("button", name="Skip it").click()
    assert [one["action_id"] for one in slack.wait_for(app.actions)] == ["skip"]


def choose_option(field: Locator, words: str) -> None:
    field.select_option(label=words)


def search(field: Locator, words: str) -> None:
    field.fill(words[:5])
    field.page.locator(".finder-list").get_by_role("option", name=words).click()


def fill(field: Locator, words: str) -> None:
    field.fill(words)


@pytest.mark.parametrize(
    ("element", "role", "do", "words", "sent"),
    [
        ({"type": "static_select", "options": options("Price", "Trust")}, "select", choose_option, "Trust", "trust"),
        ({"type": "users_select"}, "input", search, "Kim Lee", "U0KIM"),
        ({"type": "datepicker"}, "input", fill, "2026-12-01", "2026-12-01"),
        ({"type": "timepicker"}, "input", fill, "09:30", "09:30"),
    ],
)
def test_a_choice_in_a_message_is_sent(
    slack: Slack, app: FakeApp, open_page: Open, element: Payload, role: str, do: Any, words: str, sent: str
) -> None:
    ts = post(slack, SALES, "x", blocks=[section("Pick", block_id="pick", accessory={**element, "action_id": "one"})])
    do(message(open_page("ana", SALES), ts).locator(f".b-accessory {role}"), words)
    [action] = slack.wait_for(app.actions)
    value = next(action[key] for key in action if key.startswith("selected_"))
    assert (value["value"] if isinstance(value, dict) else value) == sent


def test_checkboxes_radio_buttons_and_menus_send_what_was_chosen(slack: Slack, app: FakeApp, open_page: Open) -> None:
    choices = options("Product", "Marketing")
    ts = post(
        slack,
        SALES,
        "x",
        blocks=[
            actions(
                {"type": "checkboxes", "action_id": "who", "options": choices},
                {"type": "radio_buttons", "action_id": "how", "options": options("Partly", "Outside")},
                {"type": "overflow", "action_id": "more", "options": options("Hide", "Show all")},
            )
        ],
    )
    page = open_page("ana", SALES)
    shown = message(page, ts)
    shown.get_by_role("checkbox", name="Product").check()
    slack.wait_for(lambda: len(app.actions()) == 1)
    shown.get_by_role("checkbox", name="Marketing").check()
    slack.wait_for(lambda: len(app.actions()) == 2)
    shown.get_by_role("radio", name="Outside").check()
    slack.wait_for(lambda: len(app.actions()) == 3)
    shown.get_by_role("button", name="More options").click()
    page.get_by_role("menuitem", name="Show all").click()
    slack.wait_for(lambda: len(app.actions()) == 4)
    _, both, radio, menu = app.actions()
    assert both["selected_options"] == choices
    assert radio["selected_option"]["value"] == "outside"
    assert menu["selected_option"]["value"] == "show-all"


def test_a_half_filled_field_survives_an_update_of_its_message(slack: Slack, open_page: Open) -> None:
    field = {
        "type": "input",
        "block_id": "words",
        "label": plain("Words"),
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    ts = post(slack, SALES, "x", blocks=[section("Before", block_id="top"), field])
    page = open_page("ana", SALES)
    message(page, ts).get_by_label("Words").fill("half a sent")
    slack.site.call(
        "chat.update",
        slack.token,
        {"channel": SALES, "ts": ts, "text": "x", "blocks": [section("After", block_id="top2"), field]},
    )
    expect(message(page, ts)).to_contain_text("After")
    expect(message(page, ts).get_by_label("Words")).to_have_value("half a sent")
    expect(message(page, ts).get_by_label("Words")).to_be_focused()
