"""add untold pauses: when people are to hear that a talk rests, which came about outside of their hours"""

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: str | None = "0043"
branch_labels: str | None = None
depends_on: str | None = None

UNTOLD = sa.text("tell_pause_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("tell_pause_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_retrospectives_untold",
        "retrospectives",
        ["tell_pause_at"],
        sqlite_where=UNTOLD,
        postgresql_where=UNTOLD,
    )


def downgrade() -> None:
    op.drop_index("ix_retrospectives_untold", table_name="retrospectives")
    op.drop_column("retrospectives", "tell_pause_at")
