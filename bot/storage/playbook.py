"""The playbook: what is kept in it, and how it is found without its words lying open.

Of each word by which a lesson is found only what the vault's key makes of it is kept. So both databases search alike,
by an index, and whoever reads the disk learns nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, distinct, exists, func, insert, select
from sqlalchemy.orm import Session

from bot.domain.digests import Evidence
from bot.domain.playbook import Kept, found_by, is_alike
from bot.storage import trials
from bot.storage.candidates import HAS_CUSTOMERS_VOICE
from bot.storage.insertion import insert_unless_there
from bot.storage.lessons import agreed
from bot.storage.models import (
    ConsentRow,
    DealRow,
    KeptLessonRow,
    LessonRow,
    LessonWordRow,
    RetrospectiveRow,
    SightingRow,
)
from bot.storage.types import vaults
from bot.storage.vault import Vault
from bot.storage.wrap_ups import YES

Columns = TypeVarTuple("Columns")

PURPOSE = "lesson_words.word"
MOST_ALIKE = 5
LOOKED_AT = 50  # of what holds the words of a search, the best so many

_TOLD = (
    ConsentRow.choice.in_(YES),
    RetrospectiveRow.is_sensitive.is_(False),
    DealRow.deleted_at.is_(None),
)


def keep(session: Session, lesson: LessonRow, person_id: UUID | None, now: datetime) -> KeptLessonRow:
    """Keep a lesson; one that is kept already stays as it was."""
    insert_unless_there(
        session,
        KeptLessonRow,
        workspace_id=lesson.workspace_id,
        lesson_id=lesson.id,
        kept_by=person_id,
        kept_at=now,
        words=0,
        mark=b"",
    )
    kept = of_lesson(session, lesson.id)
    assert kept is not None, "inserted just now, by us or by somebody faster"
    return kept


def of_lesson(session: Session, lesson_id: UUID) -> KeptLessonRow | None:
    """What the playbook holds of a lesson, locked until the transaction ends, or None."""
    return session.scalar(select(KeptLessonRow).where(KeptLessonRow.lesson_id == lesson_id).with_for_update())


def drop(session: Session, kept: KeptLessonRow) -> None:
    """Keep a lesson no longer; what was put together with it stands by itself again."""
    for part in parts(session, kept):
        part.part_of = None
    session.flush()
    session.delete(kept)
    session.flush()


def put_together(session: Session, kept: KeptLessonRow, head: KeptLessonRow | None) -> None:
    """Have a lesson, and what is put together with it, stand under `head`; None: by itself."""
    for part in parts(session, kept) if head else ():
        part.part_of = head.id if head else None
    kept.part_of = head.id if head else None
    session.flush()


def parts(session: Session, kept: KeptLessonRow) -> Sequence[KeptLessonRow]:
    """What stands under a kept lesson."""
    query = select(KeptLessonRow).where(KeptLessonRow.part_of == kept.id).order_by(KeptLessonRow.kept_at)
    return session.scalars(query).all()


def index(session: Session, kept: KeptLessonRow, words: Collection[str]) -> None:
    """Have a kept lesson found by `words`, and by nothing else."""
    vault = _vault(session)
    session.execute(delete(LessonWordRow).where(LessonWordRow.kept_id == kept.id))
    of = {"kept_id": kept.id, "workspace_id": kept.workspace_id}
    if words:
        session.execute(insert(LessonWordRow), [of | {"word": vault.trace(word, PURPOSE)} for word in sorted(words)])
    kept.words, kept.mark = len(words), vault.mark
    session.flush()


def search(session: Session, workspace_id: UUID, sought: Sequence[frozenset[str]], most: int) -> list[UUID]:
    """The lessons that hold the most of what is sought, of equals the one kept last; what was put together, once."""
    if not sought:
        return []
    vault = _vault(session)
    traces = [[trace for word in sorted(forms) for trace in vault.traces(word, PURPOSE)] for forms in sought]
    places = case(*((LessonWordRow.word.in_(some), place) for place, some in enumerate(traces)))
    matched = func.count(distinct(places))
    query = (
        _told(select(KeptLessonRow.id, KeptLessonRow.part_of, matched), workspace_id)
        .join(LessonWordRow, LessonWordRow.kept_id == KeptLessonRow.id)
        .where(
            LessonWordRow.workspace_id == workspace_id,
            LessonWordRow.word.in_([trace for some in traces for trace in some]),
        )
        .group_by(KeptLessonRow.id, KeptLessonRow.part_of, KeptLessonRow.kept_at)
        .order_by(matched.desc(), KeptLessonRow.kept_at.desc(), KeptLessonRow.id)
        .limit(LOOKED_AT)
    )
    found = session.execute(query).all()
    best = [part_of or id for id, part_of, count in found if count == found[0][-1]]
    return list(dict.fromkeys(best))[:most]


def newest(session: Session, workspace_id: UUID, most: int) -> list[UUID]:
    """What was kept last."""
    query = _told(select(KeptLessonRow.id), workspace_id).where(KeptLessonRow.part_of.is_(None))
    return list(session.scalars(query.order_by(KeptLessonRow.kept_at.desc()).limit(most)))


def alike(session: Session, workspace_id: UUID, text: str, but: UUID) -> list[UUID]:
    """Kept lessons that read like `text`, the most alike first, without that of the lesson `but`."""
    vault, words = _vault(session), found_by(text)
    traces = [trace for word in sorted(words) for trace in vault.traces(word, PURPOSE)]
    shared = func.count()
    query = (
        _told(select(KeptLessonRow.id, KeptLessonRow.words, shared), workspace_id)
        .join(LessonWordRow, LessonWordRow.kept_id == KeptLessonRow.id)
        .where(
            LessonWordRow.workspace_id == workspace_id,
            LessonWordRow.word.in_(traces),
            KeptLessonRow.part_of.is_(None),
            KeptLessonRow.lesson_id != but,
        )
        .group_by(KeptLessonRow.id, KeptLessonRow.words)
        .order_by(shared.desc(), KeptLessonRow.id)
        .limit(MOST_ALIKE)
    )
    return [id for id, size, count in session.execute(query) if is_alike(count, len(words), size)]


def lines(session: Session, kept_ids: Iterable[UUID]) -> list[Kept]:
    """Each of these as it stands in a list, in this order; what may not be told by now is left out."""
    wanted = list(kept_ids)
    query = select(KeptLessonRow.id, *_FACTS).select_from(KeptLessonRow)
    query = query.join(LessonRow, LessonRow.id == KeptLessonRow.lesson_id)
    rows = session.execute(_of_told_talk(query).where(KeptLessonRow.id.in_(wanted))).all()
    by_id = {row[0]: _line(session, row[0], *row[1:]) for row in rows}
    return [by_id[id] for id in wanted if id in by_id]


def line(session: Session, lesson: LessonRow) -> Kept | None:
    """A lesson, kept or not, as it stands in a list; None when it may not be told."""
    kept = of_lesson(session, lesson.id)
    row = session.execute(_of_told_talk(select(*_FACTS)).where(LessonRow.id == lesson.id)).first()
    return _line(session, kept.id if kept else None, *row) if row else None


def told_lately(session: Session, workspace_id: UUID, since: datetime, most: int) -> list[Kept]:
    """Lessons whose rep said yes since then and that nobody has kept, the latest first."""
    query = (
        _of_told_talk(select(*_FACTS))
        .where(
            ConsentRow.workspace_id == workspace_id,
            ConsentRow.given_at > since,
            ~exists().where(KeptLessonRow.lesson_id == LessonRow.id),
        )
        .order_by(ConsentRow.given_at.desc(), LessonRow.id)
        .limit(most)
    )
    return [_line(session, None, *row) for row in session.execute(query)]


def see_again(session: Session, lesson: LessonRow, person_id: UUID, week: str) -> None:
    """Note that somebody met it again; once a week counts."""
    of = {"workspace_id": lesson.workspace_id, "lesson_id": lesson.id}
    insert_unless_there(session, SightingRow, **of, person_id=person_id, week=week)


def under_older_keys(session: Session, most: int) -> list[KeptLessonRow]:
    """Kept lessons whose words were written before the keys were rotated."""
    query = select(KeptLessonRow).where(KeptLessonRow.mark != _vault(session).mark).order_by(KeptLessonRow.id)
    return list(session.scalars(query.limit(most)))


_FACTS = (LessonRow.id, RetrospectiveRow.announced, DealRow.name, LessonRow.text, HAS_CUSTOMERS_VOICE)


def _line(
    session: Session, kept_id: UUID | None, lesson_id: UUID, announced: Any, name: str, text: str, has_voice: bool
) -> Kept:
    deal, words = agreed(announced or {}, name, text)
    evidence = Evidence.CUSTOMER_SAID if has_voice else Evidence.WE_THINK
    together = _together(session, kept_id, lesson_id)
    seen = select(func.count()).where(SightingRow.lesson_id.in_(together))
    return Kept(lesson_id, deal, words, evidence, session.scalars(seen).one(), trials.record(session, together))


def _together(session: Session, kept_id: UUID | None, lesson_id: UUID) -> list[UUID]:
    """The lesson and what is put together with it."""
    under = select(KeptLessonRow.lesson_id).where(KeptLessonRow.part_of == kept_id)
    return [lesson_id, *(session.scalars(under) if kept_id else ())]


def _told(query: Select[*Columns], workspace_id: UUID) -> Select[*Columns]:
    """Of the kept lessons of a workspace those that may be told."""
    query = query.join(LessonRow, LessonRow.id == KeptLessonRow.lesson_id)
    return _of_told_talk(query).where(KeptLessonRow.workspace_id == workspace_id)


def _of_told_talk(query: Select[*Columns]) -> Select[*Columns]:
    conditions: tuple[ColumnElement[bool], ...] = _TOLD
    return (
        query.join(RetrospectiveRow, RetrospectiveRow.id == LessonRow.retrospective_id)
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*conditions)
    )


def _vault(session: Session) -> Vault:
    return vaults[session.get_bind().dialect]
