"""Modals and the Home tab: forms that people fill in."""

import pytest
from playwright.sync_api import Locator, Page, expect

from sandbox.testing import Slack
from tests.sandbox_page.app import FakeApp, Payload
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.kit import SALES, actions, asking, button, message, modal, options, plain, post, section

LESSON = asking(
    "lesson", "One lesson", {"type": "plain_text_input", "action_id": "a", "multiline": True, "max_length": 60}
)
WRAP_UP = [
    asking(
        "end",
        "How did it end?",
        {"type": "static_select", "action_id": "a", "options": options("Competitor", "No decision")},
    ),
    asking(
        "why",
        "Up to two reasons",
        {
            "type": "multi_static_select",
            "action_id": "a",
            "options": options("Need", "Price", "Trust"),
            "max_selected_items": 2,
        },
        hint=plain("The first weighed most."),
    ),
    LESSON,
    asking("owner", "Who does it", {"type": "users_select", "action_id": "a", "initial_user": "U0ANA"}, optional=True),
    asking("by", "By", {"type": "datepicker", "action_id": "a"}, optional=True),
    asking(
        "ask",
        "Who should hear it",
        {"type": "checkboxes", "action_id": "a", "options": options("Product")},
        optional=True,
    ),
    asking(
        "hands",
        "In our hands?",
        {"type": "radio_buttons", "action_id": "a", "options": options("Partly", "No")},
        optional=True,
    ),
]


@pytest.fixture
def page(slack: Slack, app: FakeApp, open_page: Open) -> Page:
    """Ana looks at a message whose button opens the wrap-up."""
    app.on("open", lambda payload: views(slack, "open", payload, modal("Wrap up", WRAP_UP, close=plain("Not now"))))
    post(slack, SALES, "x", blocks=[actions(button("Wrap up", "open"))])
    return open_page("ana", SALES)


def views(slack: Slack, method: str, payload: Payload, view: Payload) -> None:
    answer = slack.site.call(f"views.{method}", slack.token, {"trigger_id": payload["trigger_id"], "view": view})
    assert answer["ok"], answer


def opened(page: Page) -> Locator:
    page.get_by_role("button", name="Wrap up").click()
    dialog = page.get_by_test_id("modal")
    expect(dialog).to_be_visible()
    return dialog


def fill(dialog: Locator) -> None:
    dialog.get_by_label("How did it end?").select_option(label="Competitor")
    why = dialog.get_by_role("group", name="Up to two reasons").get_by_role("combobox")
    why.select_option(label="Trust")
    why.select_option(label="Price")
    dialog.get_by_label("One lesson").fill("Ask who signs")


def test_a_form_sends_every_value(app: FakeApp, page: Page) -> None:
    dialog = opened(page)
    fill(dialog)
    expect(dialog.get_by_role("group", name="Up to two reasons").get_by_role("combobox")).to_contain_text("At most 2")
    dialog.get_by_label("By").fill("2026-12-01")
    dialog.get_by_role("checkbox", name="Product").check()
    dialog.get_by_role("radio", name="Partly").check()
    page.get_by_test_id("modal-submit").click()
    expect(dialog).to_have_count(0)
    [values] = app.submissions()
    assert values["end"]["a"]["selected_option"]["value"] == "competitor"
    assert [one["value"] for one in values["why"]["a"]["selected_options"]] == ["trust", "price"]
    assert values["lesson"]["a"] == {"type": "plain_text_input", "value": "Ask who signs"}
    assert values["owner"]["a"]["selected_user"] == "U0ANA"
    assert values["by"]["a"]["selected_date"] == "2026-12-01"
    assert [one["value"] for one in values["ask"]["a"]["selected_options"]] == ["product"]
    assert values["hands"]["a"]["selected_option"]["value"] == "partly"


def test_required_fields_are_asked_for_before_anything_is_sent(app: FakeApp, page: Page) -> None:
    dialog = opened(page)
    page.get_by_test_id("modal-submit").click()
    expect(dialog.locator("[data-testid=modal-error][data-block=lesson]")).to_have_text(
        "Please complete this required field."
    )
    expect(dialog.locator("[data-testid=modal-error][data-block=owner]")).to_be_empty()
    expect(dialog.get_by_label("How did it end?")).to_be_focused()
    assert app.submissions() == []


