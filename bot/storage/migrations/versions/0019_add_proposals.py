"""add proposals: a newer text that the rep is asked about, while the one agreed to still stands"""

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("retrospectives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    # In place: a batch would copy the table on SQLite, and what refers to its rows would go with the old one.
    op.drop_column("retrospectives", "proposed")
