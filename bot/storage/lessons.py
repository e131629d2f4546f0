"""Lessons that may be told, and the open deals they are tried on."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.domain.conversation import Kind, Quotable, Status
from bot.domain.deals import Outcome
from bot.domain.digests import Evidence, Heard, Quote
from bot.domain.guides import View
from bot.domain.trials import TRY_FOR
from bot.storage import deals
from bot.storage.candidates import HAS_CUSTOMERS_VOICE
from bot.storage.insertion import insert_unless_there
from bot.storage.models import AnswerRow, ConsentRow, DealRow, LessonRow, RetrospectiveRow, TrialRow
from bot.storage.wrap_ups import YES

# A customer's words: words, permission, firm, the retrospective they were said in, and the answer they are.
Voice = tuple[str, Quotable, str, UUID, UUID]

MAY_BE_QUOTED = (
    AnswerRow.view == View.CUSTOMERS,
    AnswerRow.kind == Kind.SAID,
    AnswerRow.verbatim,
    AnswerRow.quotable.in_([Quotable.INSIDE, Quotable.NO_NAME]),
)


@dataclass(frozen=True)
class Tellable:
    """A lesson that its rep lets the team read, and the retrospective it came from."""

    retrospective_id: UUID
    heard: Heard


def tellable(session: Session, workspace_id: UUID, since: datetime, until: datetime, most: int) -> list[Tellable]:
    """Lessons whose rep said yes after `since` and up to `until`, the latest yes first, `most` of them."""
    query = (
        select(
            RetrospectiveRow.id,
            DealRow.name,
            RetrospectiveRow.announced,
            LessonRow.text,
            HAS_CUSTOMERS_VOICE,
            LessonRow.id,
        )
        .join(LessonRow, LessonRow.retrospective_id == RetrospectiveRow.id)
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(*_may_be_told(workspace_id, since, until))
        .order_by(ConsentRow.given_at.desc(), RetrospectiveRow.id)
        .limit(most)
    )
    return [
        Tellable(id, Heard(*agreed(announced or {}, name, text), _evidence(has_voice), id, lesson_id))
        for id, name, announced, text, has_voice, lesson_id in session.execute(query)
    ]


def agreed(announced: Mapping[str, Any], name: str, text: str) -> tuple[str, str]:
    """Deal and lesson as the rep agreed to them, whatever was changed since."""
    return announced.get("deal", name), " ".join(announced.get("lesson", text).split())


def _may_be_told(workspace_id: UUID, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        ConsentRow.workspace_id == workspace_id,
        ConsentRow.choice.in_(YES),
        ConsentRow.given_at > since,
        ConsentRow.given_at <= until,
        RetrospectiveRow.proposed.is_(None),  # changed since: it waits for the rep's word
        RetrospectiveRow.status == Status.DONE,
        RetrospectiveRow.is_sensitive.is_(False),
        DealRow.outcome == RetrospectiveRow.outcome,  # a deal that is open again is no lesson yet
        DealRow.deleted_at.is_(None),
    )


def _evidence(has_voice: bool) -> Evidence:
    return Evidence.CUSTOMER_SAID if has_voice else Evidence.WE_THINK


def voice(session: Session, workspace_id: UUID, since: datetime, until: datetime) -> Voice | None:
    """What a customer said last in the talks of `tellable`, in their own words, and allows to be quoted."""
    query = (
        select(AnswerRow, DealRow)
        .join(RetrospectiveRow, RetrospectiveRow.id == AnswerRow.retrospective_id)
        .join(LessonRow, LessonRow.retrospective_id == RetrospectiveRow.id)
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(
            *_may_be_told(workspace_id, since, until),
            *MAY_BE_QUOTED,
        )
        .order_by(AnswerRow.said_at.desc(), AnswerRow.id)
        .limit(1)
    )
    found = session.execute(query).first()
    return _voice(*found) if found else None


def voice_now(session: Session, quote: Quote) -> Voice | None:
    """The answer that was quoted, as its words and the permission stand by now; None where it may not be quoted.

    Where only the words are known, they must be the same still.
    """
    query = (
        select(AnswerRow, DealRow)
        .join(RetrospectiveRow, RetrospectiveRow.id == AnswerRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(AnswerRow.retrospective_id == quote.source, *MAY_BE_QUOTED)
    )
    voices = [_voice(*found) for found in session.execute(query)]
    return next(
        (said for said in voices if quote.answer == said[4] or (not quote.answer and quote.text == said[0])), None
    )


def _voice(answer: AnswerRow, deal: DealRow) -> Voice:
    firm = deals.deal(deal).customer or deal.name
    return answer.text, Quotable(answer.quotable or Quotable.NO), firm, answer.retrospective_id, answer.id


def of(session: Session, retrospective: RetrospectiveRow) -> LessonRow | None:
    """What a retrospective taught, or None while nothing is kept."""
    return session.scalar(select(LessonRow).where(LessonRow.retrospective_id == retrospective.id))


def by_id(session: Session, workspace_id: UUID, lesson_id: UUID) -> LessonRow | None:
    """The lesson of this workspace, or None."""
    return session.scalar(select(LessonRow).where(LessonRow.workspace_id == workspace_id, LessonRow.id == lesson_id))


def sources(session: Session, lesson_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The retrospective that each of these lessons came from."""
    query = select(LessonRow.id, LessonRow.retrospective_id).where(LessonRow.id.in_(lesson_ids))
    return {row.id: row.retrospective_id for row in session.execute(query)}


def open_deals(session: Session, workspace_id: UUID, owner_email: str, most: int = 100) -> list[DealRow]:
    """The open deals that a person owns, by name."""
    query = select(DealRow).where(
        DealRow.workspace_id == workspace_id,
        DealRow.owner_email == owner_email,
        DealRow.outcome == Outcome.OPEN,
        DealRow.deleted_at.is_(None),
    )
    return list(session.scalars(query.order_by(DealRow.name, DealRow.id).limit(most)))


def try_on(
    session: Session, lesson: LessonRow, person_id: UUID, deal_id: UUID | None, deal_name: str, now: datetime
) -> None:
    """Note that a person will try a lesson on a deal, and be asked how it went; to say so again changes nothing."""
    insert_unless_there(
        session,
        TrialRow,
        workspace_id=lesson.workspace_id,
        lesson_id=lesson.id,
        person_id=person_id,
        deal_id=deal_id,
        deal_key=hashlib.sha256((str(deal_id) if deal_id else deal_name.casefold()).encode()).hexdigest(),
        deal_name=deal_name,
        begun_at=now,
        ask_at=now + TRY_FOR,
        asked=0,
    )
