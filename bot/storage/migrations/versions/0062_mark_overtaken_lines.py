"""know which typed lines are not what is kept any more"""

import sqlalchemy as sa
from alembic import op

revision: str = "0062"
down_revision: str | None = "0061"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("lesson_drafts", sa.Column("is_overtaken", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("lesson_drafts", "is_overtaken")
