"""A delivery of our own, through the CRM's own door: it proves itself as the CRM would, and tells of no deal."""

import json
from collections.abc import Mapping
from typing import Any

from bot.crm.incoming import Incoming

KEY = "silver_lining_test"
_KIND = {"content-type": "application/json"}


def of_json(url: str, body: bytes, headers: Mapping[str, str]) -> Incoming:
    """A request that a CRM would send, of ours."""
    return Incoming("POST", url, {**_KIND, **headers}, body)


def marked(word: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Content that bears the word by which we find it again."""
    return {**content, KEY: word}


def body(word: str, content: Mapping[str, Any]) -> bytes:
    """The same as JSON."""
    return json.dumps(marked(word, content)).encode()


def is_one(kept: bytes) -> bool:
    """Whether a stored body in which nothing was found is one of these: it says nothing about the CRM."""
    return KEY.encode() in kept
