"""How a long command gets on, for whoever watches in a terminal; in a file or a pipe there is nothing to watch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def bar(what: str, total: float) -> Iterator[Callable[[float], None]]:
    """A bar that hears how much more of `total` is done."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda more: progress.advance(task, more)


def through(what: str, things: Iterable[T], total: int, size: Callable[[T], int]) -> Iterator[T]:
    """The things one by one behind a bar, each done, with its size, once the next is asked for."""
    with bar(what, total) as advance:
        for thing in things:
            yield thing
            advance(size(thing))


@contextmanager
def line(what: str, unwatched: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """A line that changes to each text; where nobody watches `unwatched` hears them."""
    if not sys.stderr.isatty():
        yield unwatched
        return
    from rich.console import Console
    from rich.status import Status

    with Status(what, console=Console(stderr=True)) as status:
        yield status.update
