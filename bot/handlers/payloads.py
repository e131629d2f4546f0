"""How Slack's nested dictionaries are read: what all payloads share.

They become values at once, in `interactions` and `event_payloads`. A shape that Slack does not send raises Unreadable.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.domain.text import whole
from bot.errors import Unreadable

Payload = dict[str, Any]

# A person, channel or broadcast, or a link with its scheme; any other angle bracket was typed.
_MARKUP = re.compile(r"<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>|]+)(?:\|([^<>]*))?>")


@dataclass(frozen=True)
class Sender:
    """Who sent it, by the signed payload. `home_team` is the person's own team, which may be another organisation's."""

    team_id: str
    enterprise_id: str
    user: str
    home_team: str


def plain(text: str) -> str:
    """What the person typed: Slack's mark-up for links, channels and people undone, its three entities decoded once."""
    shown = _MARKUP.sub(_shown, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(found: re.Match[str]) -> str:
    target, words = found.group(1), found.group(2)
    match target[0]:
        case "@":
            return f"@{words or target[1:]}"
        case "#":
            return f"#{words or target[1:]}"
        case "!":
            return words or f"@{target[1:].split('^')[0]}"
        case _:
            return words or target.removeprefix("mailto:")


def table(body: Payload, name: str) -> Payload:
    """The dictionary at `name`, empty when there is none. Raises Unreadable."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is not a table")
    return value


def text(body: Payload, name: str) -> str:
    """The text at `name`, empty when there is none. Raises Unreadable."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{name} is not text")
    return whole(value)
