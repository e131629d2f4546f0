"""know when a workspace's departments are next told which asks are open"""

import sqlalchemy as sa
from alembic import op

revision: str = "0078"
down_revision: str | None = "0077"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("next_roll_up_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_workspaces_next_roll_up_at"), "workspaces", ["next_roll_up_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_workspaces_next_roll_up_at"), table_name="workspaces")
    op.drop_column("workspaces", "next_roll_up_at")
