"""add asks as they stand in departments' channels, with what the pair sent there and the words it is found by"""

import sqlalchemy as sa
from alembic import op

revision: str = "0073"
down_revision: str | None = "0072"
branch_labels: str | None = None
depends_on: str | None = None

_ADDED = ("text", "quote_id", "raised_id", "sent_at", "echo_at", "words", "mark")
_INDEXED = {"ix_asks_raised": "raised_id", "ix_asks_quote": "quote_id", "ix_asks_echo": "echo_at"}


def upgrade() -> None:
    op.create_table(
        "raised_asks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=True),
        _refers("raised_asks", "workspace_id", "workspaces", "CASCADE"),
        _refers("raised_asks", "answered_by", "people", "SET NULL"),
        _refers("raised_asks", "post_id", "outbox", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raised_asks")),
    )
    op.create_index("ix_raised_asks_standing", "raised_asks", ["workspace_id", "department", "status"])
    op.create_index("ix_raised_asks_answered_by", "raised_asks", ["answered_by"])
    op.create_index("ix_raised_asks_post", "raised_asks", ["post_id"])
    _widen_asks()
    op.create_table(
        "ask_words",
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        _refers("ask_words", "ask_id", "asks", "CASCADE"),
        _refers("ask_words", "workspace_id", "workspaces", "CASCADE"),
        sa.PrimaryKeyConstraint("ask_id", "word", name=op.f("pk_ask_words")),
    )
    op.create_index("ix_ask_words_word", "ask_words", ["workspace_id", "word"])


def _widen_asks() -> None:
    with op.batch_alter_table("asks") as asks:
        asks.add_column(sa.Column("text", sa.LargeBinary(), nullable=True))
        asks.add_column(sa.Column("quote_id", sa.Uuid(), nullable=True))
        asks.add_column(sa.Column("raised_id", sa.Uuid(), nullable=True))
        asks.add_column(sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
        asks.add_column(sa.Column("echo_at", sa.DateTime(timezone=True), nullable=True))
        asks.add_column(sa.Column("words", sa.Integer(), server_default="0", nullable=False))
        asks.add_column(sa.Column("mark", sa.LargeBinary(), nullable=True))
        for column, other in (("quote_id", "answers"), ("raised_id", "raised_asks")):
            asks.create_foreign_key(op.f(f"fk_asks_{column}"), other, [column], ["id"], ondelete="SET NULL")
        for name, column in _INDEXED.items():
            asks.create_index(name, [column])


def _refers(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("ask_words")
    with op.batch_alter_table("asks") as asks:
        for name in _INDEXED:
            asks.drop_index(name)
        for column in ("quote_id", "raised_id"):
            asks.drop_constraint(op.f(f"fk_asks_{column}"), type_="foreignkey")
        for column in _ADDED:
            asks.drop_column(column)
    op.drop_table("raised_asks")
