"""know when to ask each CRM for the open deals of the next owner"""

import sqlalchemy as sa
from alembic import op

revision: str = "0087"
down_revision: str | None = "0086"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("sweeps", sa.Column("owners_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sweeps", sa.Column("owner", sa.String(), nullable=True))
    op.create_index("ix_sweeps_owners", "sweeps", ["owners_at"])
    op.execute("UPDATE sweeps SET owners_at = due_at")


def downgrade() -> None:
    op.drop_index("ix_sweeps_owners", table_name="sweeps")
    op.drop_column("sweeps", "owner")
    op.drop_column("sweeps", "owners_at")
