"""No request and no round of a worker reads a whole table that grows, or all that a workspace has of it."""

from collections.abc import Iterator
from functools import cache

import pytest
from sqlalchemy import inspect, select, text

from benchmarks import crowd, plans
from benchmarks.asking import QUESTIONS, Question
from benchmarks.crowd import Place
from benchmarks.plans import Step
from bot.storage.database import Database, Writing
from bot.storage.models import OutboxRow
from tests.postgres import Server

BOUNDED = [question for question in QUESTIONS if not question.reads_all]
# Reads in the order of an index and stops: what it reads is bounded by a limit.
STOPS = frozenset({"ix_deals_workspace_latest"})
ONLY_INSERTS = frozenset({"webhook: stored"})


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    yield from _filled(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'plans.db'}")


@pytest.fixture(scope="module")
def on_postgres(postgres: Server) -> Iterator[Place]:
    with postgres.database() as url:
        yield from _filled(url)


def _filled(url: str) -> Iterator[Place]:
    place = crowd.filled(url, 2000)
    yield place
    place.db.close()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(f"on_{request.param}")
    return found


@pytest.mark.parametrize("question", BOUNDED, ids=[question.name for question in BOUNDED])
def test_nothing_scans_what_it_need_not(place: Place, question: Question) -> None:
    with plans.recording(place.db) as sent, Writing(place.db.engine, expire_on_commit=False) as session:
        question.ask(session, place)
    assert sent or question.name in ONLY_INSERTS
    assert _scans(place, sent) == []


def test_a_scan_would_be_seen(place: Place) -> None:
    everything = select(OutboxRow.id).where(OutboxRow.marker == "x")
    of_workspace = everything.where(OutboxRow.workspace_id == place.workspace_id)
    for query in (everything, of_workspace) if place.db.is_sqlite else (everything,):
        with plans.recording(place.db) as sent, Writing(place.db.engine) as session:
            session.execute(query)
        assert [step.table for _, step in _scans(place, sent)] == ["outbox"]


def _scans(place: Place, sent: list[tuple[str, object]]) -> list[tuple[str, Step]]:
    partial = _partial(place.db) | STOPS
    found = []
    with place.db.engine.connect() as connection:
        if not place.db.is_sqlite:
            # Then what is still read as a whole has no index that would help.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, parameters in sent:
            steps = plans.plan(connection, statement, parameters)
            found += [(statement, step) for step in steps if _is_scan(place, step, partial)]
    return found


def _is_scan(place: Place, step: Step, partial: frozenset[str]) -> bool:
    # How PostgreSQL weighs one index against another with a few rows says nothing about many rows.
    return plans.is_scan(step, partial) and (place.db.is_sqlite or step.index is None)


@cache
def _partial(db: Database) -> frozenset[str]:
    """Asked once: to look at all indexes takes longer than all that a test does besides."""
    inspector = inspect(db.engine)
    name = f"{db.engine.dialect.name}_where"
    return frozenset(
        str(index["name"])
        for table in plans.BIG
        for index in inspector.get_indexes(table)
        if index.get("dialect_options", {}).get(name) is not None
    )
