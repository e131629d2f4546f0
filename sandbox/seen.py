"""Messages as they look to somebody who reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.block_kit import interactive
from sandbox.conversations import Message
from sandbox.payloads import Payload
from sandbox.rendering import message_as_slack
from sandbox.site import Site
from sandbox.text import unescape


@dataclass(frozen=True)
class Seen:
    """A message as it looked when it was read; it does not change afterwards.

    `text` is the stored (escaped) text, `raw` the whole message object of Slack's API with its metadata.
    """

    channel: str
    ts: str
    thread_ts: str | None
    user: str
    text: str
    blocks: tuple[Payload, ...]
    ephemeral: bool
    raw: Payload

    @classmethod
    def of(cls, site: Site, message: Message) -> "Seen":
        """This message, now."""
        return cls(
            message.channel,
            message.ts,
            message.thread_ts,
            message.user,
            message.text,
            tuple(message.blocks),
            message.ephemeral_to is not None,
            message_as_slack(site.workspace, message, metadata=True),
        )

    @property
    def words(self) -> str:
        """Everything that a reader sees, in one text: all texts of the blocks, or the text."""
        return "\n".join(texts_in(self.blocks)) or unescape(self.text)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [e["text"]["text"] for e in elements_in(self.blocks) if e["type"] == "button"]

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Reaction name → user ids."""
        return {r["name"]: r["users"] for r in self.raw.get("reactions", [])}


def elements_in(blocks: Iterable[Payload]) -> list[Payload]:
    """The usable elements of the blocks, each with its `block_id`."""
    return [{**element, "block_id": block["block_id"]} for block in blocks for element in interactive(block)]


def texts_in(node: Any) -> list[str]:
    """Every text inside blocks, in reading order, as a reader sees it."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            raw = node["text"]
            return [raw if node.get("type") in ("plain_text", "text") else unescape(raw)]
        return [text for value in node.values() for text in texts_in(value)]
    if isinstance(node, list | tuple):
        return [text for item in node for text in texts_in(item)]
    return []


def where_of(channel: "str | Seen") -> str:
    """The id of a conversation, or of the one in which a message stands."""
    return channel if isinstance(channel, str) else channel.channel
