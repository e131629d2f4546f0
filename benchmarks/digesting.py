"""The weekly digest with many deals against the same with few, on both databases."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from benchmarks import scenes
from benchmarks.figures import Row, median, ratios, spread
from bot import clock
from bot.storage import connections
from bot.storage.database import Database
from bot.storage.models import ConsentRow, DealRow, LessonRow, PersonRow, RetrospectiveRow
from bot.storage.models import Row as AnyRow
from bot.use_cases import digests

FEW, MANY = 10_000, 1_000_000
YEARS = 5
TALKED_THROUGH_OF = 100  # one deal in a hundred was talked through, and its lesson may be told
ROUNDS = 15
AT_ONCE = 20_000


def rows(folder: Path) -> list[Row]:
    """The lines of the table, one a database."""
    from benchmarks.postgres import running

    with running(folder) as postgres:
        places = {"SQLite": scenes.sqlite, "PostgreSQL": postgres}
        return [_row(kind, place(folder, "few"), place(folder, "many")) for kind, place in places.items()]


def _row(kind: str, few: str, many: str) -> Row:
    with filled(few, FEW) as small, filled(many, MANY) as large:
        timed = [(_digest(*small), _digest(*large)) for _ in range(ROUNDS)]
    smaller, larger = ([pair[place] * 1000 for pair in timed] for place in (0, 1))
    compared = ratios(larger, smaller)
    return Row(
        f"digest at {MANY:,} deals, {kind}",
        f"the same at {FEW:,}",
        "≤ 3 ×",
        f"{spread(compared)} ×",
        median(compared) <= 3,
        f"{median(larger):.1f} ms against {median(smaller):.1f} ms",
    )


@contextmanager
def filled(url: str, count: int) -> Iterator[tuple[Database, UUID]]:
    """A database with so many deals of one workspace, spread over the years, and the workspace."""
    db = scenes.opened(url)
    with db.begin() as session:
        workspace_id = scenes.workspace(session).id
        connection_id = connections.by_hand(session, workspace_id, clock.now()).id
        person = PersonRow(workspace_id=workspace_id, slack_user="U0ANA")
        session.add(person)
        session.flush()
        person_id = person.id
    chance = random.Random(count)  # noqa: S311  # the same deals on every run
    for first in range(0, count, AT_ONCE):
        with db.begin() as session:
            made = [_deal(workspace_id, connection_id, n, chance) for n in range(first, min(first + AT_ONCE, count))]
            _store(session, DealRow, made)
            _talk(session, made[::TALKED_THROUGH_OF], person_id)
    _tidy(db)
    yield db, workspace_id
    db.close()


def _digest(db: Database, workspace_id: UUID) -> float:
    """Seconds that one digest takes."""
    began = time.perf_counter()
    with db.read() as session:
        digests.of_week(session, workspace_id, clock.now(), None)
    return time.perf_counter() - began


def _deal(workspace_id: UUID, connection_id: UUID, number: int, chance: random.Random) -> dict[str, Any]:
    closed_at = clock.now() - timedelta(days=365 * YEARS * chance.random())
    outcome = chance.choices(("lost", "won", "open"), (6, 3, 1))[0]
    return {
        "id": uuid4(),
        "workspace_id": workspace_id,
        "connection_id": connection_id,
        "external_id": str(number),
        "name": f"Deal {number}",
        "outcome": outcome,
        "closings": int(outcome != "open"),
        "owner_email": f"rep{number % 200}@bench.example",
        "created_at": closed_at - timedelta(days=chance.randrange(5, 300)),
        "closed_at": None if outcome == "open" else closed_at,
        "facts": {"amount": "48000", "currency": "EUR", "competitor": "Contoso"},
    }


def _talk(session: Session, deals: list[dict[str, Any]], person_id: UUID) -> None:
    ended = [deal for deal in deals if deal["closed_at"]]
    talks = [_retrospective(deal, deal["closed_at"]) for deal in ended]
    _store(session, RetrospectiveRow, talks)
    _store(
        session, LessonRow, [_part(talk) | {"text": "Ask who signs.", "noted_at": talk["closed_at"]} for talk in talks]
    )
    yes = {"person_id": person_id, "choice": "name"}
    _store(session, ConsentRow, [_part(talk) | yes | {"given_at": talk["closed_at"]} for talk in talks])


def _retrospective(deal: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "workspace_id": deal["workspace_id"],
        "deal_id": deal["id"],
        "loss_no": 1,
        "outcome": deal["outcome"],
        "guide": {},
        "status": "done",
        "call": "none",
        "call_attempts": 0,
        "called_at": at,
        "closed_at": at,
        "attempts": 0,
        "asked": 3,
    }


def _part(talk: dict[str, Any]) -> dict[str, Any]:
    return {"id": uuid4(), "workspace_id": talk["workspace_id"], "retrospective_id": talk["id"]}


def _store(session: Session, kind: type[AnyRow], values: list[dict[str, Any]]) -> None:
    table = kind.__table__
    assert isinstance(table, Table)
    if values:
        session.connection().execute(insert(table), values)


def _tidy(db: Database) -> None:
    """What databases do by themselves in time: learn how the values are spread."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
