"""Several processes that offer talks to one new owner at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.storage import seat_offers
from bot.storage.database import Database
from bot.storage.models import OutboxRow
from bot.use_cases.losses import new_owners
from tests.factories import KIM, NOW, Scene


@pytest.mark.both_databases
def test_two_processes_together_ask_no_more_than_a_day_may_bring(db: Database) -> None:
    with db.begin() as session:
        scene = Scene(session)
        rows = [scene.open(f"Deal {number}") for number in range(1, 5)]
        email, kim, place = str(scene.email(KIM)), scene.person(KIM), scene.workspace.id
        talks = [row.id for row in rows]
        for row in rows:
            seat_offers.put(session, row, email, NOW)
        for one in talks[:2]:
            new_owners.offer(session, place, one, email, kim, scene.now)
    has_asked = Event()

    def offer(one: UUID, wait: bool) -> None:
        assert not wait or has_asked.wait(5)
        with db.begin() as session:
            new_owners.offer(session, place, one, email, kim, scene.now)
            session.flush()
            has_asked.set()
            sleep(0 if wait else 0.2)  # the other one counts before this is committed, if it may

    with ThreadPoolExecutor(2) as both:
        list(both.map(offer, talks[2:], (False, True)))
    with db.read() as session:
        asked = select(OutboxRow).where(OutboxRow.subject.startswith("seat_offer:"))
        assert len(session.scalars(asked).all()) == 3
