"""What is kept about one person, counted."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain.footprints import Footprint
from bot.storage import people
from bot.storage.models import (
    ActionRow,
    AnswerRow,
    ConsentRow,
    LessonRow,
    PersonRow,
    ReactionRow,
    RetrospectiveRow,
    TrialRow,
)


def of(session: Session, person: PersonRow) -> Footprint:
    """Everything that carries this person's id, each kind found by an index."""
    mine = RetrospectiveRow.rep_id == person.id
    reacted = (ReactionRow.workspace_id == person.workspace_id, ReactionRow.slack_user == person.slack_user)
    lessons = select(func.count(LessonRow.id)).join(RetrospectiveRow, RetrospectiveRow.id == LessonRow.retrospective_id)
    counts: dict[str, Any] = {
        "answers": _count().where(AnswerRow.author_id == person.id),
        "talks": _count().where(mine, RetrospectiveRow.opened_at.is_not(None)),
        "lessons": lessons.where(mine),
        "consents": _count().where(ConsentRow.person_id == person.id),
        "trials": _count().where(TrialRow.person_id == person.id),
        "actions": _count().where(ActionRow.owner_id == person.id),
        "reactions": _count().where(*reacted),
    }
    row = session.execute(select(*(query.scalar_subquery().label(name) for name, query in counts.items()))).one()
    manager = people.manager_of(session, person)
    return Footprint(
        name=person.name,
        email=person.email or "",
        zone=person.zone,
        country=person.country,
        manager=(manager.name or manager.email or "") if manager else "",
        **row._mapping,
    )


def _count() -> Any:
    return select(func.count())
