"""add typed drafts: private words may be replies in Slack, several to one question"""

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | None = None
depends_on: str | None = None

ONE_OF_QUESTION = "uq_drafts_retrospective_id_author_id_question"
ONE_OF_MESSAGE = "uq_drafts_workspace_id_channel_slack_ts"
OF_AUTHOR = "ix_drafts_retrospective_author"


def upgrade() -> None:
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        for name in ("channel", "slack_ts", "edited_ts"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        batch_op.drop_constraint(op.f(ONE_OF_QUESTION), type_="unique")
        batch_op.create_unique_constraint(op.f(ONE_OF_MESSAGE), ["workspace_id", "channel", "slack_ts"])
    op.create_index(OF_AUTHOR, "drafts", ["retrospective_id", "author_id"])


def downgrade() -> None:
    op.execute("DELETE FROM drafts WHERE slack_ts IS NOT NULL")
    op.drop_index(OF_AUTHOR, "drafts")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(ONE_OF_MESSAGE), type_="unique")
        batch_op.create_unique_constraint(op.f(ONE_OF_QUESTION), ["retrospective_id", "author_id", "question"])
        for name in ("edited_ts", "slack_ts", "channel"):
            batch_op.drop_column(name)
