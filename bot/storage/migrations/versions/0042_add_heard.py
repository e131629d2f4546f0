"""add heard: how many messages reached whom in which week, and whose act each comes of"""

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | None = None
depends_on: str | None = None

ASKED_BY = (("outbox", "asked_by"), ("retrospectives", "started_by"), ("retrospectives", "snoozed_by"))


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("unasked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_heard_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_heard_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("workspace_id", "week", "person_id", name=op.f("pk_heard")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_heard_person", "heard", ["person_id"])
    for table, column in ASKED_BY:
        op.add_column(table, sa.Column(column, sa.String(), nullable=True))


def downgrade() -> None:
    for table, column in reversed(ASKED_BY):
        op.drop_column(table, column)
    op.drop_table("heard")
