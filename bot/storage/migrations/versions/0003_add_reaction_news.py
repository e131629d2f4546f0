"""add reaction news"""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "reaction_news",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("celebration_id", sa.Uuid(), nullable=False),
        sa.Column("slack_user", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event_ts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["celebration_id"], ["celebrations.id"], name=op.f("fk_reaction_news_celebration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_reaction_news_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reaction_news")),
        sa.UniqueConstraint(
            "celebration_id", "slack_user", "name", name=op.f("uq_reaction_news_celebration_id_slack_user_name")
        ),
    )


def downgrade() -> None:
    op.drop_table("reaction_news")
