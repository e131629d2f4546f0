"""A finished message, as Slack wants it."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """`text` says the whole thing to a screen reader or notification; `blocks` show it."""

    text: str
    blocks: tuple[Block, ...] = ()
