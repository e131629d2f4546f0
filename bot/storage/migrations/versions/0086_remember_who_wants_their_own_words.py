"""remember who asked for a copy of what is theirs"""

import sqlalchemy as sa
from alembic import op

revision: str = "0086"
down_revision: str | None = "0085"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "own_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("is_handed_over", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_own_exports_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_own_exports_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_own_exports"),
        sa.UniqueConstraint("person_id", name="uq_own_exports_person_id"),
    )
    op.create_index("ix_own_exports_due", "own_exports", ["due_at"])
    op.create_index("ix_own_exports_workspace", "own_exports", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("own_exports")
