"""know when a CRM should have spoken again"""

import sqlalchemy as sa
from alembic import op

revision: str = "0080"
down_revision: str | None = "0078"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("connections", sa.Column("expected_by", sa.DateTime(timezone=True), nullable=True))
    # Each is judged once, at the first chance; from then on by what it says.
    op.execute("UPDATE connections SET expected_by = last_received_at")


def downgrade() -> None:
    op.drop_column("connections", "expected_by")
