"""add starts: when the questions of a retrospective that was opened at a quarter's end may be asked"""

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_retrospectives_starts", "retrospectives", ["starts_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_retrospectives_starts", table_name="retrospectives")
    op.drop_column("retrospectives", "starts_at")
