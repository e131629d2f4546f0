"""Refusals are noted behind the answer: seldom, for each connection, and without harm where that fails."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError

from bot.refusals import Refusals
from bot.serving.bounded_threads import Threads

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_flood_is_one_note_for_each_connection() -> None:
    noted: list[UUID] = []

    async def flood() -> None:
        refusals = Refusals(noted.append, Threads())
        for connection_id in [ONE] * 500 + [OTHER] * 500:
            refusals.add(connection_id)
        await everything_else()

    play(flood())
    assert sorted(noted) == [ONE, OTHER]


def test_a_database_that_is_away_troubles_nobody() -> None:
    tried: list[UUID] = []

    def away(connection_id: UUID) -> None:
        tried.append(connection_id)
        raise OperationalError("update", {}, Exception("gone"))

    async def knock() -> None:
        Refusals(away, Threads()).add(ONE)
        await everything_else()

    play(knock())
    assert tried == [ONE]


def play(story: Coroutine[Any, Any, None]) -> None:
    """Apart from this thread, where a browser's own loop may be running."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, story).result()


async def everything_else() -> None:
    """What was begun beside this comes to its end; an error that nobody caught is raised here."""
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
