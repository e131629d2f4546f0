"""What no practice may tell the team: the deal that its workshop is about, its customer, its people and its amount."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.domain import discretion
from bot.domain.discretion import Secrets
from bot.storage import lessons, workshops
from bot.storage.models import PracticeRow, RetrospectiveRow, WorkshopRow
from bot.use_cases.talk import secrets, threads


def of(session: Session, row: WorkshopRow) -> Secrets:
    """The secrets of the talk that its lesson comes from, and the names of whoever takes part in it."""
    lesson = lessons.by_id(session, row.workspace_id, row.lesson_id)
    if lesson is None:
        return Secrets()
    talk = session.get_one(RetrospectiveRow, lesson.retrospective_id)
    members = [person.name for person in workshops.members(session, row)]
    return secrets.of(session, threads.of_row(session, talk), members)


def tellable(session: Session, row: WorkshopRow, practices: Sequence[PracticeRow]) -> list[PracticeRow]:
    """Those of a workshop's practices that tell nothing by now: deals and people get other names meanwhile."""
    known = of(session, row) if practices else Secrets()
    return [one for one in practices if not discretion.gives_away(one.text, known)]
