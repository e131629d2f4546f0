"""add the outcome of actions, and find whose reactions stand somewhere"""

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("actions", sa.Column("outcome", sa.String(), nullable=True))
    op.create_index("ix_reactions_slack_user", "reactions", ["workspace_id", "slack_user"])


def downgrade() -> None:
    # In place: a batch would copy the tables on SQLite, and what refers to their rows would go with the old ones.
    op.drop_index("ix_reactions_slack_user", "reactions")
    op.drop_column("actions", "outcome")
