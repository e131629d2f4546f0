"""`connect --test` (`bot/cli/own_delivery.py`): our own delivery comes by the very door, and counts for nothing."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select, update

from bot import clock, deal_news
from bot.cli import own_delivery
from bot.cli.own_delivery import NOT_WORKED_OFF, Trial
from bot.crm import PROVIDERS, Incoming
from bot.storage import arrivals, connections
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, DealEventRow, InboxRow
from tests.crm.samples import config
from tests.servers import PUBLIC_URL, Web
from tests.web.knocking import install, kept

ALL_THE_WAY = "It came all the way."


def tried(db: Database, provider: str, **changed: Any) -> Trial:
    """A connection of which nothing has come."""
    workspace_id = install(db)
    with db.begin() as session:
        row = connections.add(session, workspace_id, provider, {**config(provider), **changed}, clock.now())
    with db.read() as session:
        return Trial(db, row, PUBLIC_URL, arrivals.mark(session, row))


def through(door: Web) -> Callable[[Incoming], httpx2.Response]:
    """The public address leads to this door."""
    return lambda sample: door.post(sample.url.removeprefix(PUBLIC_URL), sample.body, dict(sample.headers))


def working(db: Database) -> Callable[[float], object]:
    """The worker works off what came while we wait."""

    def work(_: float) -> None:
        for row in kept(db):
            with db.begin() as session:
                connection = connections.by_key(session, row.connection_key)
                assert connection is not None
                deal_news.take(
                    session, connection=connection, body=row.body, received_at=row.received_at, now=clock.now()
                )
                session.execute(update(InboxRow).values(state="done"))

    return work


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_it_comes_all_the_way_and_counts_for_nothing(lite: Database, lite_door: Web, provider: str) -> None:
    said: list[str] = []
    assert own_delivery.try_out(tried(lite, provider), said.append, through(lite_door), working(lite)), said
    assert [line.partition(":")[0].strip() for line in said[1:]] == ["received", "proof", "owner", ALL_THE_WAY]
    with lite.read() as session:
        assert session.scalar(select(func.count()).select_from(DealEventRow)) == 0
        assert session.scalars(select(ConnectionRow.last_received_at)).one() is None


def test_without_a_worker_it_says_so(lite: Database, lite_door: Web) -> None:
    said: list[str] = []
    assert not own_delivery.try_out(tried(lite, "hubspot"), said.append, through(lite_door), lambda _: None)
    assert said[-1] == NOT_WORKED_OFF


def test_a_secret_or_address_that_is_not_ours_is_told(lite: Database, lite_door: Web) -> None:
    said: list[str] = []

    def altered(sample: Incoming) -> httpx2.Response:
        return lite_door.post(sample.url.removeprefix(PUBLIC_URL) + "?by=proxy", sample.body, dict(sample.headers))

    assert not own_delivery.try_out(tried(lite, "hubspot"), said.append, altered)
    assert "its proof was refused (401)" in said[-1]


@pytest.mark.parametrize(
    ("status", "told"), [(200, "it was not this bot"), (302, "sent elsewhere (302)"), (404, "(404)"), (502, "(502)")]
)
def test_whatever_else_answers_is_told(lite: Database, status: int, told: str) -> None:
    said: list[str] = []
    assert not own_delivery.try_out(tried(lite, "generic"), said.append, lambda _: httpx2.Response(status))
    assert told in said[-1]


def test_silence_is_told(lite: Database) -> None:
    def silent(_: Incoming) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    said: list[str] = []
    assert not own_delivery.try_out(tried(lite, "generic"), said.append, silent)
    assert said[-1].startswith("Nothing answers there (ConnectError)")
