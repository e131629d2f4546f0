"""Summary rows under concurrency, and over an upgrade."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select

from bot.domain.deals import Deal, EventKind, Outcome
from bot.domain.reasons import Cause, Reason
from bot.domain.tallies import Dimension
from bot.storage import schema, tallies
from bot.storage.database import Database
from bot.storage.models import TallyRow
from bot.use_cases.call import captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.losses import deals
from bot.use_cases.wrap_up import lessons
from tests.factories import NOW, Scene, event, form
from tests.postgres import Server

SENT = [EventKind.LOST, EventKind.REOPENED, EventKind.WON, EventKind.REOPENED, EventKind.LOST]
SHOWN = [Outcome.LOST, Outcome.OPEN, Outcome.WON, Outcome.OPEN, Outcome.LOST]


def test_many_that_close_at_once_count_once_each_and_wait_for_nobody(db: Database) -> None:
    with db.begin() as session:
        scene = Scene(session)
    workspace_id, connection_id = scene.workspace.id, scene.connection_id

    def live(number: int) -> None:
        """A deal that is lost, won and lost again, on two days, in two drawers of competitors."""
        for place, (kind, outcome) in enumerate(zip(SENT, SHOWN, strict=True)):
            at = NOW - timedelta(hours=10 - place)
            closed_at = None if outcome is Outcome.OPEN else at - timedelta(days=(number + place) % 2)
            name = f"D{number}"
            shown = Deal(name, name, outcome, competitor=f"C{(number + place) % 2}", closed_at=closed_at)
            with db.begin() as session:
                deals.record(
                    session,
                    workspace_id=workspace_id,
                    connection_id=connection_id,
                    event=event(kind, -600 + 60 * place, deal_id=name),
                    deal=shown,
                    now=NOW,
                )

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(live, range(8)))
    with db.read() as session:
        assert tallies.drift(session, workspace_id) == 0
        assert tallies.totals(session, workspace_id, [Dimension.DEALS], "2026") == {("deals", "lost", ""): 8}


class TestUpgrade:
    @pytest.fixture
    def postgres_url(self, postgres: Server) -> Iterator[str]:
        """One of its own: its schema is changed."""
        with postgres.database() as url:
            yield url

    def test_what_was_there_before_is_counted(self, db: Database) -> None:
        with db.begin() as session:
            scene = Scene(session)
            self._live(scene)
        before = _lies(db)
        _downgrade(db, "0004")
        schema.migrate(db)
        assert _lies(db) == before != {}
        with db.read() as session:
            assert tallies.drift(session, scene.workspace.id) == 0

    def _live(self, scene: Scene) -> None:
        talk = scene.open()
        asked = scene.conversation(talk).guide.questions[-1].key
        captures.capture(scene.session, scene.actor(), talk.id, Capture({asked: "Slow."}), scene.tick())
        lessons.wrap_up(
            scene.session, scene.actor(), talk.id, form(causes=(Cause(Reason.PRICE), Cause(Reason.FIT))), scene.tick()
        )
        for number, outcome in enumerate([Outcome.LOST, Outcome.WON, Outcome.LOST]):
            at = NOW - timedelta(days=number)
            began = at - timedelta(days=30) if number else None
            name = f"E{number}"
            shown = Deal(name, name, outcome, competitor="Contoso" * (20 * number), created_at=began, closed_at=at)
            kind = EventKind.WON if outcome is Outcome.WON else EventKind.LOST
            deals.record(
                scene.session,
                workspace_id=scene.workspace.id,
                connection_id=scene.connection_id,
                event=event(kind, -1440 * number, deal_id=name),
                deal=shown,
                now=NOW,
            )


def _lies(db: Database) -> dict[tuple[str, ...], int]:
    with db.read() as session:
        rows = session.scalars(select(TallyRow))
        return {(row.dimension, row.period, row.kind, row.value): row.count for row in rows if row.count}


def _downgrade(db: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.VERSIONS.parent))
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()
