"""ask how the trial of a lesson went, and tell whoever gave it how that deal ended"""

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: str | None = "0047"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("trials") as table:
        table.add_column(sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_trials_deal", "trials", ["deal_id"])
    op.create_index("ix_trials_ask", "trials", ["ask_at"])
    op.create_index("ix_trials_tell", "trials", ["tell_at"])


def downgrade() -> None:
    for index in ("ix_trials_tell", "ix_trials_ask", "ix_trials_deal"):
        op.drop_index(index, "trials")
    with op.batch_alter_table("trials") as table:
        for column in ("tell_at", "asked", "ask_at"):
            table.drop_column(column)
