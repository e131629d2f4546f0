"""Calling the sandbox as an app does, and blocks to post."""

from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.testing import Slack
from tests.sandbox.recording_app import RecordingApp

Json = dict[str, Any]
SALES = "C0SALES"


def client(slack: Slack, token: str | None = None) -> WebClient:
    """The SDK's client for this sandbox."""
    return WebClient(token=token or slack.token, base_url=slack.api_url, retry_handlers=[], timeout=5)


def refusal(slack: Slack, method: str, **args: Any) -> Json:
    """The answer to a call that is refused. Fails when it is taken."""
    try:
        answer = client(slack).api_call(method, json=args)
    except SlackApiError as error:
        found: Json = error.response.data
        return found
    raise AssertionError(f"{method} was taken: {answer.data!r}")


def section(text: str = "Hello") -> Json:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str = "Go", action_id: str = "go", value: str = "1") -> Json:
    """A button."""
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": action_id,
        "value": value,
    }


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def text_input(block_id: str = "answer", *, optional: bool = False, **element: Any) -> Json:
    """An input block with a text field."""
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": {"type": "plain_text", "text": "Answer"},
        "element": {"type": "plain_text_input", "action_id": "text", **element},
    }


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": list(blocks) or [text_input()],
        **more,
    }


def post(slack: Slack, **args: Any) -> str:
    """Post a message, to the sales channel unless told; its ts."""
    ts: str = client(slack).chat_postMessage(**{"channel": SALES, "text": "Hello", **args})["ts"]
    return ts


def ask(slack: Slack, *blocks: Json, channel: str = SALES, **more: Any) -> str:
    """Post blocks; the message's ts."""
    ts: str = client(slack).chat_postMessage(channel=channel, text="?", blocks=list(blocks), **more)["ts"]
    return ts


def open_modal(slack: Slack, app: RecordingApp, view: Json, who: str = "ana") -> None:
    """Let a person click, and the app open this modal."""
    ask(slack, actions(button()))
    slack.person(who).clicks(slack.messages(SALES)[-1], "Go")
    client(slack).views_open(trigger_id=app.last()["trigger_id"], view=view)


@dataclass
class Hand:
    """A clock's hand that the test moves; Unix seconds."""

    at: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.at
