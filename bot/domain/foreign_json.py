"""JSON from outside: read strictly, and freed of characters that a database refuses."""

import json
import re
from typing import Any, NoReturn

from bot.domain.text import whole
from bot.errors import Unreadable

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def read(body: bytes | str) -> Any:
    """The value that `body` writes. NUL characters are gone, halves of surrogate pairs are U+FFFD.

    Raises Unreadable, whatever is wrong: not UTF-8, not JSON, too deep, a number that no number is.
    """
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    try:
        value = _STRICT.decode(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        # The name of the error only: its text may quote what was read.
        raise Unreadable(f"not JSON: {type(error).__name__}") from None
    return _freed(value) if _SUSPECT.search(raw) else value


def _freed(value: Any) -> Any:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_freed(item) for item in value]
    if isinstance(value, dict):
        return {whole(name): _freed(item) for name, item in value.items()}
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_STRICT = json.JSONDecoder(parse_constant=_refuse)
