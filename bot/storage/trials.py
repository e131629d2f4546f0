"""Where lessons are at work: the open deals that people try them on, and how those ended."""

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.domain.listed import Listed
from bot.storage.models import DealRow, LessonRow, RetrospectiveRow, TrialRow

MOST_TRIALS = 100  # that one look goes through


@dataclass(frozen=True)
class Trial:
    """A deal that the lesson is tried on. `outcome` is how that deal stands, None where no CRM tells."""

    deal_name: str
    outcome: str | None


@dataclass(frozen=True)
class AtWork:
    """One lesson, the deal that taught it, and where it is tried: the latest first."""

    deal_name: str
    text: str
    trials: tuple[Trial, ...]


def of_lessons_by(session: Session, workspace_id: UUID, rep_id: UUID, most: int) -> Listed[AtWork]:
    """The lessons of one rep that somebody tries, whoever it is; that of the latest trial first.

    Nothing is said of a trial on a deal of which any talk is sensitive.
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
            tried_on.c.outcome,
        )
        .select_from(RetrospectiveRow)
        .join(LessonRow, LessonRow.retrospective_id == RetrospectiveRow.id)
        .join(TrialRow, TrialRow.lesson_id == LessonRow.id)
        .join(taught_on, taught_on.c.id == RetrospectiveRow.deal_id)
        .outerjoin(tried_on, tried_on.c.id == TrialRow.deal_id)
        .where(RetrospectiveRow.workspace_id == workspace_id, RetrospectiveRow.rep_id == rep_id, ~is_sensitive)
        .order_by(newest.desc(), LessonRow.id, TrialRow.begun_at.desc())
        .limit(MOST_TRIALS)
    )
    lessons = [list(rows) for _, rows in groupby(session.execute(query), key=lambda row: row.id)]
    shown = tuple(
        AtWork(rows[0].taught_on, rows[0].text, tuple(Trial(row.deal_name, row.outcome) for row in rows))
        for rows in lessons[:most]
    )
    return Listed(shown, len(lessons))
