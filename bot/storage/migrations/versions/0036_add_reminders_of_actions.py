"""add reminders of actions: when whoever does it is asked how it went"""

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("actions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_actions_remind", "actions", ["remind_at"])


def downgrade() -> None:
    op.drop_index("ix_actions_remind", "actions")
    op.drop_column("actions", "remind_at")
