"""Things that wait for somebody else, several at once: one who stalls holds up nobody else's."""

from collections.abc import Callable, Sequence
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def each(name: str, work_off: Callable[[T], object], things: Sequence[T]) -> None:
    """Work off these things, a thread for each; `name` names the threads. Raises the first error, once all have ended.

    The threads are daemons: an executor's would keep a process that was told to end waiting for a silent CRM.
    """
    if len(things) == 1:
        work_off(things[0])
        return
    errors: list[Exception] = []

    def guarded(thing: T) -> None:
        try:
            work_off(thing)
        except Exception as error:
            errors.append(error)

    threads = [Thread(target=guarded, args=(one,), name=f"{name}-{n}", daemon=True) for n, one in enumerate(things)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
