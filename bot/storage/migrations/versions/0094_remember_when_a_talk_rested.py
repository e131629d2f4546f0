"""remember when a talk rested, so that what was written then stays talk among people"""

import sqlalchemy as sa
from alembic import op

revision: str = "0094"
down_revision: str | None = "0093"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("retrospectives", sa.Column("rests", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("retrospectives", "rests")
