"""Tags on the lessons of the playbook."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.domain.playbook import MOST_TAGS_IN_ALL, tag_key
from bot.storage.insertion import insert_unless_there
from bot.storage.models import KeptLessonRow, LessonTagRow, TagRow


def of(session: Session, kept: KeptLessonRow) -> list[TagRow]:
    """The tags of a kept lesson, by name."""
    query = select(TagRow).join(LessonTagRow, LessonTagRow.tag_id == TagRow.id).where(LessonTagRow.kept_id == kept.id)
    return _by_name(session.scalars(query).all())


def of_workspace(session: Session, workspace_id: UUID) -> list[TagRow]:
    """All tags that there are, by name."""
    return _by_name(session.scalars(select(TagRow).where(TagRow.workspace_id == workspace_id)).all())


def put(session: Session, kept: KeptLessonRow, names: Iterable[str]) -> bool:
    """Have a kept lesson carry these tags and no others; a tag that nothing carries any more goes.

    Returns whether there is room for all tags that there are now.
    """
    session.execute(delete(LessonTagRow).where(LessonTagRow.kept_id == kept.id))
    for name in names:
        _carry(session, kept, _tag(session, kept.workspace_id, name))
    forget_unused(session, kept.workspace_id)
    return len(of_workspace(session, kept.workspace_id)) <= MOST_TAGS_IN_ALL


def by_id(session: Session, workspace_id: UUID, tag_id: UUID) -> TagRow | None:
    """The tag of this workspace, locked until the transaction ends, or None."""
    query = select(TagRow).where(TagRow.workspace_id == workspace_id, TagRow.id == tag_id)
    return session.scalar(query.with_for_update())


def rename(session: Session, tag: TagRow, name: str) -> None:
    """Give a tag another name; when another tag has that name, the two become one."""
    other = _tag(session, tag.workspace_id, name)
    if other.id == tag.id:
        tag.name = name
        return
    carriers = select(KeptLessonRow).join(LessonTagRow, LessonTagRow.kept_id == KeptLessonRow.id)
    for kept in session.scalars(carriers.where(LessonTagRow.tag_id == tag.id)).all():
        _carry(session, kept, other)
    session.delete(tag)
    session.flush()


def forget_unused(session: Session, workspace_id: UUID) -> None:
    """Take away the tags that no lesson carries."""
    used = select(LessonTagRow.tag_id).where(LessonTagRow.workspace_id == workspace_id)
    session.execute(delete(TagRow).where(TagRow.workspace_id == workspace_id, TagRow.id.not_in(used)))


def _tag(session: Session, workspace_id: UUID, name: str) -> TagRow:
    key = hashlib.sha256(tag_key(name).encode()).hexdigest()
    insert_unless_there(session, TagRow, workspace_id=workspace_id, key=key, name=name)
    return session.scalars(select(TagRow).where(TagRow.workspace_id == workspace_id, TagRow.key == key)).one()


def _carry(session: Session, kept: KeptLessonRow, tag: TagRow) -> None:
    of = {"kept_id": kept.id, "tag_id": tag.id, "workspace_id": kept.workspace_id}
    insert_unless_there(session, LessonTagRow, **of)


def _by_name(tags: Sequence[TagRow]) -> list[TagRow]:
    return sorted(tags, key=lambda tag: tag_key(tag.name))
