"""What a message says: text, blocks, attachments and metadata of a call, checked and as Slack stores them."""

import json
from typing import Any

from sandbox.block_kit import check_blocks, check_metadata, with_ids
from sandbox.block_limits import LENGTHS, LONGEST_METADATA
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.text import LONGEST, Names, from_app
from sandbox.web_api.base import structure
from sandbox.workspace import Workspace

MOST_ATTACHMENTS = 100


def read_content(workspace: Workspace, args: Payload) -> Payload:
    """`text`, `blocks` and `attachments` as stored. Raises Refused when there is nothing, or a mistake."""
    if args.get("markdown_text"):
        return _markdown(args)
    blocks = _blocks(args.get("blocks"))
    attachments = structure(args.get("attachments"), "invalid_attachments") or []
    if not isinstance(attachments, list):
        raise Refused("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise Refused("invalid_arguments", "must be a string: text")
    if not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    return {
        "text": _text(workspace, text, args),
        "blocks": [_parsed(workspace, block) for block in with_ids(blocks, workspace.number())],
        "attachments": attachments,
    }


def _text(workspace: Workspace, text: str, args: Payload) -> str:
    wants_names = args.get("parse") == "full" or args.get("link_names") in (True, 1, "1", "true")
    names = Names(people_by_name(workspace), channels_by_name(workspace)) if wants_names else None
    return from_app(text, link=args.get("parse") != "none", names=names)


def people_by_name(workspace: Workspace) -> dict[str, str]:
    """Handles and full names in lower case, with the ids they stand for."""
    people = workspace.people.values()
    return {name.lower(): person.id for person in people for name in (person.name, person.real_name)}


def channels_by_name(workspace: Workspace) -> dict[str, str]:
    """Channel names with their ids."""
    return {channel.name: channel.id for channel in workspace.channels()}


def _parsed(workspace: Workspace, node: Any) -> Any:
    """Blocks with their mrkdwn as stored: addresses and names are marked unless `verbatim` is set."""
    if isinstance(node, list):
        return [_parsed(workspace, item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "mrkdwn":
        free = not node.get("verbatim")
        names = Names(channels=channels_by_name(workspace)) if free else None
        return {**node, "text": from_app(node["text"], link=free, names=names)}
    return {name: _parsed(workspace, value) for name, value in node.items()}


def _markdown(args: Payload) -> Payload:
    if args.get("text") or args.get("blocks"):
        raise Refused("markdown_text_conflict")
    text = args["markdown_text"]
    if len(text) > LENGTHS["MarkdownBlock"]["text"]:
        raise Refused("msg_too_long")
    return {"text": from_app(text), "blocks": [], "attachments": []}


def _blocks(value: Any) -> list[Payload]:
    blocks = structure(value, "invalid_blocks_format") or []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    mistakes = check_blocks(blocks)
    if mistakes:
        raise Refused("invalid_blocks", *mistakes)
    return blocks


def read_metadata(args: Payload) -> Payload | None:
    """The metadata; empty to clear it, None when the call says nothing about it. Raises Refused."""
    metadata = structure(args.get("metadata"), "invalid_metadata_format")
    if not metadata:
        return None if metadata is None else {}
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    mistakes = check_metadata(metadata)
    if mistakes:
        raise Refused("invalid_metadata_schema", *mistakes)
    if len(json.dumps(metadata)) > LONGEST_METADATA:
        raise Refused("metadata_too_large")
    return metadata


def shortened(text: str) -> tuple[str, Payload]:
    """A text cut at Slack's limit, and the warning that the answer carries then."""
    if len(text) <= LONGEST:
        return text, {}
    return text[:LONGEST], {"warning": "message_truncated"}
