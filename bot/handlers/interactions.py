"""What people do with the bot's buttons, forms and commands, read from Slack's payloads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.errors import Unreadable
from bot.handlers.payloads import Payload, Sender, plain, table, text

SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")


@dataclass(frozen=True)
class Click:
    """A button or menu in a message or a form. `people`: whoever was chosen there.

    In a form: `view_id`, its `metadata`, and the `values` that it holds so far, as those of a submission.
    """

    sender: Sender
    action_id: str
    value: str
    block_id: str
    channel: str
    thread_ts: str
    trigger_id: str
    people: tuple[str, ...] = ()
    view_id: str = ""
    metadata: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """A modal that was sent. `values` are block id → what its one element holds: text, or a list of chosen values.

    `view_id` is the same when the same modal is sent twice. `typed` are the blocks in which words stand.
    """

    sender: Sender
    callback_id: str
    metadata: str
    view_id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    typed: tuple[str, ...] = ()

    def text(self, block_id: str) -> str:
        """What was typed or chosen, trimmed; empty when nothing was."""
        value = self.values.get(block_id)
        return value.strip() if isinstance(value, str) else ""

    def chosen(self, block_id: str) -> list[str]:
        """Everything that was chosen in a menu of several."""
        value = self.values.get(block_id)
        return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Command:
    """A slash command."""

    sender: Sender
    text: str
    trigger_id: str


def click(body: Payload) -> Click:
    """Read a `block_actions` payload."""
    action = _first(body.get("actions"))
    container, view = table(body, "container"), table(body, "view")
    return Click(
        sender=_sender(body),
        action_id=text(action, "action_id"),
        value=_value(action),
        block_id=text(action, "block_id"),
        channel=text(table(body, "channel"), "id") or text(container, "channel_id"),
        thread_ts=text(container, "thread_ts") or text(table(body, "message"), "thread_ts"),
        trigger_id=text(body, "trigger_id"),
        people=_people(action),
        view_id=text(view, "id") if text(view, "type") == "modal" else "",
        metadata=text(view, "private_metadata"),
        values=_values(view),
    )


def submission(body: Payload) -> Submission:
    """Read a `view_submission` payload."""
    view = table(body, "view")
    return Submission(
        sender=_sender(body),
        callback_id=text(view, "callback_id"),
        metadata=text(view, "private_metadata"),
        view_id=text(view, "id"),
        values=_values(view),
        typed=tuple(block_id for block_id, element in _elements(view).items() if _is_typed(element)),
    )


def command(body: Payload) -> Command:
    """Read a slash command's form."""
    sender = Sender(text(body, "team_id"), text(body, "enterprise_id"), text(body, "user_id"), text(body, "team_id"))
    return Command(sender, plain(text(body, "text")), text(body, "trigger_id"))


def _sender(body: Payload) -> Sender:
    user = table(body, "user")
    team_id = text(table(body, "team"), "id") or text(user, "team_id")
    enterprise_id = text(table(body, "enterprise"), "id")
    return Sender(team_id, enterprise_id, text(user, "id"), text(user, "team_id") or team_id)


def _values(view: Payload) -> dict[str, Any]:
    """What a form holds: block id → the value of its element."""
    return {block_id: _held(element) for block_id, element in _elements(view).items()}


def _elements(view: Payload) -> dict[str, Payload]:
    """The first element of each block that has one."""
    state = table(table(view, "state"), "values")
    return {block_id: _first(list(block.values())) for block_id, block in state.items() if block}


def _is_typed(element: Payload) -> bool:
    return element.get("type") == "plain_text_input" and bool(text(element, "value").strip())


def _value(action: Payload) -> str:
    """What a button stands for, or what was chosen in a menu or calendar."""
    return text(action, "value") or text(table(action, "selected_option"), "value") or text(action, "selected_date")


def _held(element: Payload) -> Any:
    """What one element of a modal holds."""
    match element.get("type"):
        case "static_select":
            return text(table(element, "selected_option"), "value")
        case "multi_static_select" | "checkboxes":
            return [
                text(option, "value") for option in element.get("selected_options") or [] if isinstance(option, dict)
            ]
        case "users_select":
            return text(element, "selected_user")
        case "multi_users_select":
            return list(_people(element))
        case "datepicker":
            return text(element, "selected_date")
        case _:
            return text(element, "value")


def _people(element: Payload) -> tuple[str, ...]:
    """Everybody who is chosen in a menu of people; what is no Slack id is passed over."""
    several = element.get("selected_users")
    named = several if isinstance(several, list) else [element.get("selected_user")]
    return tuple(dict.fromkeys(one for one in named if isinstance(one, str) and SLACK_USER.fullmatch(one)))


def _first(items: Any) -> Payload:
    if not isinstance(items, list) or not items or not isinstance(items[0], dict):
        raise Unreadable("an empty list where something was done")
    first: Payload = items[0]
    return first
