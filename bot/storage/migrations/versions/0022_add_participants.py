"""add participants: who takes part in a talk beside the two, and who is a guest"""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("people", sa.Column("kind", sa.String(), server_default="member", nullable=False))
    op.create_table(
        "participants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_participants_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["retrospective_id"],
            ["retrospectives.id"],
            name=op.f("fk_participants_retrospective_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_participants_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("retrospective_id", "person_id", name=op.f("uq_participants_retrospective_id_person_id")),
    )
    op.create_index("ix_participants_person", "participants", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("participants")
    op.drop_column("people", "kind")
