"""The bodies that CRMs send, as JSON, without what Python's own reader lets pass."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.errors import Unreadable

_DIGITS = 30


def parse(body: bytes) -> Any:
    """The JSON value in `body` (UTF-8, a byte-order mark is allowed; fractions become Decimal).

    Raises Unreadable for anything else, also for what Python's own reader lets pass: repeated keys, NaN and Infinity,
    endless numbers, nesting without end.
    """
    try:
        return json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_fraction,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON from character {error.pos}") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def raw(item: Any) -> bytes:
    """A value that `parse` gave, as bytes again."""
    return json.dumps(item, default=str).encode()


def whole(body: bytes) -> Mapping[str, Any]:
    """The JSON object in `body`. Raises Unreadable as `parse` does, and for any other value."""
    value = parse(body)
    if not isinstance(value, dict):
        raise Unreadable("not an object")
    return value


def objects(body: bytes) -> list[Any]:
    """The JSON values of the list in `body`; one object, such as was set aside and comes again alone, is a list of one.

    Raises Unreadable as `parse` does, and for any other value.
    """
    value = parse(body)
    if not isinstance(value, dict | list):
        raise Unreadable("neither an object nor a list of them")
    return value if isinstance(value, list) else [value]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise Unreadable("the same key twice")
    return whole


def _refuse(_name: str) -> Any:
    raise Unreadable("a number that is none (NaN or Infinity)")


def _fraction(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except ArithmeticError:
        raise Unreadable("a number beyond all bounds") from None


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise Unreadable("an endless number")
    return int(digits)
