"""What is kept about one person, counted."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.footprints import Footprint
from bot.storage import people
from bot.storage.models import (
    ActionRow,
    AnswerRow,
    CallReplyRow,
    CallRow,
    CheerRow,
    ConsentRow,
    DraftRow,
    GaffeLineRow,
    GaffeRow,
    InfluenceRow,
    KeptLessonRow,
    LessonRow,
    ParticipantRow,
    PersonRow,
    PracticeVoteRow,
    RaisedAskRow,
    RankingRow,
    ReactionRow,
    RetrospectiveRow,
    SightingRow,
    SkillRow,
    StopRow,
    TrialRow,
    TypedLineRow,
    WorkshopMemberRow,
    WorkshopRow,
)


def of(session: Session, person: PersonRow) -> Footprint:
    """Everything that carries this person's id, each kind found by an index."""
    counts = {name: sum(one.scalar_subquery() for one in some) for name, some in queries(person).items()}
    row = session.execute(select(*(column.label(name) for name, column in counts.items()))).one()
    manager = people.manager_of(session, person)
    return Footprint(
        name=person.name,
        email=person.email or "",
        zone=person.zone,
        country=person.country,
        away_until=person.away_until,
        manager=(manager.name or manager.email or "") if manager else "",
        **row._mapping,
    )


def queries(person: PersonRow) -> dict[str, list[Any]]:
    """What is counted under which name; several counts are one number."""
    mine, was_opened = RetrospectiveRow.rep_id == person.id, RetrospectiveRow.opened_at.is_not(None)
    reacted = (ReactionRow.workspace_id == person.workspace_id, ReactionRow.slack_user == person.slack_user)
    replied = (CheerRow.workspace_id == person.workspace_id, CheerRow.slack_user == person.slack_user)
    lessons = select(func.count(LessonRow.id)).join(RetrospectiveRow, RetrospectiveRow.id == LessonRow.retrospective_id)
    return {
        "answers": [_count(AnswerRow.author_id == person.id)],
        "talks": [_count(mine, was_opened)],
        "lessons": [lessons.where(mine)],
        "consents": [_count(ConsentRow.person_id == person.id)],
        "trials": [_count(TrialRow.person_id == person.id)],
        "kept": [_count(KeptLessonRow.kept_by == person.id), _count(SightingRow.person_id == person.id)],
        "actions": [_count(ActionRow.owner_id == person.id)],
        "reactions": [_count(*reacted), _count(*replied)],
        "drafts": [_count(DraftRow.author_id == person.id)],
        "skills": [_count(SkillRow.person_id == person.id)],
        "typed": [_count(TypedLineRow.author_id == person.id), _count(CallReplyRow.author_id == person.id)],
        "joined": [_count(ParticipantRow.person_id == person.id)],
        "views": [_count(InfluenceRow.author_id == person.id), _count(RankingRow.author_id == person.id)],
        "led": [_count(RetrospectiveRow.manager_id == person.id, was_opened), _count(CallRow.leader_id == person.id)],
        "gaffes": [_count(GaffeLineRow.author_id == person.id), _count(GaffeRow.leader_id == person.id)],
        "asks": [_count(RaisedAskRow.answered_by == person.id)],
        "workshops": [
            _count(WorkshopMemberRow.person_id == person.id),
            _count(WorkshopRow.leader_id == person.id),
            _count(PracticeVoteRow.person_id == person.id),
        ],
        "stops": [_count(StopRow.person_id == person.id)],
    }


def _count(*conditions: Any) -> Any:
    return select(func.count()).where(*conditions)
