"""remember how far a call had got before the customer was heard"""

import sqlalchemy as sa
from alembic import op

revision: str = "0097"
down_revision: str | None = "0096"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("call_was", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("retrospectives", "call_was")
