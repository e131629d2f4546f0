"""A CRM that tells us about deals only for a while is asked to go on; the admin hears once when it does not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import subscriptions
from bot.crm import Http
from bot.crm.zoho_channel import PATH
from bot.storage import connections, people, workspaces
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, FixRow, OutboxRow
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, config
from tests.installing import installed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANA = "U0ANA"
URL = "https://retro.example.com"


class Town:
    """A workspace with an admin and one connection to Zoho, which is due now."""

    def __init__(self, db: Database, server: LocalServer, http: Http) -> None:
        self.db, self.server, self.http = db, server, http
        self.workspace_id = installed(db, NOW, team_id="T1").id
        with db.begin() as session:
            self.set(session, "admin", ANA)
            settings = config("zoho", api_url=server.url, accounts_url=server.url)
            row = connections.add(session, self.workspace_id, "zoho", settings, NOW)
            row.renew_at = NOW

    def set(self, session: Any, name: str, value: str) -> None:
        row = workspaces.by_id(session, self.workspace_id)
        assert row is not None
        workspaces.change(session, row, name, value)

    def answers(self, status: int = 200, ends_at: datetime | None = None) -> None:
        """What Zoho says from now on."""
        expiry = ends_at.isoformat() if ends_at else None
        body = {"watch": [{"details": {"events": [{"channel_expiry": expiry}]}}]}
        for method in ("PUT", "POST"):
            self.server.answer(PATH, body, status, method=method)

    def work(self, now: datetime = NOW) -> int:
        return subscriptions.work(self.db, self.http, URL, now)

    def row(self) -> ConnectionRow:
        with self.db.read() as session:
            return session.scalars(select(ConnectionRow)).one()

    def told(self) -> list[OutboxRow]:
        """What the admin was told, or will be."""
        with self.db.read() as session:
            return list(session.scalars(select(OutboxRow).where(OutboxRow.state != "dropped").order_by(OutboxRow.id)))

    def stands_on_the_list(self) -> bool:
        with self.db.read() as session:
            rows = session.scalars(select(FixRow).where(FixRow.fixed_at.is_(None))).all()
        assert {row.kind for row in rows} <= {"crm_silent"}
        return bool(rows)


@pytest.fixture
def town(db: Database, http: Http) -> Iterator[Town]:
    with recorded("zoho") as server:
        yield Town(db, server, http)


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


def test_it_is_renewed_after_half_of_its_time(town: Town) -> None:
    town.answers(ends_at=NOW + 6 * DAY)
    assert (town.work(), town.work()) == (1, 0)
    row = town.row()
    assert (row.subscribed_until, row.renew_at) == (NOW + 6 * DAY, NOW + 3 * DAY)
    [asked] = town.server.asked_for(PATH)
    assert f"{URL}/crm/zoho/{row.slug}".encode() in asked.body
    assert town.work(NOW + 3 * DAY) == 1
    assert town.told() == []


def test_a_failure_is_tried_again_and_told_once_before_it_ends(town: Town) -> None:
    town.answers(ends_at=NOW + 6 * DAY)
    town.work()
    town.answers(status=503)
    town.work(NOW + 3 * DAY)
    assert town.row().renew_at == NOW + 3 * DAY + timedelta(minutes=10)
    assert (town.told(), town.stands_on_the_list()) == ([], False)
    for hours in (1, 2, 3):
        assert town.work(NOW + 5 * DAY + hours * HOUR) == 1
    assert len(town.told()) == 1
    assert town.stands_on_the_list()
    town.answers(ends_at=NOW + 12 * DAY)
    town.work(NOW + 6 * DAY)
    assert not town.stands_on_the_list()


def test_another_end_is_told_anew(town: Town) -> None:
    for start in (NOW, NOW + 3 * HOUR):
        town.answers(ends_at=start + 2 * HOUR)
        town.work(start)
        town.answers(status=503)
        town.work(start + HOUR)
        town.work(start + HOUR + HOUR / 2)
    assert len(town.told()) == 2


def test_a_refusal_is_told_at_once_and_tried_again_when_it_says(town: Town) -> None:
    town.answers(ends_at=NOW + 6 * DAY)
    town.work()
    town.answers(status=403)
    town.work(NOW + 3 * DAY)
    assert town.stands_on_the_list()
    assert len(town.told()) == 1
    assert town.row().renew_at == NOW + 3 * DAY + HOUR / 2


def test_what_waits_for_the_admins_hour_is_unsaid_when_it_is_settled(town: Town) -> None:
    with town.db.begin() as session:
        people.ensure(session, town.workspace_id, ANA).zone = "Europe/Berlin"
    night = NOW + 13 * HOUR
    town.answers(status=503)
    town.work(night)
    [waiting] = town.told()
    assert waiting.due_at > night
    town.answers(ends_at=night + 6 * DAY)
    town.work(night + HOUR)
    assert town.told() == []


def test_without_an_admin_it_stands_on_the_list(town: Town) -> None:
    with town.db.begin() as session:
        town.set(session, "admin", "")
    town.answers(status=503)
    assert town.work() == 1
    assert (town.told(), town.stands_on_the_list()) == ([], True)


def test_a_worker_that_dies_leaves_it_to_the_next(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> datetime:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(subscriptions, "SUBSCRIPTIONS", {"zoho": dies})
        with pytest.raises(RuntimeError):
            town.work()
    town.answers(ends_at=NOW + 6 * DAY)
    assert town.work(NOW + timedelta(seconds=119)) == 0
    assert town.work(NOW + timedelta(minutes=2)) == 1


def test_a_new_configuration_is_not_overtaken_by_an_answer_for_the_old(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object) -> datetime:
        with town.db.begin() as session:
            session.scalars(select(ConnectionRow)).one().renew_at = NOW
        return NOW + 6 * DAY

    monkeypatch.setattr(subscriptions, "SUBSCRIPTIONS", {"zoho": meanwhile})
    town.work()
    assert (town.row().renew_at, town.row().subscribed_until) == (NOW, None)


def test_nothing_is_renewed_where_the_bot_was_removed(town: Town) -> None:
    with town.db.begin() as session:
        row = workspaces.by_id(session, town.workspace_id)
        assert row is not None
        workspaces.revoke(session, row, NOW)
    assert town.work() == 0
