"""add sensitive: talks that lists, digests, celebrations and figures leave out"""

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("is_sensitive", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # In place: a batch would copy the table on SQLite, and what refers to its rows would go with the old one.
    op.drop_column("retrospectives", "is_sensitive")
