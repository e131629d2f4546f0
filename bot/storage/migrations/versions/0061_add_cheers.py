"""add cheers, who replied to a celebration, and which celebration of the month before another one speaks of"""

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: str | None = "0060"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "cheers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("celebration_id", sa.Uuid(), nullable=False),
        sa.Column("slack_user", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        _refers("workspace_id", "workspaces"),
        _refers("celebration_id", "celebrations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cheers")),
        sa.UniqueConstraint("celebration_id", "slack_ts", name=op.f("uq_cheers_celebration_id_slack_ts")),
    )
    op.create_index("ix_cheers_slack_user", "cheers", ["workspace_id", "slack_user"])
    with op.batch_alter_table("celebrations") as celebrations:
        celebrations.add_column(sa.Column("cheered_id", sa.Uuid(), nullable=True))
        celebrations.create_foreign_key(
            op.f("fk_celebrations_cheered_id"), "celebrations", ["cheered_id"], ["id"], ondelete="SET NULL"
        )
        celebrations.create_index("ix_celebrations_cheered", ["cheered_id"])


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_cheers_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    with op.batch_alter_table("celebrations") as celebrations:
        celebrations.drop_index("ix_celebrations_cheered")
        celebrations.drop_constraint(op.f("fk_celebrations_cheered_id"), type_="foreignkey")
        celebrations.drop_column("cheered_id")
    op.drop_table("cheers")
