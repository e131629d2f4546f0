"""Choosing in inputs by name: an option by its label, a person by handle."""

from typing import Any

from sandbox.payloads import Payload
from sandbox.states import VALUE_KEYS, inputs
from sandbox.views import View
from sandbox.workspace import Workspace

# An overflow menu holds nothing; its action tells what was chosen.
OVERFLOW = ("selected_option", "")


def fill(workspace: Workspace, view: View, values: dict[str, Any]) -> Payload:
    """`state.values` for these values by block id or action id. Raises LookupError for an unknown one."""
    filled: Payload = {}
    left = dict(values)
    for block, element in inputs(view.content["blocks"]):
        for name in (block["block_id"], element["action_id"]):
            if name in left:
                state = state_of(workspace, element, left.pop(name))
                filled.setdefault(block["block_id"], {})[element["action_id"]] = state
                break
    if left:
        raise LookupError(f"no input called {', '.join(left)} in this modal")
    return filled


def state_of(workspace: Workspace, element: Payload, value: Any) -> Payload:
    """The state of an element in which `value` was chosen; people may be named by handle."""
    key, _ = VALUE_KEYS.get(element["type"], OVERFLOW)
    if key == "selected_option":
        value = None if value is None else _option(element, value)
    elif key == "selected_options":
        value = [_option(element, one) for one in value]
    elif key == "selected_user":
        value = value and _user_id(workspace, value)
    elif key == "selected_users":
        value = [_user_id(workspace, one) for one in value]
    return {"type": element["type"], key: value}


def _user_id(workspace: Workspace, who: str) -> str:
    person = workspace.find_person(who)
    return person.id if person else who


def _option(element: Payload, wanted: str) -> Payload:
    options = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    for option in options:
        if wanted in (option["value"], option["text"]["text"]):
            return dict(option)
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": wanted}, "value": wanted}
    raise LookupError(f"no option {wanted!r}; options: {', '.join(o['text']['text'] for o in options)}")
