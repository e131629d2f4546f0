"""add charts to digests"""

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("digests") as digests:
        digests.add_column(sa.Column("chart_at", sa.DateTime(timezone=True), nullable=True))
        digests.add_column(sa.Column("chart_attempts", sa.Integer(), server_default="0", nullable=False))
        digests.add_column(sa.Column("chart_file", sa.String(), nullable=True))
    op.create_index("ix_digests_chart", "digests", ["chart_at"])


def downgrade() -> None:
    op.drop_index("ix_digests_chart", table_name="digests")
    with op.batch_alter_table("digests") as digests:
        for name in ("chart_at", "chart_attempts", "chart_file"):
            digests.drop_column(name)
