"""keep what replies say of a call, so that it follows when they are edited or deleted"""

import sqlalchemy as sa
from alembic import op

revision: str = "0098"
down_revision: str | None = "0097"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "call_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_call_replies_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["retrospective_id"],
            ["retrospectives.id"],
            name=op.f("fk_call_replies_retrospective_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_call_replies_author_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_replies")),
        sa.UniqueConstraint(
            "workspace_id", "channel", "slack_ts", name=op.f("uq_call_replies_workspace_id_channel_slack_ts")
        ),
    )
    op.create_index("ix_call_replies_retrospective", "call_replies", ["retrospective_id"])
    op.create_index("ix_call_replies_author", "call_replies", ["author_id"])


def downgrade() -> None:
    op.drop_table("call_replies")
