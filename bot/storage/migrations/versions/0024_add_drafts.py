"""add drafts: what somebody writes for themselves until they share it"""

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_drafts_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["retrospective_id"], ["retrospectives.id"], name=op.f("fk_drafts_retrospective_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_drafts_author_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "retrospective_id", "author_id", "question", name=op.f("uq_drafts_retrospective_id_author_id_question")
        ),
    )
    op.create_index("ix_drafts_author", "drafts", ["author_id"], unique=False)


def downgrade() -> None:
    op.drop_table("drafts")
