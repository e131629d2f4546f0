"""Open deals that no webhook has told of: found owner by owner, once a day, and nothing said about them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot import deal_news, open_deals
from bot.crm import Http
from bot.domain.deals import Deal, DealEvent, Outcome, Person
from bot.domain.sweeps import BETWEEN_OWNERS
from bot.storage import connections, workspaces
from bot.storage.database import Database
from bot.storage.models import DealRow, RetrospectiveRow, SweepRow
from bot.use_cases.losses import deals
from tests.crm.listings import listed
from tests.crm.local_server import LocalServer
from tests.crm.samples import NOW
from tests.installing import installed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUE = NOW + HOUR
LIST = r"/api/v2/deals\?owner_id=18487521&status=open"


class Town:
    """A workspace that has heard of two owners' open deals; Pipedrive lists one more of Ada's, and knows no Bea."""

    def __init__(self, db: Database, http: Http, server: LocalServer, settings: dict[str, object]) -> None:
        self.db, self.http, self.server = db, http, server
        self.workspace_id = installed(db, NOW, team_id="T1").id
        server.answer("/users/find.*bea", {"data": []})
        with db.begin() as session:
            self.id = connections.add(session, self.workspace_id, "pipedrive", settings, NOW).id
            for number, who in enumerate(("ada.rep", "bea.rep")):
                deal = Deal(f"{number}", "Globex", Outcome.OPEN, Person(f"{who}@example.com"))
                known = {"workspace_id": self.workspace_id, "connection_id": self.id}
                deals.record(session, **known, event=DealEvent.telling(deal, NOW), deal=deal, now=NOW)

    def work(self, now: datetime = DUE) -> int:
        """Ask about one owner, and work off what comes of it."""
        taken = open_deals.work(self.db, self.http, now)
        while deal_news.work(self.db, self.http, now):
            pass
        return taken

    def open(self) -> list[str]:
        with self.db.read() as session:
            rows = session.scalars(select(DealRow.external_id).where(DealRow.outcome == Outcome.OPEN))
            return sorted(rows)

    def row(self) -> SweepRow:
        with self.db.read() as session:
            return session.get_one(SweepRow, self.id)

    def asked(self) -> int:
        return len(self.server.asked_for(LIST))


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


@pytest.fixture
def town(db: Database, http: Http) -> Iterator[Town]:
    with listed("pipedrive", "open_of_owner") as (server, settings):
        yield Town(db, http, server, settings)


@pytest.mark.both_databases
def test_each_owner_is_asked_about_once_a_day(town: Town) -> None:
    assert town.work(NOW) == 0
    assert (town.work(), town.open(), town.row().owner) == (1, ["0", "1", "750"], "ada.rep@example.com")
    assert (town.work(), town.work(DUE + BETWEEN_OWNERS), town.row().owner) == (0, 1, "bea.rep@example.com")
    end = DUE + 2 * BETWEEN_OWNERS
    assert (town.work(end), town.row().owner, town.row().owners_at) == (0, None, end + DAY)
    town.work(end + DAY)
    assert (town.asked(), town.open()) == (2, ["0", "1", "750"])
    with town.db.read() as session:
        assert session.scalars(select(RetrospectiveRow)).all() == []


def test_what_was_closed_meanwhile_stays_closed(town: Town) -> None:
    """The list may be older than the webhook."""
    with town.db.begin() as session:
        deal = Deal("750", "Umbrella", Outcome.WON, closed_at=NOW)
        known = {"workspace_id": town.workspace_id, "connection_id": town.id}
        deals.record(session, **known, event=DealEvent.telling(deal, NOW), deal=deal, now=NOW)
    assert (town.work(), town.open()) == (1, ["0", "1"])


@pytest.mark.parametrize(("status", "pause"), [(503, timedelta(minutes=10)), (404, timedelta(minutes=10)), (403, DAY)])
def test_a_crm_that_does_not_tell_is_asked_again(town: Town, status: int, pause: timedelta) -> None:
    town.server.answer(LIST, status=status)
    assert (town.work(), town.row().owner, town.row().owners_at) == (1, None, DUE + pause)


def test_nobody_is_asked_about_where_no_sweeps_are_wanted(town: Town) -> None:
    with town.db.begin() as session:
        row = workspaces.by_id(session, town.workspace_id)
        assert row is not None
        workspaces.change(session, row, "sweep_hours", "0")
    assert (town.work(), town.asked(), town.row().owners_at) == (0, 0, DUE + DAY)
