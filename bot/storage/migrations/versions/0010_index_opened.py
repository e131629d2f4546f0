"""index opened: what a rep has behind them is asked before each retrospective opens"""

from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index("ix_retrospectives_rep_opened", "retrospectives", ["rep_id", "opened_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_retrospectives_rep_opened", table_name="retrospectives")
