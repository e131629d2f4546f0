"""add gatherings: deals lost together, asked about in one message; and the mark of what was closed in bulk"""

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["people.id"], name=op.f("fk_gatherings_manager_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_gatherings_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["outbox.id"], name=op.f("fk_gatherings_post_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_gatherings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
        sa.UniqueConstraint("workspace_id", "scope", "period", name=op.f("uq_gatherings_workspace_id_scope_period")),
    )
    op.create_index("ix_gatherings_due", "gatherings", ["settled_at", "due_at"], unique=False)
    op.create_index("ix_gatherings_person", "gatherings", ["person_id"], unique=False)
    op.create_index("ix_gatherings_manager", "gatherings", ["manager_id"], unique=False)
    op.create_index("ix_gatherings_post", "gatherings", ["post_id"], unique=False)
    op.create_table(
        "gathered",
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("gathering_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gathering_id"], ["gatherings.id"], name=op.f("fk_gathered_gathering_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["retrospective_id"], ["retrospectives.id"], name=op.f("fk_gathered_retrospective_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_gathered_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("retrospective_id", name=op.f("pk_gathered")),
    )
    op.create_index("ix_gathered_gathering", "gathered", ["gathering_id"], unique=False)
    op.create_index("ix_gathered_workspace", "gathered", ["workspace_id"], unique=False)
    op.add_column("retrospectives", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("retrospectives", sa.Column("is_bulk", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_retrospectives_workspace_ended", "retrospectives", ["workspace_id", "ended_at"], unique=False)
    op.add_column("deals", sa.Column("is_bulk", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("deals", "is_bulk")
    op.drop_index("ix_retrospectives_workspace_ended", table_name="retrospectives")
    op.drop_column("retrospectives", "is_bulk")
    op.drop_column("retrospectives", "ended_at")
    op.drop_table("gathered")
    op.drop_table("gatherings")
