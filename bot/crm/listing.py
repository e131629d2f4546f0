"""Lists of deals as CRMs answer them, page by page: each deal read alone, and where the next page begins."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.crm.incoming import Unread
from bot.crm.reading import Item, mapping
from bot.crm.strict_json import raw
from bot.domain.deals import Deal, Outcome
from bot.errors import TryLater, Unreadable

PAGE = 100
PAGE_SECONDS = 240.0
ID_AT = ("id",)


@dataclass(frozen=True)
class Closings:
    """One page of the deals that closed, and what of it could not be read.

    `next_page` is where to go on, a text of ours that may be kept; None: that was all. A page may be empty, and a deal
    that changes while one reads may come twice. `changed`: when those were last changed of which the CRM does not tell
    when they closed, by their ids; their `closed_at` is a guess.
    """

    deals: tuple[Deal, ...] = ()
    unread: tuple[Unread, ...] = ()
    next_page: str | None = None
    changed: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a page begins in a list that is sorted by a time: after `skipped` of those at `since` or later.

    To go on from the last time that was seen, and not by counting pages, leaves nothing out when a deal changes
    meanwhile, nor where a CRM counts only so far.
    """

    since: datetime
    skipped: int = 0

    @classmethod
    def of(cls, page: str | None, since: datetime) -> "Place":
        """The place that `str` wrote down, else the beginning of what is `since` then."""
        if page is None:
            return cls(since)
        skipped, _, time = page.partition("@")
        return cls(datetime.fromisoformat(time), int(skipped))

    def after(self, times: Sequence[datetime | None]) -> "Place":
        """The place after a page with deals of these times, in their order; None: not to be read."""
        latest = next((time for time in reversed(times) if time is not None), None)
        if latest is None or latest <= self.since:
            return Place(self.since, self.skipped + len(times))
        return Place(latest, len(times) - times.index(latest))

    def __str__(self) -> str:
        return f"{self.skipped}@{self.since.isoformat()}"


def closings(
    rows: Iterable[Any],
    read: Callable[[Item], Deal],
    since: datetime,
    next_page: str | None,
    id_at: Sequence[str] = ID_AT,
) -> Closings:
    """A page of these objects, without those that are open, or closed before `since`. Raises what `read` raises, but
    no Unreadable: that concerns one object alone, which is told by the id that it has at the keys `id_at`."""
    found = [_read(row, read, id_at) for row in _in_time(rows)]
    deals = (one for one in found if isinstance(one, Deal) and one.outcome is not Outcome.OPEN)
    lately = tuple(deal for deal in deals if deal.closed_at is not None and deal.closed_at >= since)
    return Closings(lately, tuple(one for one in found if isinstance(one, Unread)), next_page)


def changes(
    rows: Sequence[Any],
    read: Callable[[Item], Deal],
    changed_at: Callable[[Item], datetime | None],
    since: datetime,
    next_page: str | None,
) -> Closings:
    """As `closings`, where the CRM does not tell when deals closed: without those that were changed before `since`."""
    lately = [row for row in rows if (changed_at(mapping(row)) or since) >= since]
    found = [(row, _read(row, read)) for row in _in_time(lately)]
    closed = [(row, one) for row, one in found if isinstance(one, Deal) and one.outcome is not Outcome.OPEN]
    return Closings(
        tuple(deal for _, deal in closed),
        tuple(one for _, one in found if isinstance(one, Unread)),
        next_page,
        changed={deal.external_id: changed_at(mapping(row)) or since for row, deal in closed},
    )


def open_among(rows: Iterable[Any], read: Callable[[Item], Deal]) -> tuple[Deal, ...]:
    """The first PAGE of these objects that are open deals; what cannot be read is left out."""
    found = (_read(row, read) for row in _in_time(rows))
    return tuple(one for one in found if isinstance(one, Deal) and one.outcome is Outcome.OPEN)[:PAGE]


def rows_at(answer: Any, key: str) -> list[Any]:
    """The list that the answer has at `key`. Raises TryLater: without one, it is none of a CRM's that works."""
    return all_rows(mapping(answer).get(key))


def all_rows(value: Any) -> list[Any]:
    """The list that the value is. Raises TryLater as `rows_at`."""
    if not isinstance(value, list):
        raise TryLater("the CRM's answer holds no list")
    return value


def _in_time(rows: Iterable[Any]) -> Iterator[Any]:
    """The rows, of which each may need an answer of its own about its owner: others wait for their page as well."""
    ends_at = time.monotonic() + PAGE_SECONDS
    for row in rows:
        if time.monotonic() > ends_at:
            raise TryLater("the CRM took four minutes for a page of deals")
        yield row


def _read(row: Any, read: Callable[[Item], Deal], id_at: Sequence[str] = ID_AT) -> Deal | Unread:
    try:
        if not isinstance(row, dict):
            raise Unreadable("not an object")
        return read(row)
    except Unreadable as error:
        return Unread(raw(row), str(error), _id(row, id_at))


def _id(row: Any, id_at: Sequence[str]) -> str | None:
    for key in id_at:
        row = mapping(row).get(key)
    return str(row) if isinstance(row, str | int) else None
