"""Defensive reading of single values that CRMs send. Unknown stays None; nothing is guessed."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from bot.domain import text
from bot.domain.deals import Person
from bot.errors import Unreadable

Item = Mapping[str, Any]

NOTHING: Item = MappingProxyType({})
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
TOO_MUCH = Decimal(10) ** 15
OF_CUSTOMER = "customer."
_AMOUNT = re.compile(r"-?\d{1,30}(\.\d{1,12})?([eE][+-]?\d{1,2})?", re.ASCII)
_LINK = re.compile(r"[!#-;=?-\[\]_a-z~]{1,2000}")  # printable ASCII without < > " \ ^ ` { | }


def object_at(item: Item, key: str) -> Item:
    """The object at `key`. Raises Unreadable when there is none."""
    value = item.get(key)
    if not isinstance(value, dict):
        raise Unreadable(f"{key} is no object")
    return value


def list_at(item: Item, key: str) -> list[Any]:
    """The list at `key`. Raises Unreadable when there is none."""
    value = item.get(key)
    if not isinstance(value, list):
        raise Unreadable(f"{key} is no list")
    return value


def mapping(value: Any) -> Item:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Item]:
    """The objects of a list; nothing of anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def flat(item: Item, depth: int = 3) -> dict[str, Any]:
    """The object with what lies within it, down to `depth`, under names such as "owner.email"."""
    whole: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            whole |= {f"{name}.{inner}": own for inner, own in (flat(value, depth - 1) if depth else {}).items()}
        else:
            whole[name] = value
    return whole


def words(item: Item, key: str, limit: int = text.LINE) -> str | None:
    """The text at `key`, cleaned; a whole number counts as its digits. None when there is nothing to read."""
    value = item.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (text.clean(value, limit) or None) if isinstance(value, str) else None


def identifier(item: Item, key: str) -> str:
    """The id at `key`, as text. Raises Unreadable when it is missing, endless, or holds something invisible."""
    value = words(item, key)
    given = item.get(key)
    if value is None or (isinstance(given, str) and given.strip() != value):
        raise Unreadable(f"{key} is no id")
    return value


def amount(value: Any) -> Decimal | None:
    """A sum of money that is plainly written, from nothing up to 10^15; anything else is unknown."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    written = str(value).strip()
    if not _AMOUNT.fullmatch(written):
        return None
    number = Decimal(written)
    if not 0 <= number < TOO_MUCH or _places(number) > 12:
        return None
    return Decimal(format(number, "f"))


def currency(value: Any) -> str | None:
    """A currency's three letters in capitals, or None."""
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{3}", value.strip()):
        return None
    return value.strip().upper()


def moment(value: Any) -> datetime | None:
    """An ISO 8601 time with its zone, in UTC; None for anything else, and outside the years 2000 to 2099."""
    if not isinstance(value, str) or not value.isascii():
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        return _sane(time.astimezone(UTC)) if time.tzinfo else None
    except (ValueError, OverflowError):
        return None


def moment_utc(value: Any) -> datetime | None:
    """As `moment`, for senders that leave the zone out and mean UTC."""
    return moment(value) or (moment(f"{value.strip()}Z") if isinstance(value, str) else None)


def moment_of_milliseconds(value: Any) -> datetime | None:
    """Milliseconds since 1970 as a time in UTC; None for anything else, and outside the years 2000 to 2099."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    if not EARLIEST.timestamp() * 1000 <= value < LATEST.timestamp() * 1000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def moment_of_seconds(value: Any) -> datetime | None:
    """Whole seconds since 1970 as a time in UTC; None for anything else, and outside the years 2000 to 2099."""
    return moment_of_milliseconds(value * 1000) if isinstance(value, int) else None


def person(value: Any) -> Person:
    """Somebody from an object with `email` and `name`, each None when it cannot be read."""
    item = mapping(value)
    email = item.get("email")
    return Person(text.address(email) if isinstance(email, str) else None, words(item, "name"))


def facts(item: Item, fields: Mapping[str, str]) -> dict[str, Any]:
    """What the fields of an account tell, as keywords of a Deal: `fields` says which of them holds which fact.

    A field for the manager holds their e-mail address; without one, no manager is named.
    """
    told: dict[str, Any] = {fact: words(item, field) for fact, field in fields.items() if fact != "manager"}
    manager = person({"email": item.get(fields.get("manager", ""))})
    return told if manager.email is None else {**told, "manager": manager}


def owner_of(field: str, deal: Item, customer: Item) -> tuple[Item, str]:
    """Who has a field, and by which name: `customer.size` is `size` of the deal's company, all else the deal's own."""
    if field.startswith(OF_CUSTOMER):
        return customer, field.removeprefix(OF_CUSTOMER)
    return deal, field


def link(value: Any, host: str | None) -> str | None:
    """A web link to exactly `host` (with its port, if any); None for a link to anywhere else, and without a host."""
    if host is None or not isinstance(value, str) or not _LINK.fullmatch(value):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    fits = parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
    return value if fits else None


def _sane(time: datetime) -> datetime | None:
    return time if EARLIEST <= time < LATEST else None


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
