"""add what Home needs: who opened it, the language they chose, and Slack's address of the workspace"""

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("people", sa.Column("language", sa.String(), nullable=True))
    op.add_column("people", sa.Column("home_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspaces", sa.Column("url", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    # Not in batch mode: SQLite would make the tables anew, and everything that belongs to a workspace would go with it.
    op.drop_column("workspaces", "url")
    op.drop_column("people", "home_at")
    op.drop_column("people", "language")
