"""Nothing of a deal that the CRM has deleted is told to the team, wherever it was told before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.deals import Deal, DealEvent, EventKind, Outcome
from bot.errors import AlreadySettled
from bot.storage.database import Database
from bot.storage.models import DealRow, OutboxRow
from bot.use_cases.asks import sending
from bot.use_cases.losses import deals
from bot.use_cases.week import weekly
from tests import lost_deals
from tests.departments import LESSON, Departments
from tests.factories import ANA, KIM, PRIYA, Scene
from tests.lost_deals import FRIDAY
from tests.workshop_hour import FIRST, WorkshopHour


def hear(session: Session, kind: EventKind, at: datetime) -> None:
    """The CRM tells of the one deal that there is; whatever was deleted before is there again, and lost."""
    row = session.scalars(select(DealRow)).one()
    shown = None if kind is EventKind.DELETED else Deal(row.external_id, row.name, Outcome.LOST)
    news = DealEvent(row.external_id, kind, at)
    connection_id, workspace_id = row.connection_id, row.workspace_id
    deals.record(session, workspace_id=workspace_id, connection_id=connection_id, event=news, deal=shown, now=at)
    session.flush()


def standing(session: Session) -> list[str]:
    """All that was posted, as it was edited last."""
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    latest = {row.target_id or row.id: str(row.payload) for row in rows}
    return list(latest.values())


def test_its_ask_is_taken_back_from_the_channel_until_it_is_there_again(scene: Scene) -> None:
    house = Departments(scene)
    talk = house.raises()
    hear(scene.session, EventKind.DELETED, scene.tick())
    [post] = house.channel()
    assert LESSON not in post
    assert house.card(talk) == "*Northwind:* the CRM has deleted this deal, so Product hears nothing of it."
    hear(scene.session, EventKind.LOST, scene.tick())
    assert LESSON in house.channel()[0]
    assert "has it in its channel now" in house.card(talk)


def test_an_ask_that_was_not_sent_is_asked_about_no_more(scene: Scene) -> None:
    house = Departments(scene)
    talk = house.wraps_up()
    ask_id, mark = house.offered(talk)
    hear(scene.session, EventKind.DELETED, scene.tick())
    assert "has deleted this deal" in house.card(talk)
    with pytest.raises(AlreadySettled):
        sending.send(scene.session, scene.actor(), ask_id, mark, scene.tick(), together=False)
    assert house.channel() == []


@pytest.mark.parametrize("is_over", [False, True])
def test_its_workshop_ends_and_tells_nothing_of_it(scene: Scene, is_over: bool) -> None:
    hour = WorkshopHour(scene)
    hour.begins().writes(FIRST)
    if is_over:
        hour.times_out()
        hour.votes(ANA, hour.practice(FIRST))
        hour.passes(timedelta(days=7))
    hear(scene.session, EventKind.DELETED, scene.tick())
    said = [*hour.in_channel(), *hour.told(KIM), *hour.told(PRIYA)]
    assert not [one for one in said if "Northwind" in one or "who signs" in one]


def test_its_celebration_loses_its_words(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lost_deals.loss(session, workspace)
        weekly.post(session, workspace, FRIDAY)
        session.flush()
        assert "Northwind" in standing(session)[0]
        hear(session, EventKind.DELETED, FRIDAY)
        assert not [words for words in standing(session) if "Northwind" in words or lost_deals.LESSON in words]
