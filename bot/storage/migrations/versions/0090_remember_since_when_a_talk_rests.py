"""remember since when a talk rests, so that what was written before counts"""

import sqlalchemy as sa
from alembic import op

revision: str = "0090"
down_revision: str | None = "0089"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("retrospectives", "paused_at")
