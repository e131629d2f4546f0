"""The playbook: what is kept in it, and how it is found without its words lying open (`full_text`)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, column, exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.domain.digests import Evidence
from bot.domain.playbook import Kept
from bot.domain.trials import Record, record
from bot.storage import full_text, trials
from bot.storage.candidates import HAS_CUSTOMERS_VOICE
from bot.storage.grammar import GRAMMAR
from bot.storage.insertion import insert_unless_there
from bot.storage.lessons import agreed
from bot.storage.models import (
    ConsentRow,
    DealRow,
    KeptLessonRow,
    LessonRow,
    LessonTextRow,
    RetrospectiveRow,
    SightingRow,
)
from bot.storage.wrap_ups import YES

Columns = TypeVarTuple("Columns")

_FACTS = (LessonRow.id, RetrospectiveRow.announced, DealRow.name, LessonRow.text, HAS_CUSTOMERS_VOICE)
# What the team may read; also of a deal that was won in the end.
MAY_BE_READ: tuple[ColumnElement[bool], ...] = (
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
    kept = locked(session, lesson.id)
    assert kept is not None, "inserted just now, by us or by somebody faster"
    return kept


def of_lesson(session: Session, lesson_id: UUID) -> KeptLessonRow | None:
    """What the playbook holds of a lesson, or None."""
    return session.scalar(select(KeptLessonRow).where(KeptLessonRow.lesson_id == lesson_id))


def locked(session: Session, lesson_id: UUID) -> KeptLessonRow | None:
    """What the playbook holds of a lesson, locked until the transaction ends, or None."""
    return session.scalar(select(KeptLessonRow).where(KeptLessonRow.lesson_id == lesson_id).with_for_update())


def drop(session: Session, kept: KeptLessonRow) -> None:
    """Keep a lesson no longer; what was put together with it stands by itself again."""
    stand_alone(session, kept)
    session.delete(kept)
    session.flush()


def put_under(session: Session, kept: KeptLessonRow, head: KeptLessonRow) -> None:
    """Have a lesson, and what is put together with it, stand under `head`."""
    for one in (kept, *parts(session, kept)):
        one.part_of = head.id
    session.flush()


def stand_alone(session: Session, kept: KeptLessonRow) -> None:
    """Have a lesson stand by itself, and whatever stood under it as well."""
    for one in (kept, *parts(session, kept)):
        one.part_of = None
    session.flush()


def parts(session: Session, kept: KeptLessonRow) -> Sequence[KeptLessonRow]:
    """What stands under a kept lesson."""
    query = select(KeptLessonRow).where(KeptLessonRow.part_of == kept.id).order_by(KeptLessonRow.kept_at)
    return session.scalars(query).all()


def reindex(session: Session, kept: KeptLessonRow) -> bool:
    """Have a kept lesson found by the words that may be told of it now. False when there are none: by nothing."""
    told = line(session, session.get_one(LessonRow, kept.lesson_id))
    full_text.write(session, kept, GRAMMAR.found_by(f"{told.deal}\n{told.lesson}") if told else ())
    return told is not None


def search(session: Session, workspace_id: UUID, sought: Sequence[frozenset[str]], most: int) -> list[UUID]:
    """The lessons that hold the most of what is sought, of equals the closest one, then the one kept last; what was put
    together, once.
    """
    if not sought:
        return []
    each = _found(session, workspace_id, sought).subquery()
    head, holds = func.coalesce(each.c.part_of, each.c.id), func.max(each.c.holds)
    query = select(head, holds).group_by(head)
    found = session.execute(
        query.order_by(holds.desc(), func.min(each.c.off), func.max(each.c.kept_at).desc(), head).limit(most)
    ).all()
    return [kept_id for kept_id, count in found if count == found[0][1]]


def nearest(session: Session, workspace_id: UUID, words: frozenset[str], but: UUID, most: int) -> list[UUID]:
    """Kept lessons that stand by themselves and say the most of `words`, without that of the lesson `but`."""
    if not words:
        return []
    each = _found(session, workspace_id, (words,))
    each = each.where(KeptLessonRow.part_of.is_(None), KeptLessonRow.lesson_id != but)
    return list(
        session.scalars(each.order_by(column("off"), KeptLessonRow.kept_at.desc(), KeptLessonRow.id).limit(most))
    )


def newest(session: Session, workspace_id: UUID, most: int) -> list[UUID]:
    """What was kept last."""
    query = _told(select(KeptLessonRow.id), workspace_id).where(KeptLessonRow.part_of.is_(None))
    return list(session.scalars(query.order_by(KeptLessonRow.kept_at.desc()).limit(most)))


def lines(session: Session, kept_ids: Iterable[UUID]) -> list[Kept]:
    """Each of these as it stands in a list, in this order; what may not be told by now is left out."""
    wanted = list(kept_ids)
    query = select(KeptLessonRow.id, *_FACTS).join(LessonRow, LessonRow.id == KeptLessonRow.lesson_id)
    rows = {row[0]: row[1:] for row in session.execute(_of_told_talk(query).where(KeptLessonRow.id.in_(wanted)))}
    return _lines(session, [rows[kept_id] for kept_id in wanted if kept_id in rows])


def line(session: Session, lesson: LessonRow) -> Kept | None:
    """A lesson, kept or not, as it stands in a list; None when it may not be told."""
    rows = session.execute(_of_told_talk(select(*_FACTS)).where(LessonRow.id == lesson.id)).all()
    return next(iter(_lines(session, rows)), None)


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
    return _lines(session, session.execute(query).all())


def see_again(session: Session, lesson: LessonRow, person_id: UUID, week: str) -> None:
    """Note that somebody met it again; once a week counts."""
    of = {"workspace_id": lesson.workspace_id, "lesson_id": lesson.id}
    insert_unless_there(session, SightingRow, **of, person_id=person_id, week=week)


def write_words_again(session: Session, most: int) -> int:
    """Have kept lessons be found by words under the newest key, by today's rules; returns how many were not."""
    older = full_text.outdated(session, most)
    for kept in older:
        reindex(session, kept)
    return len(older)


