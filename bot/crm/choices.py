"""Lists that an account keeps in its CRM, such as its reasons for a loss: deals name their entries by number."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from bot.crm.http import Api, Http
from bot.crm.reading import Item, items, words

T = TypeVar("T")


def with_id(entries: Any, number: str | None) -> Item:
    """The one of these objects whose `id` is that number; an empty one when there is none."""
    return next((one for one in items(entries) if number is not None and words(one, "id") == number), {})


def entry(http: Http, api: Api, path: str, number: str | None, now: datetime, within: Callable[[Any], Any]) -> Item:
    """The entry with this number of the list that stands `within` the answer at `path`; an empty one where it has none.

    Raises as `Http.get` does.
    """
    if number is None:
        return {}
    return found(http, api, path, now, lambda answer: with_id(within(answer), number))


def found(http: Http, api: Api, path: str, now: datetime, find: Callable[[Any], T]) -> T:
    """What `find` has of the answer at `path`; from one that we remember, unless what is new is not in it yet.

    Raises as `Http.get` does.
    """
    known = find(http.get_remembered(api, path, now=now))
    return known or find(http.get_remembered(api, path, now=now, at_least=now))