def test_the_apps_errors_stand_under_their_fields_and_words_stay(app: FakeApp, page: Page) -> None:
    app.on("form", lambda _: {"response_action": "errors", "errors": {"lesson": "Say who does it."}})
    dialog = opened(page)
    fill(dialog)
    page.get_by_test_id("modal-submit").click()
    field = dialog.get_by_label("One lesson")
    expect(dialog.locator("[data-testid=modal-error][data-block=lesson]")).to_have_text("Say who does it.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("Ask who signs")
    app.on("form", lambda _: None)
    field.fill("Ana asks who signs")
    page.get_by_test_id("modal-submit").click()
    expect(dialog).to_have_count(0)
    assert app.submissions()[-1]["lesson"]["a"]["value"] == "Ana asks who signs"


def test_an_app_that_is_away_is_told_in_the_window_and_words_stay(slack: Slack, page: Page) -> None:
    dialog = opened(page)
    fill(dialog)
    slack.connect("http://127.0.0.1:9/nobody")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal-trouble")).to_contain_text("trouble connecting")
    expect(dialog.get_by_label("One lesson")).to_have_value("Ask who signs")


def test_news_does_not_disturb_a_form(slack: Slack, page: Page) -> None:
    dialog = opened(page)
    dialog.get_by_label("One lesson").fill("Ask who")
    ts = post(slack, SALES, "News")
    expect(message(page, ts)).to_be_attached()
    expect(dialog.get_by_label("One lesson")).to_have_value("Ask who")
    expect(dialog.get_by_label("One lesson")).to_be_focused()


def test_an_update_keeps_what_was_typed_and_a_push_comes_back(app: FakeApp, page: Page) -> None:
    more = modal("Wrap up", [section("One more thing", block_id="new"), LESSON])
    app.on("form", lambda _: {"response_action": "update", "view": more})
    dialog = opened(page)
    fill(dialog)
    page.get_by_test_id("modal-submit").click()
    expect(dialog).to_contain_text("One more thing")
    expect(dialog.get_by_label("One lesson")).to_have_value("Ask who signs")
    second = modal("Consent", [section("May I put it forward?")])
    app.on("form", lambda _: {"response_action": "push", "view": second})
    page.get_by_test_id("modal-submit").click()
    expect(dialog.get_by_role("heading", name="Consent")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("heading", name="Wrap up")).to_be_visible()
    expect(dialog.get_by_label("One lesson")).to_have_value("Ask who signs")


@pytest.mark.parametrize("key", ["Escape", "Not now", "Close"])
def test_closing_gives_the_focus_back(page: Page, key: str) -> None:
    dialog = opened(page)
    if key == "Escape":
        page.keyboard.press(key)
    else:
        dialog.get_by_role("button", name=key).click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Wrap up")).to_be_focused()


def test_words_have_a_limit_and_say_so(page: Page) -> None:
    field = opened(page).get_by_label("One lesson")
    field.fill("x" * 55)
    expect(page.get_by_text("5 left")).to_be_visible()
    field.press_sequentially("1234567890")
    expect(field).to_have_value("x" * 55 + "12345")


def test_a_dispatching_select_changes_the_form_at_once(slack: Slack, app: FakeApp, page: Page) -> None:
    start = modal(
        "Start",
        [
            asking(
                "kind",
                "Kind",
                {"type": "static_select", "action_id": "kind", "options": options("Loss", "Win")},
                dispatch_action=True,
            ),
            LESSON,
        ],
    )

    def change(payload: Payload) -> None:
        blocks = [*start["blocks"], section("A win it is", block_id="win")]
        slack.site.call(
            "views.update", slack.token, {"view_id": payload["view"]["id"], "view": {**start, "blocks": blocks}}
        )

    app.on("open", lambda payload: views(slack, "open", payload, start))
    app.on("kind", change)
    dialog = opened(page)
    dialog.get_by_label("One lesson").fill("Ask early")
    dialog.get_by_label("Kind").select_option(label="Win")
    expect(dialog).to_contain_text("A win it is")
    expect(dialog.get_by_label("Kind")).to_have_value("win")
    expect(dialog.get_by_label("One lesson")).to_have_value("Ask early")


def test_the_home_tab_is_the_persons_own(slack: Slack, app: FakeApp, open_page: Open) -> None:
    view = {"type": "home", "blocks": [section("*Northwind* waits", block_id="n", accessory=button("Open", "go"))]}
    slack.site.call("views.publish", slack.token, {"user_id": "U0ANA", "view": view})
    page = open_page("ana", slack.person("ana").dm)
    expect(page.get_by_test_id("home")).to_contain_text("Northwind waits")
    page.get_by_test_id("home").get_by_role("button", name="Open").click()
    assert [one["action_id"] for one in slack.wait_for(app.actions)] == ["go"]
    page.get_by_test_id("tab-messages").click()
    expect(page.get_by_test_id("home")).to_be_hidden()
    expect(page.get_by_test_id("composer")).to_be_visible()
