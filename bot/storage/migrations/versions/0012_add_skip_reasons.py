"""add skip reasons: why a retrospective was left out"""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("skipped_because", sa.String(), nullable=True))


def downgrade() -> None:
    # In place: a batch would copy the table on SQLite, and what refers to its rows would go with the old one.
    op.drop_column("retrospectives", "skipped_because")
