"""Somebody left Slack while a talk rested: their seat in it is settled once the talk goes on."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.storage import departures, people
from bot.storage.models import RetrospectiveRow


def note(session: Session, row: RetrospectiveRow, everybody: Iterable[UUID | None], now: datetime) -> None:
    """The talk `row` was just taken up by one of `everybody`. Whoever of them takes no part is settled anew."""
    persons = [people.by_id(session, row.workspace_id, one) for one in everybody if one]
    for person in persons:
        if person is not None and not people.takes_part(person):
            departures.note(session, person, None, now)
