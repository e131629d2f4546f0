"""add follow-ups: which questions were asked once more"""

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("retrospectives") as table:
        table.add_column(sa.Column("followed_up", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    # In place: a batch would copy the table on SQLite, and what refers to its rows would go with the old one.
    op.drop_column("retrospectives", "followed_up")
