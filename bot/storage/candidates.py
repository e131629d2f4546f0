"""Losses that may be told in the team channel and were not yet, and what speaks for each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, distinct, exists, func, select
from sqlalchemy.orm import Session

from bot.domain.actions import Finish
from bot.domain.choices import Candidate
from bot.domain.conversation import Kind, Status
from bot.domain.deals import Outcome
from bot.domain.guides import View
from bot.domain.trials import Result
from bot.domain.wrap_ups import Consent
from bot.storage.models import (
    ActionRow,
    AnswerRow,
    CelebrationRow,
    ConsentRow,
    DealRow,
    LessonRow,
    PersonRow,
    RetrospectiveRow,
    SightingRow,
    TrialRow,
)
from bot.storage.wrap_ups import YES

HAS_ACTION = exists().where(ActionRow.retrospective_id == RetrospectiveRow.id)
IS_ACTION_DONE = HAS_ACTION.where(ActionRow.outcome == Finish.DONE)
HAS_CUSTOMERS_VOICE = exists().where(
    AnswerRow.retrospective_id == RetrospectiveRow.id,
    AnswerRow.view == View.CUSTOMERS,
    AnswerRow.kind == Kind.SAID,
)


def of_workspace(session: Session, workspace_id: UUID, since: datetime) -> list[Candidate]:
    """Lost deals that were talked through after `since`, taught a lesson, and may be told; none told before.

    A deal that is open again is no loss, and nobody who left is celebrated.
    """
    query = (
        select(
            RetrospectiveRow.id,
            RetrospectiveRow.announced,
            RetrospectiveRow.closed_at,
            RetrospectiveRow.called_at,
            ConsentRow.person_id,
            ConsentRow.choice,
            DealRow.closed_at.label("lost_at"),
            *(column.label(name) for name, column in _MERITS.items()),
        )
        .join(LessonRow, LessonRow.retrospective_id == RetrospectiveRow.id)
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(PersonRow, PersonRow.id == ConsentRow.person_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*_may_be_told(workspace_id, since))
    )
    return [_candidate(row._mapping) for row in session.execute(query)]


def _may_be_told(workspace_id: UUID, since: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        RetrospectiveRow.workspace_id == workspace_id,
        RetrospectiveRow.status == Status.DONE,
        RetrospectiveRow.outcome == Outcome.LOST,
        RetrospectiveRow.is_sensitive.is_(False),
        RetrospectiveRow.closed_at > since,
        ConsentRow.choice.in_(YES),
        RetrospectiveRow.proposed.is_(None),  # what was agreed to has been changed since: it waits for the rep
        PersonRow.active.is_(True),
        DealRow.outcome == Outcome.LOST,
        DealRow.deleted_at.is_(None),
        ~exists().where(CelebrationRow.retrospective_id == RetrospectiveRow.id),
    )


def _others(person_id: Any, *where: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many people other than whoever gave the lesson."""
    return select(func.count(distinct(person_id))).where(person_id != ConsentRow.person_id, *where).scalar_subquery()


_TRIED = TrialRow.lesson_id == LessonRow.id
_MERITS: dict[str, ColumnElement[Any]] = {
    "has_action": HAS_ACTION,
    "is_action_done": IS_ACTION_DONE,
    "has_customers_voice": HAS_CUSTOMERS_VOICE,
    "used_by": _others(TrialRow.person_id, _TRIED),
    "helped": _others(TrialRow.person_id, _TRIED, TrialRow.status == Result.HELPED),
    "seen_by": _others(SightingRow.person_id, SightingRow.lesson_id == LessonRow.id),
}


def _candidate(row: Any) -> Candidate:
    return Candidate(
        retrospective_id=row["id"],
        person_id=row["person_id"],
        closed_at=row["closed_at"],
        deal=(row["announced"] or {}).get("deal", ""),
        is_named=row["choice"] == Consent.NAME,
        lost_at=row["lost_at"],
        called_at=row["called_at"],
        **{name: row[name] for name in _MERITS},
    )
