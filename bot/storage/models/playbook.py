"""The playbook: lessons that are kept, what they are found by, their tags, and who met them again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Counter, Row, new_id, of_workspace
from bot.storage.types import FullText, SealedText


class KeptLessonRow(Row):
    """A lesson in the playbook. `part_of`: it reads like another one and stands there."""

    __tablename__ = "kept_lessons"
    __table_args__ = (
        UniqueConstraint("lesson_id"),
        Index("ix_kept_lessons_newest", "workspace_id", "kept_at"),
        Index("ix_kept_lessons_part_of", "part_of"),
        Index("ix_kept_lessons_kept_by", "kept_by"),
        Index("ix_kept_lessons_mark", "mark"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    kept_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    kept_at: Mapped[datetime]
    part_of: Mapped[UUID | None] = mapped_column(ForeignKey("kept_lessons.id", ondelete="SET NULL"))
    # How many words it is found by, which the release before reads; under which key and by which rules they stand.
    words: Mapped[int] = mapped_column(default=0)
    mark: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class LessonTextRow(Row):
    """All that a kept lesson is found by: of each word what only our key makes of it.

    On PostgreSQL a `tsvector`, with an index that its migration alone tells; on SQLite the content of the FTS5 table
    `lesson_texts_fts`, which triggers keep up to date and which knows it by its `number`.
    """

    __tablename__ = "lesson_texts"
    __table_args__ = (
        UniqueConstraint("kept_id"),
        Index("ix_lesson_texts_workspace", "workspace_id"),
    )

    number: Mapped[int] = mapped_column(Counter, primary_key=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("kept_lessons.id", ondelete="CASCADE"))
    workspace_id: Mapped[UUID] = of_workspace()
    words: Mapped[str] = mapped_column(FullText)


class LessonWordRow(Row):
    """By what the release before has a kept lesson found; nobody writes it any more."""

    __tablename__ = "lesson_words"
    __table_args__ = (Index("ix_lesson_words_word", "workspace_id", "word"),)

    kept_id: Mapped[UUID] = mapped_column(ForeignKey("kept_lessons.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()


class TagRow(Row):
    """A tag of the playbook; `key` is what its spellings have in common, as a fingerprint."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    key: Mapped[str]
    name: Mapped[str] = mapped_column(SealedText("tags.name"))


class LessonTagRow(Row):
    """A tag on a kept lesson."""

    __tablename__ = "lesson_tags"
    __table_args__ = (Index("ix_lesson_tags_tag", "tag_id"), Index("ix_lesson_tags_workspace", "workspace_id"))

    kept_id: Mapped[UUID] = mapped_column(ForeignKey("kept_lessons.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = of_workspace()


class SightingRow(Row):
    """Somebody met a lesson again, in one week."""

    __tablename__ = "sightings"
    __table_args__ = (
        UniqueConstraint("lesson_id", "person_id", "week"),
        Index("ix_sightings_person", "person_id"),
        Index("ix_sightings_workspace", "workspace_id"),
    )

    id: Mapped[UUID] = new_id()
    workspace_id: Mapped[UUID] = of_workspace()
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    week: Mapped[str]
