"""know of which options a field of a CRM takes one"""

import sqlalchemy as sa
from alembic import op

revision: str = "0091"
down_revision: str | None = "0090"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("crm_writes", sa.Column("options", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("crm_writes", "options")
