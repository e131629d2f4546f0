"""add typed lines: every field of the closing form may be typed, as the lesson could"""

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | None = None
depends_on: str | None = None

TABLE = "lesson_drafts"
ONE_OF_MESSAGE = "uq_lesson_drafts_workspace_id_channel_slack_ts"
ONE_OF_FIELD = "uq_lesson_drafts_workspace_id_channel_slack_ts_field"
OF_MESSAGE = ["workspace_id", "channel", "slack_ts"]


def upgrade() -> None:
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("field", sa.String(), nullable=False, server_default="lesson"))
        batch_op.drop_constraint(op.f(ONE_OF_MESSAGE), type_="unique")
        batch_op.create_unique_constraint(op.f(ONE_OF_FIELD), [*OF_MESSAGE, "field"])


def downgrade() -> None:
    op.execute(f"DELETE FROM {TABLE} WHERE field <> 'lesson'")  # noqa: S608  # a name of ours
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(ONE_OF_FIELD), type_="unique")
        batch_op.create_unique_constraint(op.f(ONE_OF_MESSAGE), OF_MESSAGE)
        batch_op.drop_column("field")
