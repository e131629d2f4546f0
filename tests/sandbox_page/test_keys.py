"""What can be done by keyboard: editing the last message, picking emoji, searching lists, leaving forms."""

from playwright.sync_api import Page, expect

from sandbox.testing import Slack
from tests.sandbox_page.app import FakeApp, Payload
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, actions, asking, button, message, modal, options, plain, post, say, section


def test_up_edits_the_last_own_message_and_escape_leaves_it(slack: Slack, open_page: Open) -> None:
    page = open_page("ana", SALES)
    say(page, "They chose Contso")
    own = page.get_by_test_id("message").last
    expect(own).to_contain_text("Contso")
    page.keyboard.press("ArrowUp")
    field = page.get_by_role("textbox", name="Edit message")
    expect(field).to_be_focused()
    field.fill("They chose Contoso")
    page.keyboard.press("Enter")
    expect(own).to_contain_text("They chose Contoso (edited)")
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    slack.wait_for(lambda: slack.messages(SALES)[-1].text == "one\ntwo")


def test_an_emoji_is_found_by_typing_and_walked_to_with_arrows(slack: Slack, open_page: Open) -> None:
    ts = post(slack, SALES, "Raise a glass")
    page = open_page("ana", SALES)
    message(page, ts).hover()
    message(page, ts).get_by_role("button", name="Add reaction").click()
    page.keyboard.type("rocket")
    page.keyboard.press("Enter")
    pill = message(page, ts).locator("[data-name=rocket]")
    expect(pill).to_be_visible()
    pill.hover()
    expect(page.get_by_test_id("tip")).to_contain_text("You (click to take it back) reacted with :rocket:")
    message(page, ts).get_by_role("button", name="Add a reaction").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-emoji=raised_hands]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(message(page, ts).get_by_test_id("reaction")).to_have_count(2)
    post(slack, SALES, ":rocket::skin-tone-2: :no_such: :unicorn_face:")
    expect(page.get_by_test_id("message").last).to_contain_text(":no_such:")
    expect(page.get_by_test_id("message").last.get_by_role("img", name="unicorn face")).to_be_visible()


def test_a_list_that_the_app_fills_is_searched_by_typing(slack: Slack, app: FakeApp, open_page: Open) -> None:
    asked: list[str] = []

    def deals(payload: Payload) -> Payload:
        asked.append(payload["value"])
        return {"options": options("Northwind", "Northern Traders")}

    app.on("deal", deals)
    select = {"type": "external_select", "action_id": "deal", "placeholder": plain("A deal"), "min_query_length": 2}
    many = {**select, "type": "multi_external_select", "action_id": "deals"}
    app.on("deals", lambda _: {"option_groups": [{"label": plain("Open"), "options": options("Contoso", "Litware")}]})
    post(slack, SALES, "x", blocks=[section("Which?", block_id="which", accessory=select), actions(many)])
    page = open_page("ana", SALES)
    field = page.get_by_role("combobox", name="A deal").first
    field.press("ArrowDown")
    expect(page.get_by_text("Type at least 2 letters.")).to_be_visible()
    field.press_sequentially("nor")
    expect(page.get_by_role("option", name="Northern Traders")).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Northern Traders")
    [action] = slack.wait_for(app.actions)
    assert action["selected_option"] == options("Northern Traders")[0]
    assert asked[-1] == "nor"
    suggestion = next(payload for payload in app.received if payload["type"] == "block_suggestion")
    assert (suggestion["block_id"], suggestion["container"]["channel_id"]) == ("which", SALES)
    several = page.get_by_role("group", name="A deal").get_by_role("combobox")
    several.press_sequentially("co")
    page.get_by_role("option", name="Litware").click()
    expect(page.get_by_role("button", name="Remove Litware")).to_be_visible()
    app.on("deal", lambda _: {})
    field.fill("no")
    expect(page.get_by_text("The options could not be loaded.")).to_be_visible()


def test_a_private_answer_can_be_put_away(slack: Slack, app: FakeApp, open_page: Open) -> None:
    app.on("/retro", lambda _: {"text": "Nothing waits for you."})
    slack.grant(
        {
            "features": {
                "slash_commands": [
                    {"command": "/retro", "description": "Talk about a deal", "usage_hint": "[a deal's name]"}
                ],
                "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True},
            }
        }
    )
    page = open_page("ana", SALES)
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/re")
    expect(page.get_by_role("option", name="/retro")).to_contain_text("[a deal's name] · Talk about a deal")
    composer.press("Tab")
    composer.press("Enter")
    answer = page.get_by_test_id("message").filter(has_text="Nothing waits for you.")
    answer.get_by_role("button", name="Dismiss").click()
    expect(answer).to_have_count(0)
    page.locator(f'[data-testid=channel][data-channel="{slack.person("ana").dm}"]').click()
    expect(composer).to_be_visible()
    expect(page.get_by_test_id("tab-home")).to_have_count(0)


def test_forms_ask_before_words_are_lost_and_stay_with_their_person(
    slack: Slack, app: FakeApp, open_page: Open
) -> None:
    lesson = asking("lesson", "Lesson", {"type": "plain_text_input", "action_id": "a"})
    first = modal("First", [lesson], notify_on_close=True)

    def opened(payload: Payload) -> None:
        view = {"trigger_id": payload["trigger_id"], "view": first}
        assert slack.site.call("views.open", slack.token, view)["ok"]

    app.on("open", opened)
    app.on("form", lambda _: {"response_action": "push", "view": modal("Second", [lesson], notify_on_close=True)})
    post(slack, SALES, "x", blocks=[actions(button("Open", "open"))])
    page = open_page("ana", SALES)
    page.get_by_role("button", name="Open", exact=True).click()
    dialog = page.get_by_test_id("modal")
    dialog.get_by_label("Lesson").fill("Ask who signs")
    page.keyboard.press("Escape")
    page.get_by_test_id("confirm").get_by_role("button", name="Stay").click()
    expect(dialog.get_by_label("Lesson")).to_have_value("Ask who signs")
    page.get_by_test_id("modal-submit").click()
    expect(dialog.get_by_role("heading", name="Second")).to_be_visible()
    page.get_by_test_id("modal-back").click()
    expect(dialog.get_by_role("heading", name="First")).to_be_visible()
    expect(dialog.get_by_label("Lesson")).to_have_value("Ask who signs")
    as_somebody(page, "U0PRIYA")
    expect(page.get_by_test_id("person-switch")).to_have_value("U0PRIYA")
    expect(dialog).to_have_count(0)
    as_somebody(page, "U0ANA")
    expect(dialog.get_by_label("Lesson")).to_have_value("Ask who signs")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    closed = slack.wait_for(lambda: [one for one in app.received if one["type"] == "view_closed"][1:])
    assert closed[-1]["is_cleared"] is False


def as_somebody(page: Page, user: str) -> None:
    page.evaluate(f"() => {{ location.hash = location.hash.replace(/as=[^&]+/, 'as={user}'); }}")
