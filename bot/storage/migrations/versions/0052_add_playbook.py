"""add the playbook: kept lessons, what they are found by, tags, and who met them again"""

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0051"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "kept_lessons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("part_of", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        _refers("kept_lessons", "workspace_id", "workspaces", "CASCADE"),
        _refers("kept_lessons", "lesson_id", "lessons", "CASCADE"),
        _refers("kept_lessons", "kept_by", "people", "SET NULL"),
        _refers("kept_lessons", "part_of", "kept_lessons", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_lessons")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_kept_lessons_lesson_id")),
    )
    op.create_index("ix_kept_lessons_newest", "kept_lessons", ["workspace_id", "kept_at"])
    op.create_index("ix_kept_lessons_part_of", "kept_lessons", ["part_of"])
    op.create_index("ix_kept_lessons_kept_by", "kept_lessons", ["kept_by"])
    op.create_table(
        "lesson_words",
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        _refers("lesson_words", "kept_id", "kept_lessons", "CASCADE"),
        _refers("lesson_words", "workspace_id", "workspaces", "CASCADE"),
        sa.PrimaryKeyConstraint("kept_id", "word", name=op.f("pk_lesson_words")),
    )
    op.create_index("ix_lesson_words_word", "lesson_words", ["workspace_id", "word"])
    op.create_table(
        "tags",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        _refers("tags", "workspace_id", "workspaces", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_tags_workspace_id_key")),
    )
    op.create_table(
        "lesson_tags",
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        _refers("lesson_tags", "kept_id", "kept_lessons", "CASCADE"),
        _refers("lesson_tags", "tag_id", "tags", "CASCADE"),
        _refers("lesson_tags", "workspace_id", "workspaces", "CASCADE"),
        sa.PrimaryKeyConstraint("kept_id", "tag_id", name=op.f("pk_lesson_tags")),
    )
    op.create_index("ix_lesson_tags_tag", "lesson_tags", ["tag_id"])
    op.create_index("ix_lesson_tags_workspace", "lesson_tags", ["workspace_id"])
    op.create_table(
        "sightings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        _refers("sightings", "workspace_id", "workspaces", "CASCADE"),
        _refers("sightings", "lesson_id", "lessons", "CASCADE"),
        _refers("sightings", "person_id", "people", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("lesson_id", "person_id", "week", name=op.f("uq_sightings_lesson_id_person_id_week")),
    )
    op.create_index("ix_sightings_person", "sightings", ["person_id"])
    op.create_index("ix_sightings_workspace", "sightings", ["workspace_id"])


def _refers(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def downgrade() -> None:
    for table in ("sightings", "lesson_tags", "tags", "lesson_words", "kept_lessons"):
        op.drop_table(table)
