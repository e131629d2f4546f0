"""Blocks as Slack keeps them: every one with an id, links and names marked, files found."""

from typing import Any

from sandbox import files
from sandbox.block_kit import with_ids
from sandbox.errors import Refused
from sandbox.payloads import Payload
from sandbox.text import Names, from_app
from sandbox.workspace import Workspace


def stored(workspace: Workspace, blocks: list[Payload]) -> list[Payload]:
    """Checked blocks as they are kept and shown. Raises Refused(invalid_blocks) for a picture that is none."""
    kept: list[Payload] = _kept(workspace, with_ids(blocks, workspace.number()))
    return kept


def _kept(workspace: Workspace, node: Any) -> Any:
    if isinstance(node, list):
        return [_kept(workspace, item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "mrkdwn":
        return _mrkdwn(workspace, node)
    found = {name: _kept(workspace, value) for name, value in node.items()}
    if node.get("type") == "image" and "slack_file" in node:
        found["slack_file"] = _picture(workspace, node["slack_file"])
    return found


def _mrkdwn(workspace: Workspace, node: Payload) -> Payload:
    """Bare addresses and names are marked unless `verbatim` is set; people are named by id only."""
    free = not node.get("verbatim")
    names = Names(channels=workspace.channels_by_name()) if free else None
    return {**node, "text": from_app(node["text"], link=free, names=names)}


def _picture(workspace: Workspace, named: Payload) -> Payload:
    file = files.by_slack_file(workspace, named)
    if file is None or not file.is_picture:
        raise Refused("invalid_blocks", "invalid slack file")
    return files.shown_in_block(workspace, file)
