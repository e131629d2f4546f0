"""What nobody may be able to read out of an ask: the deal, its customer, its people and its amount."""

from sqlalchemy.orm import Session

from bot.domain import discretion
from bot.domain.discretion import Secrets
from bot.storage import people
from bot.use_cases.talk.threads import Thread


def of(session: Session, thread: Thread) -> Secrets:
    """The secrets of one talk."""
    row = thread.row
    persons = [people.by_id(session, row.workspace_id, one) for one in thread.everybody if one]
    return discretion.of(thread.talk.deal, [person.name for person in persons if person])
