"""One talk's way back into its CRM, for the questions to the database that come of it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from benchmarks.crowd import NOW, Place
from bot.domain.write_backs import Fate, Step, Write
from bot.storage import write_backs
from bot.storage.models import RetrospectiveRow
from bot.use_cases.write_back import orders


def write_back(session: Session, place: Place) -> None:
    """The worker finds it due, asks, keeps what it heard, and settles a step."""
    talk = session.get_one(RetrospectiveRow, place.talk)
    write_backs.begin(session, talk, NOW)
    write_backs.is_due(session, NOW)
    order = orders.claim(session, NOW, timedelta(minutes=3))
    assert order
    row = write_backs.of_talk(session, talk)
    assert row
    step = Write(Step.NOTE, "Northwind", fate=Fate.WRITTEN)
    write_backs.keep(session, row, [step])
    orders.clear(session, order, step, NOW)
    orders.settle(session, order, step, NOW)
    orders.finish(session, order, NOW)
