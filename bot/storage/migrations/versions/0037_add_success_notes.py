"""add success notes: what customer success should know of a win, where the pair changed what was drafted"""

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "success_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("promised", sa.LargeBinary(), nullable=False),
        sa.Column("decides", sa.LargeBinary(), nullable=False),
        sa.Column("watch", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["retrospective_id"],
            ["retrospectives.id"],
            name=op.f("fk_success_notes_retrospective_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_success_notes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_success_notes")),
        sa.UniqueConstraint("retrospective_id", name=op.f("uq_success_notes_retrospective_id")),
    )
    op.create_index("ix_success_notes_workspace", "success_notes", ["workspace_id"], unique=False)


def downgrade() -> None:
    op.drop_table("success_notes")
