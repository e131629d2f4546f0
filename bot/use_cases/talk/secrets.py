"""What nobody may be able to read out of words for many: the deal, its customer, its people and its amount."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.domain import discretion
from bot.domain.discretion import Secrets
from bot.storage import people
from bot.use_cases.talk.threads import Thread


def of(session: Session, thread: Thread, others: Iterable[str] = ()) -> Secrets:
    """The secrets of one talk; `others` are the names of people who are none of anybody's business either."""
    row = thread.row
    persons = [people.by_id(session, row.workspace_id, one) for one in thread.everybody if one]
    return discretion.of(thread.talk.deal, [*others, *(person.name for person in persons if person)])
