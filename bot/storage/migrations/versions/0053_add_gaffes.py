"""add gaffes, the rounds of the gaffe of the week, their lines, and when a workspace's next one begins"""

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("next_gaffe_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_workspaces_next_gaffe_at", "workspaces", ["next_gaffe_at"])
    op.create_table(
        "gaffes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("prompts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reveals_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prompt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("month", sa.String(), nullable=True),
        _refers("gaffes", "workspace_id", "workspaces", "CASCADE"),
        _refers("gaffes", "leader_id", "people", "SET NULL"),
        _refers("gaffes", "prompt_id", "outbox", "SET NULL"),
        _refers("gaffes", "post_id", "outbox", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaffes")),
        sa.UniqueConstraint("workspace_id", "week", name=op.f("uq_gaffes_workspace_id_week")),
    )
    for name, column in (("leader", "leader_id"), ("due", "due_at"), ("prompt", "prompt_id"), ("post", "post_id")):
        op.create_index(f"ix_gaffes_{name}", "gaffes", [column])
    op.create_table(
        "gaffe_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("gaffe_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        _refers("gaffe_lines", "workspace_id", "workspaces", "CASCADE"),
        _refers("gaffe_lines", "gaffe_id", "gaffes", "CASCADE"),
        _refers("gaffe_lines", "author_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaffe_lines")),
        sa.UniqueConstraint("gaffe_id", "author_id", name=op.f("uq_gaffe_lines_gaffe_id_author_id")),
    )
    op.create_index("ix_gaffe_lines_author", "gaffe_lines", ["author_id"])


def _refers(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("gaffe_lines")
    op.drop_table("gaffes")
    op.drop_index("ix_workspaces_next_gaffe_at", "workspaces")
    op.drop_column("workspaces", "next_gaffe_at")
