"""What the fields of a form showed when it was opened: what comes back as it was shown changes nothing."""

import hashlib
from collections.abc import Mapping

from bot.domain.text import clip

FIELD = 3000  # code points: more than that no field of Slack's shows


def in_field(text: str) -> str:
    """As much of a text as its field shows, as it comes back."""
    return clip(text, FIELD).strip()


def mark(text: str) -> str:
    """A short name for what a field shows of a text, so that two can be told apart."""
    return hashlib.sha256(in_field(text).encode("utf-8", "replace")).hexdigest()[:8]


def marks(shown: Mapping[str, str]) -> str:
    """The marks of all fields, field → text, in one line that `read` reads; a field that held nothing is left out."""
    return ",".join(f"{field}={mark(text)}" for field, text in shown.items() if text)


def read(line: str) -> Mapping[str, str]:
    """Field → mark, out of `marks`."""
    return {field: of_text for field, _, of_text in (one.partition("=") for one in line.split(",") if one)}


def whole(sent: str, held: str) -> str:
    """`held` where `sent` is what a field showed of it, else `sent`: what had no room in the field is not lost."""
    return held if sent == in_field(held) else sent


def merged(stands: str, shown: str, sent: str) -> str:
    """What a field leaves of `stands` once `sent` comes back; `shown` is the mark of what it held at first.

    What was added while the form was open stays, and what was written in the form comes after it.
    """
    if mark(sent) == shown:
        return stands
    if mark(stands) == shown:
        return sent
    return stands if sent in stands else "\n".join(filter(None, [stands, sent]))
