"""find the trials of a quarter"""

from alembic import op

revision: str = "0059"
down_revision: str | None = "0056"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index("ix_trials_begun", "trials", ["workspace_id", "begun_at"])


def downgrade() -> None:
    op.drop_index("ix_trials_begun", "trials")
