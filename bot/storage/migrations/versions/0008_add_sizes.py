"""add sizes: how much is asked in a retrospective, and why"""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("retrospectives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("size", sa.String(), server_default="full", nullable=False))
        batch_op.add_column(sa.Column("why", sa.String(), nullable=True))


def downgrade() -> None:
    # In place: a batch would copy the table on SQLite, and what refers to its rows would go with the old one.
    op.drop_column("retrospectives", "why")
    op.drop_column("retrospectives", "size")
