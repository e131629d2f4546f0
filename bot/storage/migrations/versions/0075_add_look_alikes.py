"""add look-alikes, warnings about open deals like those that were lost, who wants none, and when to look next"""

import sqlalchemy as sa
from alembic import op

revision: str = "0075"
down_revision: str | None = "0073"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_workspaces_next_look_at", "workspaces", ["next_look_at"])
    op.add_column("people", sa.Column("wants_look_alikes", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_index("ix_deals_workspace_competitor", "deals", ["workspace_id", "competitor", "outcome"])
    op.create_table(
        "look_alikes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("deal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        _refers("workspace_id", "workspaces", "CASCADE"),
        _refers("deal_id", "deals", "CASCADE"),
        _refers("person_id", "people", "CASCADE"),
        _refers("post_id", "outbox", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_alikes")),
        sa.UniqueConstraint("workspace_id", "deal_id", "person_id", name=op.f(NAME)),
    )
    op.create_index("ix_look_alikes_due", "look_alikes", ["due_at"])
    op.create_index("ix_look_alikes_deal", "look_alikes", ["deal_id"])
    op.create_index("ix_look_alikes_person", "look_alikes", ["person_id", "told_at"])
    op.create_index("ix_look_alikes_post", "look_alikes", ["post_id"])


NAME = "uq_look_alikes_workspace_id_deal_id_person_id"


def _refers(column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_look_alikes_{column}"), ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("look_alikes")
    op.drop_index("ix_deals_workspace_competitor", "deals")
    op.drop_column("people", "wants_look_alikes")
    op.drop_index("ix_workspaces_next_look_at", "workspaces")
    op.drop_column("workspaces", "next_look_at")
