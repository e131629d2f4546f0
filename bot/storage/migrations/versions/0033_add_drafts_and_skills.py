"""add typed lessons and skills: lessons typed in the thread, and what a rep wants to practise"""

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "lesson_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=False),
        sa.Column("edited_ts", sa.String(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        *_belongs("lesson_drafts", "author_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_drafts")),
        sa.UniqueConstraint(
            "workspace_id", "channel", "slack_ts", name=op.f("uq_lesson_drafts_workspace_id_channel_slack_ts")
        ),
    )
    op.create_index("ix_lesson_drafts_retrospective", "lesson_drafts", ["retrospective_id"])
    op.create_index("ix_lesson_drafts_author", "lesson_drafts", ["author_id"])
    op.create_table(
        "skills",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("ask_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("practice", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        *_belongs("skills", "person_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sa.UniqueConstraint("retrospective_id", name=op.f("uq_skills_retrospective_id")),
    )
    op.create_index("ix_skills_ask", "skills", ["ask_at"])
    op.create_index("ix_skills_person", "skills", ["person_id"])


def _belongs(table: str, person: str) -> list[sa.ForeignKeyConstraint]:
    """To a workspace and a talk, with which it goes, and to a person, without whom it stays."""
    keys = {
        "workspace_id": ("workspaces", "CASCADE"),
        "retrospective_id": ("retrospectives", "CASCADE"),
        person: ("people", "SET NULL"),
    }
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)
        for column, (other, ondelete) in keys.items()
    ]


def downgrade() -> None:
    op.drop_table("skills")
    op.drop_table("lesson_drafts")
