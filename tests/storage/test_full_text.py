"""Lessons are found by the databases' own full text, which holds no words and keeps nothing of what was deleted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from benchmarks import plans
from bot import scheduler
from bot.domain.likeness import found_by
from bot.storage import full_text, playbook, schema
from bot.storage.database import Database
from bot.storage.grammar import GRAMMAR
from bot.storage.models import KeptLessonRow, LessonRow, LessonTextRow, LessonWordRow, WorkspaceRow
from bot.storage.types import vaults
from tests import lost_deals
from tests.conftest import KEYS
from tests.lost_deals import LESSON
from tests.postgres import Server

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    workspace_id: UUID
    kept_id: UUID


def keep(session: Session, slack_team: str = "T0ACME") -> Kept:
    """A kept lesson of a workspace, found by all its words."""
    workspace = lost_deals.workspace(session, slack_team)
    lost_deals.loss(session, workspace)
    lesson = session.scalars(select(LessonRow).where(LessonRow.workspace_id == workspace.id)).one()
    kept = playbook.keep(session, lesson, None, NOW)
    playbook.reindex(session, kept)
    return Kept(workspace.id, kept.id)


def found(session: Session, workspace_id: UUID, words: str = "signs") -> list[UUID]:
    return playbook.search(session, workspace_id, GRAMMAR.sought(words), 5)


def test_each_workspace_finds_its_own_and_shares_no_word_with_another(db: Database) -> None:
    with db.begin() as session:
        ours, theirs = keep(session), keep(session, "T0OTHER")
        assert found(session, ours.workspace_id) == [ours.kept_id]
        assert found(session, theirs.workspace_id) == [theirs.kept_id]
        one, other = (set(str(words).split()) for words in session.scalars(select(LessonTextRow.words)))
        assert one & other == set()


def test_what_nobody_finds_any_more_leaves_nothing_in_the_file(sqlite_db: Database) -> None:
    with sqlite_db.begin() as session:
        kept = keep(session)
        words = str(session.scalars(select(LessonTextRow.words)).one()).split()
    ends = [word[8:].encode() for word in words]  # what two words begin with alike is written once
    assert all(end in _written(sqlite_db) for end in ends)
    with sqlite_db.begin() as session:
        session.execute(delete(WorkspaceRow).where(WorkspaceRow.id == kept.workspace_id))
    assert any(end in _written(sqlite_db) for end in ends)
    assert scheduler.words_left_over(sqlite_db, NOW) == 1
    assert not any(end in _written(sqlite_db) for end in ends)
    assert scheduler.words_left_over(sqlite_db, NOW) == 0


def test_of_two_that_say_as_much_the_shorter_comes_first(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        for deal in ("Northwind", "Fabrikam"):
            lost_deals.loss(session, workspace, deal)
        kept = [playbook.keep(session, lesson, None, NOW) for lesson in session.scalars(select(LessonRow))]
        longer, shorter = kept
        longer.kept_at = NOW + timedelta(days=1)  # of equals it would come first
        full_text.write(session, longer, found_by("Ask who signs, and who reads, and who pays, before they meet again"))
        full_text.write(session, shorter, found_by("Ask who signs"))
        assert found(session, workspace.id) == [shorter.id, longer.id]


@pytest.mark.parametrize("words", ["signs", "signs onboarding"])
def test_what_holds_the_words_is_sought_once_and_not_once_for_each_lesson(db: Database, words: str) -> None:
    with db.begin() as session:
        kept = keep(session)
        with plans.recording(db) as sent:
            found(session, kept.workspace_id, words)
        explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
        told = session.connection().exec_driver_sql(f"{explain} {sent[-1][0]}", sent[-1][1])
        assert any("MATERIALIZE matches" in str(row) or "CTE matches" in str(row) for row in told)


def test_what_is_written_anew_is_found_by_the_new_words_alone(db: Database) -> None:
    with db.begin() as session:
        kept = keep(session)
        full_text.write(session, session.get_one(KeptLessonRow, kept.kept_id), found_by("Name the price"))
        assert found(session, kept.workspace_id) == []
        assert found(session, kept.workspace_id, "price") == [kept.kept_id]


def test_what_is_found_by_older_rules_is_written_anew_soon(db: Database) -> None:
    with db.begin() as session:
        kept = keep(session)
        full_text.write(session, session.get_one(KeptLessonRow, kept.kept_id), ())
        session.execute(update(KeptLessonRow).values(mark=vaults[db.engine.dialect].mark))
    assert [scheduler.lessons_to_find_anew(db, NOW) for _ in range(2)] == [1, 0]
    with db.read() as session:
        assert found(session, kept.workspace_id) == [kept.kept_id]


def test_what_no_key_opens_is_found_by_nothing_and_not_tried_again(db: Database) -> None:
    with db.begin() as session:
        keep(session)
    other = Database(db.url, (b"o" * 32,))
    assert [scheduler.lessons_to_find_anew(other, NOW) for _ in range(2)] == [1, 0]
    other.close()
    with db.read() as session:
        assert session.scalars(select(LessonTextRow)).all() == []


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_was_found_before_the_migration_is_found_after_it(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with _empty(kind, tmp_path, request) as db:
        schema.migrate(db)
        with db.begin() as session:
            kept = keep(session)
            session.execute(delete(LessonTextRow))
            of = {"kept_id": kept.kept_id, "workspace_id": kept.workspace_id}
            vault = vaults[db.engine.dialect]
            traces = [vault.trace(word, "lesson_words.word") for word in found_by(LESSON)]
            session.execute(insert(LessonWordRow), [of | {"word": trace} for trace in traces])
        _downgrade(db, "0088")
        schema.migrate(db)
        with db.read() as session:
            assert found(session, kept.workspace_id) == [kept.kept_id]


@contextmanager
def _empty(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    if kind == "sqlite":
        with _opened(f"sqlite:///{folder / 'empty.db'}") as db:
            yield db
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database(is_empty=True) as url, _opened(url) as db:
        yield db


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    db = Database(url, KEYS)
    yield db
    db.close()


def _downgrade(db: Database, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.VERSIONS.parent))
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def _written(db: Database) -> bytes:
    """All that FTS5 has written."""
    with db.read() as session:
        return b"".join(session.scalars(text("SELECT block FROM lesson_texts_fts_data")))
