"""Short ways to write what an app posts, and to find things on the page."""

from typing import Any

from playwright.sync_api import Locator, Page

from sandbox.testing import Slack

Payload = dict[str, Any]
SALES = "C0SALES"


def post(slack: Slack, channel: str, text: str, **more: Any) -> str:
    """The app posts; the message's `ts`."""
    answer = slack.site.call("chat.postMessage", slack.token, {"channel": channel, "text": text, **more})
    assert answer["ok"], answer
    return str(answer["ts"])


def plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str, action_id: str, **more: Any) -> Payload:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Payload) -> Payload:
    return {"type": "actions", "block_id": "actions", "elements": list(elements)}


def options(*words: str) -> list[Payload]:
    return [{"text": plain(word), "value": word.lower().replace(" ", "-")} for word in words]


def asking(block_id: str, label: str, element: Payload, **more: Any) -> Payload:
    """An input block."""
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def modal(title: str, blocks: list[Payload], **more: Any) -> Payload:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": blocks,
        **more,
    }


def message(page: Page, ts: str) -> Locator:
    """A message by its `ts`, wherever it stands."""
    return page.locator(f'[data-testid=message][data-ts="{ts}"]')


def go(page: Page, channel: str) -> None:
    """Open a conversation from the side bar."""
    page.locator(f'[data-testid=channel][data-channel="{channel}"]').click()


def say(page: Page, words: str, composer: str = "composer") -> None:
    """Type into a composer and send."""
    page.get_by_test_id(composer).fill(words)
    page.get_by_test_id(composer).press("Enter")
