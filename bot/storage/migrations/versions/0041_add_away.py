"""add away: until which day somebody wants to hear nothing that they did not ask for"""

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("people", sa.Column("away_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "away_until")
