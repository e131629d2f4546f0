"""have kept lessons found by the databases' own full text, of the keyed words that stand already

What `lesson_words` holds stays for processes of the release before. The mark says that these lessons are found by older
rules, so that they are written anew soon.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision: str = "0089"
down_revision: str | None = "0088"
branch_labels: str | None = None
depends_on: str | None = None

DIGITS, AT_ONCE = 20, 500

FTS5 = (
    "CREATE VIRTUAL TABLE lesson_texts_fts USING fts5"
    "(words, content='lesson_texts', content_rowid='number', tokenize='ascii')",
    # That something was deleted, which FTS5 only marks as gone until it writes anew.
    "CREATE TABLE lesson_texts_gone (n INTEGER PRIMARY KEY)",
    "CREATE TRIGGER lesson_texts_insert AFTER INSERT ON lesson_texts BEGIN"
    " INSERT INTO lesson_texts_fts (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER lesson_texts_delete AFTER DELETE ON lesson_texts BEGIN"
    " INSERT INTO lesson_texts_fts (lesson_texts_fts, rowid, words) VALUES ('delete', old.number, old.words);"
    " INSERT OR IGNORE INTO lesson_texts_gone VALUES (1); END",
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "lesson_texts",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR, "postgresql"), nullable=False),
        _refers("kept_id", "kept_lessons"),
        _refers("workspace_id", "workspaces"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lesson_texts")),
        sa.UniqueConstraint("kept_id", name=op.f("uq_lesson_texts_kept_id")),
    )
    op.create_index("ix_lesson_texts_workspace", "lesson_texts", ["workspace_id"])
    op.create_index("ix_kept_lessons_mark", "kept_lessons", ["mark"])
    if not is_sqlite:
        op.create_index("ix_lesson_texts_words", "lesson_texts", ["words"], postgresql_using="gin")
    for statement in FTS5 if is_sqlite else ():
        op.execute(statement)
    _copy(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE lesson_texts_fts")
        op.execute("DROP TABLE lesson_texts_gone")
    op.drop_index("ix_kept_lessons_mark", table_name="kept_lessons")
    op.drop_table("lesson_texts")


def _refers(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_lesson_texts_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="CASCADE")


def _copy(connection: sa.Connection) -> None:
    """Each lesson's words as one text. No key is needed: what the key made of them stands there."""
    words = sa.table("lesson_words", *map(_column, ("kept_id", "workspace_id", "word")))
    texts = sa.table("lesson_texts", *map(_column, ("kept_id", "workspace_id", "words")))
    lessons = connection.scalars(sa.select(words.c.kept_id).distinct().order_by(words.c.kept_id)).all()
    for start in range(0, len(lessons), AT_ONCE):
        some = lessons[start : start + AT_ONCE]
        query = sa.select(words).where(words.c.kept_id.in_(some)).order_by(words.c.kept_id)
        connection.execute(sa.insert(texts), list(_texts(connection.execute(query).all())))


def _column(name: str) -> sa.ColumnClause[Any]:
    types: dict[str, Any] = {"word": sa.LargeBinary(), "words": sa.Text().with_variant(TSVECTOR, "postgresql")}
    return sa.column(name, types.get(name, sa.Uuid()))


def _texts(rows: Sequence[Any]) -> Iterable[dict[str, Any]]:
    for (kept_id, workspace_id), some in groupby(rows, key=lambda row: (row[0], row[1])):
        lexemes = sorted(_lexeme(workspace_id, row[2]) for row in some)
        yield {"kept_id": kept_id, "workspace_id": workspace_id, "words": " ".join(lexemes)}


def _lexeme(workspace_id: UUID, trace: bytes) -> str:
    return hashlib.sha256(workspace_id.bytes + trace).hexdigest()[:DIGITS]
