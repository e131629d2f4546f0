"""add proposals, what whoever leads was asked about the loss of a week, and when a workspace's next one is due"""

import sqlalchemy as sa
from alembic import op

revision: str = "0060"
down_revision: str | None = "0059"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("next_proposal_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_workspaces_next_proposal_at", "workspaces", ["next_proposal_at"])
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("retrospective_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _refers("workspace_id", "workspaces", "CASCADE"),
        _refers("head_id", "people", "SET NULL"),
        _refers("retrospective_id", "retrospectives", "SET NULL"),
        _refers("post_id", "outbox", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("workspace_id", "week", name=op.f("uq_proposals_workspace_id_week")),
    )
    for name, column in (("head", "head_id"), ("retrospective", "retrospective_id"), ("post", "post_id")):
        op.create_index(f"ix_proposals_{name}", "proposals", [column])


def _refers(column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_proposals_{column}"), ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("proposals")
    op.drop_index("ix_workspaces_next_proposal_at", "workspaces")
    op.drop_column("workspaces", "next_proposal_at")
