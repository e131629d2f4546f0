"""Slack's text: how what people type, and what apps send, is stored."""

import re
from collections.abc import Mapping

CONTROL = re.compile(
    r"<(?:@[UW]\w+|#C\w+|!(?:here|channel|everyone|subteam\^\w+|date\^[^<>]+)|(?:https?://|mailto:)[^<>|\s]+)"
    r"(?:\|[^<>]*)?>"
)
BARE_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\"']")
LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
MENTION = re.compile(r"(?<![\w@])@([A-Za-z][\w.-]*(?: [A-Z]\w+)?)")
CHANNEL_NAME = re.compile(r"(?<![\w#&])#([a-z0-9][a-z0-9_-]*)")

LONGEST = 40_000


def escape(text: str) -> str:
    """Raw text as Slack stores it: the three characters, and nothing else."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def from_app(text: str, *, link: bool = True) -> str:
    """An app's mrkdwn as stored: its control sequences stay, stray brackets are escaped, links are marked."""
    stored: list[str] = []
    position = 0
    for control in CONTROL.finditer(text):
        stored += [_plain(text[position : control.start()], link=link), control.group()]
        position = control.end()
    return "".join([*stored, _plain(text[position:], link=link)])


def _plain(text: str, *, link: bool) -> str:
    safe = LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return _mark_links(safe) if link else safe


def _mark_links(text: str) -> str:
    return BARE_LINK.sub(lambda found: f"<{found.group()}>", text)


def typed(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """What a person typed, as stored.

    `people` maps handles and full names (lower case) to user ids, `channels` names to channel ids. Brackets
    that a person types are only brackets.
    """
    safe = _mark_links(escape(text))
    safe = CHANNEL_NAME.sub(lambda m: _channel(m, channels), safe)
    return MENTION.sub(lambda m: _mention(m, people), safe)


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
