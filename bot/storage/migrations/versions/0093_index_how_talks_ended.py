"""index how talks ended"""

from alembic import op

revision: str = "0093"
down_revision: str | None = "0092"
branch_labels: str | None = None
depends_on: str | None = None

NAME = "ix_retrospectives_workspace_closed"


def upgrade() -> None:
    with op.batch_alter_table("retrospectives") as batch_op:
        batch_op.drop_index(NAME)
        batch_op.create_index(NAME, ["workspace_id", "closed_at", "outcome", "status"])


def downgrade() -> None:
    with op.batch_alter_table("retrospectives") as batch_op:
        batch_op.drop_index(NAME)
        batch_op.create_index(NAME, ["workspace_id", "closed_at"])
