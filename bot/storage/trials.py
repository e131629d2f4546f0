"""Where lessons are at work: the open deals that people try them on, how it went, and how those deals ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.domain.listed import Listed
from bot.domain.trials import Result
from bot.storage import due_rows
from bot.storage.models import DealRow, LessonRow, RetrospectiveRow, TrialRow

MOST_TRIALS = 100  # that one look goes through


@dataclass(frozen=True)
class Trial:
    """A deal that the lesson is tried on. `outcome` is how that deal stands, None where no CRM tells."""

    deal_name: str
    outcome: str | None
    result: Result = Result.TRIED


@dataclass(frozen=True)
class AtWork:
    """One lesson, the deal that taught it, and where it is tried: the latest first."""

    deal_name: str
    text: str
    trials: tuple[Trial, ...]


def of_lessons_by(session: Session, workspace_id: UUID, rep_id: UUID, most: int) -> Listed[AtWork]:
    """The lessons of one rep that somebody tries, whoever it is; that of the latest trial first.

    Nothing is said of a trial on a deal of which any talk is sensitive, or that the CRM deleted.
    """
    taught_on, tried_on = DealRow.__table__.alias("taught_on"), DealRow.__table__.alias("tried_on")
    about = aliased(RetrospectiveRow)
    is_sensitive = exists().where(about.deal_id == TrialRow.deal_id, about.is_sensitive.is_(True))
    newest = func.max(TrialRow.begun_at).over(partition_by=LessonRow.id)
    query = (
        select(
            LessonRow.id,
            LessonRow.text,
            taught_on.c.name.label("taught_on"),
            TrialRow.deal_name,
            TrialRow.status,
            tried_on.c.outcome,
        )
        .select_from(RetrospectiveRow)
        .join(LessonRow, LessonRow.retrospective_id == RetrospectiveRow.id)
        .join(TrialRow, TrialRow.lesson_id == LessonRow.id)
        .join(taught_on, taught_on.c.id == RetrospectiveRow.deal_id)
        .outerjoin(tried_on, tried_on.c.id == TrialRow.deal_id)
        .where(RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.rep_id == rep_id)
        .where(~is_sensitive, tried_on.c.deleted_at.is_(None))
        .order_by(newest.desc(), LessonRow.id, TrialRow.begun_at.desc())
        .limit(MOST_TRIALS)
    )
    lessons = [list(rows) for _, rows in groupby(session.execute(query), key=lambda row: row.id)]
    shown = tuple(
        AtWork(
            rows[0].taught_on,
            rows[0].text,
            tuple(Trial(row.deal_name, row.outcome, Result(row.status)) for row in rows),
        )
        for rows in lessons[:most]
    )
    return Listed(shown, len(lessons))


def of_lessons(session: Session, lesson_ids: Sequence[UUID]) -> list[tuple[UUID, str, Result, str | None]]:
    """All trials of these: the lesson, a mark of the deal, the result, and how the deal stands where a CRM tells.

    Nothing of deals that the CRM deleted; a typed one it never knew.
    """
    query = (
        select(TrialRow.lesson_id, TrialRow.deal_key, TrialRow.status, DealRow.outcome)
        .outerjoin(DealRow, DealRow.id == TrialRow.deal_id)
        .where(TrialRow.lesson_id.in_(lesson_ids), DealRow.deleted_at.is_(None))
    )
    return [(lesson, deal, Result(status), outcome) for lesson, deal, status, outcome in session.execute(query)]


def begun_between(
    session: Session, workspace_id: UUID, since: datetime, until: datetime
) -> list[tuple[str, Result, str | None]]:
    """The trials that began from `since` on and before `until`: a mark of the deal, the result, how the deal stands.

    Nothing of deals that a sensitive talk is about, or that the CRM deleted.
    """
    about = aliased(RetrospectiveRow)
    is_sensitive = exists().where(about.deal_id == TrialRow.deal_id, about.is_sensitive.is_(True))
    query = (
        select(TrialRow.deal_key, TrialRow.status, DealRow.outcome)
        .outerjoin(DealRow, DealRow.id == TrialRow.deal_id)
        .where(
            TrialRow.workspace_id == workspace_id,
            TrialRow.begun_at >= since,
            TrialRow.begun_at < until,
            ~is_sensitive,
            DealRow.deleted_at.is_(None),
        )
    )
    return [(deal, Result(status), outcome) for deal, status, outcome in session.execute(query)]


def to_ask(session: Session, now: datetime, most: int) -> list[UUID]:
    """Trials of which somebody is to be asked by `now`, the longest due first."""
    return due_rows.due(session, TrialRow, TrialRow.ask_at, now, most)


def to_tell(session: Session, now: datetime, most: int) -> list[UUID]:
    """Trials of which whoever gave the lesson is to hear by `now`, the longest due first."""
    return due_rows.due(session, TrialRow, TrialRow.tell_at, now, most)


def claim_question(session: Session, trial_id: UUID, now: datetime) -> TrialRow | None:
    """The trial, if nobody has asked yet: whoever gets it asks."""
    return due_rows.claim(session, TrialRow, TrialRow.ask_at, trial_id, now)


def claim_news(session: Session, trial_id: UUID, now: datetime) -> TrialRow | None:
    """The trial, if nobody has told of it yet: whoever gets it tells."""
    return due_rows.claim(session, TrialRow, TrialRow.tell_at, trial_id, now)


def locked(session: Session, workspace_id: UUID, trial_id: UUID) -> TrialRow | None:
    """The trial of this workspace, locked until the transaction ends, or None."""
    query = select(TrialRow).where(TrialRow.workspace_id == workspace_id, TrialRow.id == trial_id)
    return session.scalar(query.with_for_update())


def on_deal(session: Session, deal: DealRow) -> list[TrialRow]:
    """What is tried on a deal, locked until the transaction ends."""
    return list(
        session.scalars(select(TrialRow).where(TrialRow.deal_id == deal.id).order_by(TrialRow.id).with_for_update())
    )


def unanswered(session: Session, talk: RetrospectiveRow) -> list[TrialRow]:
    """Trials of what a talk taught of which nobody has said yet whether it helped, asked about or due to be."""
    query = (
        select(TrialRow)
        .join(LessonRow, LessonRow.id == TrialRow.lesson_id)
        .where(
            LessonRow.retrospective_id == talk.id,
            or_(TrialRow.asked > 0, TrialRow.is_withdrawn),
            TrialRow.status.in_([result for result in Result if result.is_open]),
        )
    )
    return list(session.scalars(query.order_by(TrialRow.id).with_for_update(of=TrialRow)))


def lesson_of(session: Session, trial: TrialRow) -> tuple[LessonRow, RetrospectiveRow]:
    """The lesson that is tried, and the talk that it came from."""
    lesson = session.get_one(LessonRow, trial.lesson_id)
    return lesson, session.get_one(RetrospectiveRow, lesson.retrospective_id)
