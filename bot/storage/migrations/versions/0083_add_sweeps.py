"""add sweeps: when each CRM is asked what closed lately, and how far that has come"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0083"
down_revision: str | None = "0082"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "sweeps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("past", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("page", sa.String(), nullable=True),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["connections.id"], name=op.f("fk_sweeps_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_sweeps_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweeps")),
    )
    op.create_index("ix_sweeps_workspace", "sweeps", ["workspace_id"])
    op.create_index("ix_sweeps_due", "sweeps", ["due_at"])
    _sweep_from_now_on()


def _sweep_from_now_on() -> None:
    """The CRMs that are connected already: what closed so far is the past."""
    now = sa.bindparam("now", datetime.now(UTC), type_=sa.DateTime(timezone=True))
    connections = sa.table("connections", sa.column("id"), sa.column("workspace_id"), sa.column("provider"))
    query = sa.select(connections.c.id, connections.c.workspace_id, now, now, sa.literal_column("0"))
    sweeps = sa.table("sweeps", *(sa.column(name) for name in ("id", "workspace_id", "past", "due_at", "found")))
    op.execute(
        sa.insert(sweeps).from_select(
            ["id", "workspace_id", "past", "due_at", "found"], query.where(connections.c.provider != "by_hand")
        )
    )


def downgrade() -> None:
    op.drop_table("sweeps")
