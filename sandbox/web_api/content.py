"""What a message says: text, blocks, attachments and metadata of a call, checked and as Slack stores them."""

import json
from typing import Any

from sandbox.block_kit import check_blocks, check_metadata
from sandbox.block_limits import LENGTHS, LONGEST_METADATA
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.stored_blocks import stored
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
        "blocks": stored(workspace, blocks),
        "attachments": attachments,
    }


def _text(workspace: Workspace, text: str, args: Payload) -> str:
    wants_names = args.get("parse") == "full" or args.get("link_names") in (True, 1, "1", "true")
    names = Names(workspace.people_by_name(), workspace.channels_by_name()) if wants_names else None
    return from_app(text, link=args.get("parse") != "none", names=names)


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
