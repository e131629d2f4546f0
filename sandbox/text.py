"""Slack's text: how what people type, and what apps send, is stored."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CONTROL = re.compile(
    r"<(?:@[UW]\w+|#C\w+|!(?:here|channel|everyone|subteam\^\w+|date\^[^<>]+)|(?:https?://|mailto:)[^<>|\s]+)"
    r"(?:\|[^<>]*)?>"
)
BARE_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\"']")
LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
MENTION = re.compile(r"(?<![\w@])@([A-Za-z][\w.-]*(?: [A-Z]\w+)?)")
CHANNEL_NAME = re.compile(r"(?<![\w#&])#([a-z0-9][a-z0-9_-]*)")

HALVES = re.compile("[\ud800-\udfff]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

LONGEST = 40_000


def escape(text: str) -> str:
    """Raw text as Slack stores it: the three characters, and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@dataclass(frozen=True)
class Names:
    """What a bare @name or #name means: `people` by handle and full name in lower case, `channels` by name, to ids."""

    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def from_app(text: str, *, link: bool = True, names: Names | None = None) -> str:
    """An app's mrkdwn as stored: its control sequences stay, stray brackets are escaped.

    Bare addresses are marked when `link`, bare names when `names` say what they mean.
    """
    stored: list[str] = []
    position = 0
    for control in CONTROL.finditer(text):
        stored += [_plain(text[position : control.start()], link, names), control.group()]
        position = control.end()
    return "".join([*stored, _plain(text[position:], link, names)])


def _plain(text: str, link: bool, names: Names | None) -> str:
    safe = LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return _marked(safe, link, names)


def _marked(safe: str, link: bool, names: Names | None) -> str:
    """Escaped text with its addresses and names marked; what looks like a name within an address stays."""
    marked: list[str] = []
    position = 0
    for address in BARE_LINK.finditer(safe):
        found = address.group()
        marked += [_mark_names(safe[position : address.start()], names), f"<{found}>" if link else found]
        position = address.end()
    return "".join([*marked, _mark_names(safe[position:], names)])


def _mark_names(text: str, names: Names | None) -> str:
    if names is None:
        return text
    text = CHANNEL_NAME.sub(lambda found: _channel(found, names.channels), text)
    return MENTION.sub(lambda found: _mention(found, names.people), text)


def typed(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """What a person typed, as stored.

    `people` maps handles and full names (lower case) to user ids, `channels` names to channel ids. Brackets
    that a person types are only brackets.
    """
    return _marked(escape(text), True, Names(people, channels))


def clean(value: Any) -> Any:
    """Anything from JSON without what no Slack message holds: halves of characters, and control characters."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", HALVES.sub("\N{REPLACEMENT CHARACTER}", value))
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): clean(item) for name, item in value.items()}
    return value


def _mention(found: re.Match[str], people: Mapping[str, str]) -> str:
    whole = found.group(1)
    if whole.lower() in people:
        return f"<@{people[whole.lower()]}>"
    first, space, rest = whole.partition(" ")
    if first.lower() in people:
        return f"<@{people[first.lower()]}>{space}{rest}"
    return f"<!{whole}>" if whole in ("here", "channel", "everyone") else found.group()


def _channel(found: re.Match[str], channels: Mapping[str, str]) -> str:
    name = found.group(1)
    return f"<#{channels[name]}|{name}>" if name in channels else found.group()
