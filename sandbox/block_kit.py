"""Checking blocks, views and metadata as Slack does. Each check gives a list of mistakes, empty when all is well."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sandbox import block_limits as limits
from sandbox.block_schema import block_definitions, mistakes
from sandbox.payloads import Payload

EVENT_TYPE = re.compile(r"^[A-Za-z0-9_]{1,50}$")
PAYLOAD_KEY = re.compile(r"^[a-z][a-z0-9_]*$")
ONE_PER_MESSAGE = ("table", "data_table")
MESSAGES_ONLY = ("markdown", "table", "data_table")


def check_blocks(blocks: list[Any], surface: str = "message", where: str = "/blocks") -> list[str]:
    """Mistakes in the blocks of a `message` or a `view`."""
    most = limits.MOST_BLOCKS[surface]
    if len(blocks) > most:
        return [f"no more than {most} items allowed [json-pointer:{where}]"]
    found = [
        mistake for index, block in enumerate(blocks) for mistake in _check_block(block, surface, f"{where}/{index}")
    ]
    return found or _check_together(blocks, where)


def _check_block(block: Any, surface: str, where: str) -> list[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    name = block_definitions().get(str(kind))
    if name is None or (surface == "view" and kind in MESSAGES_ONLY):
        return [f"unsupported type: {kind} [json-pointer:{where}/type]"]
    return mistakes(name, block, where) or _check_action_ids(block, where)


def _check_action_ids(block: Payload, where: str) -> list[str]:
    ids = [element["action_id"] for element in interactive(block) if "action_id" in element]
    if len(ids) != len(set(ids)):
        return [f"`action_id` must be unique within its block [json-pointer:{where}]"]
    return []


def _check_together(blocks: list[Payload], where: str) -> list[str]:
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(ids) != len(set(ids)):
        return [f"`block_id` must be unique [json-pointer:{where}]"]
    for kind in ONE_PER_MESSAGE:
        if sum(block["type"] == kind for block in blocks) > 1:
            return [f"only one {kind} is allowed [json-pointer:{where}]"]
    if sum(element.get("focus_on_load") is True for block in blocks for element in interactive(block)) > 1:
        return [f"only one element may have `focus_on_load` [json-pointer:{where}]"]
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > limits.LENGTHS["MarkdownBlock"]["text"]:
        return [f"markdown text is too long [json-pointer:{where}]"]
    return []


def interactive(block: Payload) -> Iterator[Payload]:
    """The elements of a block that a person can use."""
    places = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    if block.get("type") in ("actions", "section", "input", "context_actions"):
        yield from (element for element in places if isinstance(element, dict) and element["type"] != "image")


def check_view(view: Payload) -> list[str]:
    """Mistakes in a modal or home view."""
    name = {"modal": "ModalView", "home": "HomeView"}.get(str(view.get("type")))
    if name is None:
        return ["must be one of: modal, home [json-pointer:/view/type]"]
    blocks = view.get("blocks")
    found = mistakes(name, {**view, "blocks": []} if isinstance(blocks, list) else view, "/view")
    if isinstance(blocks, list):
        found += check_blocks(blocks, "view", "/view/blocks")
    if not found and name == "ModalView" and _has_input(view) and "submit" not in view:
        found.append("must be present when there are input blocks [json-pointer:/view/submit]")
    return found


def _has_input(view: Payload) -> bool:
    return any(block["type"] == "input" for block in view["blocks"])


def view_too_large(view: Payload) -> bool:
    """Whether Slack would answer `view_too_large`."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > limits.LONGEST_VIEW


def check_metadata(metadata: Any) -> list[str]:
    """Mistakes in a message's metadata."""
    found = mistakes("MessageMetadata", metadata, "/metadata")
    if not found and not EVENT_TYPE.match(metadata["event_type"]):
        found.append("must be letters, digits, underscores [json-pointer:/metadata/event_type]")
    if not found:
        found += [
            f"bad key [json-pointer:/metadata/event_payload/{key}]"
            for key in metadata["event_payload"]
            if not PAYLOAD_KEY.match(key)
        ]
    return found


def with_ids(blocks: list[Payload], number: int) -> list[Payload]:
    """Copies of the blocks in which every block and element has an id, as Slack makes them."""
    named: list[Payload] = []
    for index, original in enumerate(blocks):
        block: Payload = json.loads(json.dumps(original))
        block.setdefault("block_id", f"b{number:x}{index:02x}")
        for position, element in enumerate(interactive(block)):
            element.setdefault("action_id", f"a{number:x}{index:02x}{position:02x}")
        named.append(block)
    return named
