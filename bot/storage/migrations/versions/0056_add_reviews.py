"""add Monday's reviews"""

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: str | None = "0054"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("next_review_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_workspaces_next_review_at", "workspaces", ["next_review_at"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        _refers("workspace_id", "workspaces"),
        _refers("person_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint(
            "workspace_id", "person_id", "scope", "week", name=op.f("uq_reviews_workspace_id_person_id_scope_week")
        ),
    )
    op.create_index("ix_reviews_due", "reviews", ["due_at"])
    op.create_index("ix_reviews_person", "reviews", ["person_id"])


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_reviews_{column}"), ondelete="CASCADE")


def downgrade() -> None:
    op.drop_table("reviews")
    op.drop_index("ix_workspaces_next_review_at", "workspaces")
    op.drop_column("workspaces", "next_review_at")
