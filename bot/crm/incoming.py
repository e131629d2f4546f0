"""One request that claims to come from a CRM, and what its body turned out to hold."""

import hmac
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.crm.configuration import both
from bot.crm.http import basic
from bot.crm.reading import Item, list_at, mapping, words
from bot.crm.strict_json import parse, raw, whole
from bot.domain.deals import DealEvent
from bot.errors import Unreadable

TOLERANCE = timedelta(minutes=5)


class Forged(Exception):
    """The request does not prove that it comes from this connection's CRM, or proves it for another time."""


class Rejected(Exception):
    """Wherever it comes from, the request holds what must not even be read."""


@dataclass(frozen=True)
class Incoming:
    """A request as it came. `headers` have lower-case names (or ignore case); `body` is the raw bytes.

    `url` is the address the sender called: the configured public address with the request's raw path and query.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Unread:
    """Authentic bytes that could not be understood, alone, and why; with the CRM's id of the deal where it is known."""

    raw: bytes
    reason: str
    external_id: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the sender hears, with 200, once the delivery is stored."""

    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"


def found_in(body: bytes, read: Callable[[bytes], Iterable[DealEvent | Unread]]) -> list[DealEvent | Unread]:
    """What `read` finds in a body, or the body itself, and why it cannot be read."""
    try:
        return list(read(body))
    except (Unreadable, Rejected) as error:
        return [Unread(body, str(error))]


def each(items: Iterable[Any], read: Callable[[Item], Iterable[DealEvent | Unread]]) -> list[DealEvent | Unread]:
    """What `read` finds in each of these objects, or the object alone, and why it cannot be read."""
    return [found for item in items for found in _found_in_one(item, read)]


def one_by_one(notification: Item, key: str) -> list[Item]:
    """The notification once for each entry of its list at `key`, so that each can be set aside and tried again alone.

    Raises Unreadable when that is no list.
    """
    return [{**notification, key: [one]} for one in list_at(notification, key)]


def plain_answer(incoming: Incoming) -> Answer:
    """Nothing: most CRMs look at the status only."""
    return Answer()


def whole_body(incoming: Incoming) -> bytes:
    """The bytes as they came: nothing in them is a secret."""
    return incoming.body


def body_with(incoming: Incoming, keys: Collection[str]) -> bytes:
    """Of a verified request's body what stands at these keys: the rest, a secret among it, is not for keeping."""
    return raw({key: value for key, value in mapping(parse(incoming.body)).items() if key in keys})


def header(incoming: Incoming, name: str) -> str:
    """The header's value, or "" when it did not come."""
    return incoming.headers.get(name, "")


def check_time(text: str, per_second: int, now: datetime) -> None:
    """Raise Forged unless `text` counts units of 1/`per_second` since 1970 to within five minutes of `now`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Forged("no readable timestamp")
    if abs(int(text) / per_second - now.timestamp()) > TOLERANCE.total_seconds():
        raise Forged("the timestamp is more than five minutes away")


def check_header(incoming: Incoming, config: Mapping[str, Any], name: str) -> None:
    """Raise Forged unless the header that the setting `name` describes came with its value, or the one before it."""
    fits = [same(header(incoming, one["name"].lower()), one["value"]) for one in both(config, name)]
    if not any(fits):
        raise Forged(f"the header of {name} does not fit")


def check_basic(incoming: Incoming, config: Mapping[str, Any], name: str) -> None:
    """Raise Forged unless user and password of the setting `name`, or those before, came by HTTP Basic."""
    expected = [basic(one["user"], one["password"]) for one in both(config, name)]
    if not same_as_one(header(incoming, "authorization"), expected):
        raise Forged(f"{name} does not fit")


def check_url_token(incoming: Incoming, config: Mapping[str, Any]) -> None:
    """Raise Forged unless the address that was called ends with the connection's token, or the one before it."""
    end = incoming.url.partition("?")[0].rpartition("/")[2]
    if not same_as_one(end, both(config, "url_token")):
        raise Forged("the address does not end with the token")


def name_within(incoming: Incoming, key: str) -> str | None:
    """The `id` of the object that the body has at `key`, as text; None when there is none to read."""
    try:
        return words(mapping(whole(incoming.body).get(key)), "id")
    except Unreadable:
        return None


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in the same time wherever they differ. Takes any characters."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def same_as_one(given: str, expected: Iterable[str]) -> bool:
    """Whether the text equals one of these; looks at all of them, so that the time tells nothing."""
    fits = [same(given, one) for one in expected]
    return any(fits)


def _found_in_one(item: Any, read: Callable[[Item], Iterable[DealEvent | Unread]]) -> list[DealEvent | Unread]:
    try:
        if not isinstance(item, dict):
            raise Unreadable("not an object")
        return list(read(item))
    except Unreadable as error:
        return [Unread(raw(item), str(error))]
