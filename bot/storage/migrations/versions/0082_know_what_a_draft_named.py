"""know which questions a private reply named, so that an edit brings none back that was taken out"""

import sqlalchemy as sa
from alembic import op

revision: str = "0082"
down_revision: str | None = "0081"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("named", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("drafts", "named")