def _found(
    session: Session, workspace_id: UUID, sought: Iterable[Iterable[str]]
) -> Select[UUID, UUID | None, datetime, int, float]:
    """What holds any of what is sought, with how much of it, and how far `off` it is."""
    # By itself first: SQLite would rather ask its full text once for each lesson of the workspace.
    matches = full_text.matches(session, workspace_id, sought).cte("matches").prefix_with("MATERIALIZED")
    facts = (KeptLessonRow.id, KeptLessonRow.part_of, KeptLessonRow.kept_at)
    return (
        _told(select(*facts, func.count().label("holds"), func.sum(matches.c.off).label("off")), workspace_id)
        .join(LessonTextRow, LessonTextRow.kept_id == KeptLessonRow.id)
        .join(matches, matches.c.number == LessonTextRow.number)
        .group_by(*facts)
    )


def _lines(session: Session, rows: Sequence[Any]) -> list[Kept]:
    """The lines of rows of `_FACTS`, with what is known of each and of what is put together with it."""
    together = _together(session, [row[0] for row in rows])
    everybody = [lesson for some in together.values() for lesson in some]
    seen, tried = _seen(session, everybody), trials.of_lessons(session, everybody)
    return [
        _line(
            row,
            sum(seen[lesson] for lesson in together[row[0]]),
            record((deal, result, outcome) for lesson, deal, result, outcome in tried if lesson in together[row[0]]),
        )
        for row in rows
    ]


def _line(row: Any, seen: int, known: Record) -> Kept:
    lesson_id, announced, name, text, has_voice = row
    deal, words = agreed(announced or {}, name, text)
    return Kept(lesson_id, deal, words, Evidence.CUSTOMER_SAID if has_voice else Evidence.WE_THINK, seen, known)


def _together(session: Session, lesson_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """Each lesson with those that are put together with it."""
    head = aliased(KeptLessonRow)
    under = select(head.lesson_id, KeptLessonRow.lesson_id).join(head, head.id == KeptLessonRow.part_of)
    together = {lesson: [lesson] for lesson in lesson_ids}
    for lesson, part in session.execute(under.where(head.lesson_id.in_(lesson_ids))):
        together[lesson].append(part)
    return together


def _seen(session: Session, lesson_ids: Sequence[UUID]) -> Counter[UUID]:
    """How often each of these lessons was met again."""
    return Counter(session.scalars(select(SightingRow.lesson_id).where(SightingRow.lesson_id.in_(lesson_ids))))


def _told(query: Select[*Columns], workspace_id: UUID) -> Select[*Columns]:
    """Of the kept lessons of a workspace those that may be told."""
    query = query.join(LessonRow, LessonRow.id == KeptLessonRow.lesson_id)
    return _of_told_talk(query).where(KeptLessonRow.workspace_id == workspace_id)


def _of_told_talk(query: Select[*Columns]) -> Select[*Columns]:
    return (
        query.join(RetrospectiveRow, RetrospectiveRow.id == LessonRow.retrospective_id)
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*MAY_BE_READ)
    )
