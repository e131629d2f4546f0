"""How an import from a CRM gets on, for whoever watches: a line that changes in a terminal, else one for each page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.cli import progress

if TYPE_CHECKING:
    from bot.storage.backfills import Reached

Say = Callable[[str], None]


class Watch:
    """Tells of each page that is kept, and waits where that is asked for, with a word on why."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._began = time.monotonic()
        self._deals_before: int | None = None

    def tell(self, place: Reached, of_page: int) -> None:
        """A page with so many deals is kept."""
        if self._deals_before is None:
            self._deals_before = place.deals - of_page
        pace = (place.deals - self._deals_before) / max(time.monotonic() - self._began, 1.0)
        at = f"{place.at:%b %Y}: " if place.at else ""
        self._say(f"{at}so far {place.deals}, {pace:.0f} a second")

    def wait(self, seconds: float, why: str) -> None:
        """Let so many seconds pass."""
        if why:
            self._say(f"{why}; waiting {seconds:.0f} seconds")
        time.sleep(seconds)


@contextmanager
def watched() -> Iterator[Watch]:
    """Somebody watches what happens in the block."""
    with progress.line("Asking the CRM", unwatched=lambda text: click.echo(text, err=True)) as say:
        yield Watch(say)
