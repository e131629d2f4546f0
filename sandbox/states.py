"""What stands in the inputs of a view or message: `state.values` as Slack sends it."""

from collections.abc import Iterator
from typing import Any

from sandbox.block_kit import interactive
from sandbox.payloads import Payload

# Input type → the property that holds its value, and the one that holds its first value.
VALUE_KEYS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "files"),
}
LISTS = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}

REQUIRED = "Please complete this required field."


def inputs(blocks: list[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Every (block, element) that holds a value."""
    for block in blocks:
        for element in interactive(block):
            if element["type"] in VALUE_KEYS:
                yield block, element


def initial(element: Payload) -> Payload:
    """The state of an untouched element."""
    key, first = VALUE_KEYS[element["type"]]
    return {"type": element["type"], key: element.get(first, [] if key in LISTS else None)}


def complete(blocks: list[Payload], known: Payload, given: Payload) -> Payload:
    """`state.values` of the blocks: what was given, else what was known, else what it began with."""
    values: Payload = {}
    for block, element in inputs(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        sources = (given.get(block_id, {}), known.get(block_id, {}))
        found: Any = next((source[action_id] for source in sources if action_id in source), None)
        values.setdefault(block_id, {})[action_id] = found or initial(element)
    return values


def missing(blocks: list[Payload], values: Payload) -> dict[str, str]:
    """What Slack's own client complains about before it sends a form: block id → sentence."""
    errors: dict[str, str] = {}
    for block, element in inputs(blocks):
        if block["type"] != "input":
            continue
        value = values[block["block_id"]][element["action_id"]].get(VALUE_KEYS[element["type"]][0])
        complaint = _complaint(block, element, value)
        if complaint:
            errors[block["block_id"]] = complaint
    return errors


def _complaint(block: Payload, element: Payload, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if not isinstance(value, str):
        return None
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", len(value)):
        return f"Please enter at most {element['max_length']} characters."
    return None
