"""add silences: when a talk with which nobody goes on is brought to mind, and how often it was"""

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | None = None
depends_on: str | None = None

SILENT = sa.text("remind_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("retrospectives", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    op.add_column("retrospectives", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_retrospectives_remind", "retrospectives", ["remind_at"], sqlite_where=SILENT, postgresql_where=SILENT
    )


def downgrade() -> None:
    op.drop_index("ix_retrospectives_remind", table_name="retrospectives")
    for column in ("snoozed_until", "reminded", "remind_at"):
        op.drop_column("retrospectives", column)
