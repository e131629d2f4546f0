"""keep how far the import of a CRM's past deals got"""

import sqlalchemy as sa
from alembic import op

revision: str = "0084"
down_revision: str | None = "0083"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "backfills",
        sa.Column("connection_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("page", sa.String(), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deals", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_backfills_connection_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name="fk_backfills_workspace_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("connection_id", name="pk_backfills"),
    )
    op.create_index("ix_backfills_workspace_id", "backfills", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("backfills")
