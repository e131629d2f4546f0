"""Lists that an account keeps in its CRM, such as its reasons for a loss: deals name their entries by number."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.crm.http import Api, Http
from bot.crm.reading import Item, items, words


def with_id(entries: Any, number: str | None) -> Item:
    """The one of these objects whose `id` is that number; an empty one when there is none."""
    return next((one for one in items(entries) if number is not None and words(one, "id") == number), {})


def entry(http: Http, api: Api, path: str, number: str | None, now: datetime, within: Callable[[Any], Any]) -> Item:
    """The entry with this number of the list that stands `within` the answer at `path`; an empty one where it has none.

    A list that we remember may lack what is new: then it is read once more. Raises as `Http.get` does.
    """
    if number is None:
        return {}
    for at_least in (None, now):
        found = with_id(within(http.get_remembered(api, path, now=now, at_least=at_least)), number)
        if found:
            return found
    return {}
