"""A CRM that is slow, silent or refuses holds up its own deals, and those of nobody else."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from bot import crm_turns
from bot.crm import Gone, Http
from bot.crm_turns import CrmTurns
from bot.domain.deals import Deal, DealEvent, Outcome
from bot.errors import TryLater
from bot.storage import connections, retrospectives
from bot.storage.database import Database
from bot.storage.models import DealRow, FixRow, RetrospectiveRow
from bot.use_cases.losses import deals
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, config
from tests.installing import installed

DUE = NOW + timedelta(minutes=10)
LEASE = DUE + timedelta(minutes=1)


@dataclass(frozen=True)
class Case:
    connection_id: UUID


def test_of_each_crm_one_deal_at_a_time_is_asked_about() -> None:
    turns, waiting = CrmTurns(), [Case(uuid4()), Case(uuid4())]

    def claim(taken: Collection[UUID]) -> Case | None:
        return next((case for case in waiting if case.connection_id not in taken), None)

    assert [turns.claim(claim) for _ in range(3)] == [*waiting, None]
    with pytest.raises(TryLater), turns.taken(waiting[0].connection_id):
        raise TryLater("silence")
    assert [turns.claim(claim) for _ in range(2)] == [waiting[0], None]


def test_of_several_deals_at_once_a_crm_is_asked_again_when_the_last_is_done() -> None:
    turns, busy, other = CrmTurns(), Case(uuid4()), Case(uuid4())
    assert turns.claim_some(lambda _: [busy, busy, other]) == [busy, busy, other]
    seen: list[Collection[UUID]] = []

    def look(taken: Collection[UUID]) -> list[Case]:
        seen.append(taken)
        return []

    for one in (busy, other, busy):
        with turns.taken(one.connection_id):
            turns.claim_some(look)
    turns.claim_some(look)
    both, rest = {busy.connection_id, other.connection_id}, {busy.connection_id}
    assert [set(taken) for taken in seen] == [both, both, rest, set()]


class Town:
    """Two connected CRMs with two lost deals each, which are due. Only the first is there to be asked."""

    def __init__(self, db: Database, server: LocalServer) -> None:
        self.db = db
        self.workspace_id = installed(db, NOW, team_id="T1").id
        with db.begin() as session:
            settings = config("pipedrive", api_url=server.url)
            self.slow = connections.add(session, self.workspace_id, "pipedrive", settings, NOW).id
            self.other = connections.add(session, self.workspace_id, "generic", config("generic"), NOW).id
            for connection_id, external_id in ((self.slow, "747"), (self.slow, "748"), (self.other, "1")):
                event = DealEvent.telling(Deal(external_id, "Globex", Outcome.LOST), NOW)
                known = {"workspace_id": self.workspace_id, "connection_id": connection_id}
                deals.record(session, **known, event=event, deal=event.deal, now=NOW)

    def ask(self, http: Http, connection_id: UUID, attempts: int = 1) -> Deal | None:
        return crm_turns.ask_again(self.db, http, (self.workspace_id, connection_id), "747", attempts, DUE)

    def due_at(self) -> dict[str, datetime | None]:
        query = select(DealRow.external_id, RetrospectiveRow.due_at).join(
            DealRow, DealRow.id == RetrospectiveRow.deal_id
        )
        with self.db.read() as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def claim(self, taken: Collection[UUID] = ()) -> UUID | None:
        with self.db.begin() as session:
            is_due = retrospectives.is_due(session, DUE, taken)
            row = retrospectives.claim_due(session, DUE, LEASE, taken)
            assert is_due is (row is not None)
            return session.get_one(DealRow, row.deal_id).connection_id if row else None


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with recorded("pipedrive") as running:
        yield running


@pytest.fixture
def http() -> Iterator[Http]:
    client = Http()
    yield client
    client.close()


@pytest.fixture
def town(db: Database, server: LocalServer) -> Town:
    return Town(db, server)


@pytest.mark.both_databases
def test_what_is_asked_about_elsewhere_is_left_to_others(town: Town) -> None:
    assert town.claim([town.slow]) == town.other
    assert town.claim([town.slow]) is None
    assert town.claim([town.other]) == town.slow


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("status", "headers", "pause", "refusals"),
    [(503, {}, 20, 0), (429, {"Retry-After": "300"}, 300, 0), (401, {}, 1800, 1)],
)
def test_where_a_crm_does_not_answer_its_other_deals_wait_as_well(
    town: Town, server: LocalServer, http: Http, status: int, headers: dict[str, str], pause: int, refusals: int
) -> None:
    server.answer("/deals/747", status=status, headers=headers)
    with pytest.raises(TryLater):
        town.ask(http, town.slow, attempts=2)
    later = DUE + timedelta(seconds=pause)
    assert town.due_at() == {"747": later, "748": later, "1": DUE}
    with town.db.read() as session:
        assert len(session.scalars(select(FixRow)).all()) == refusals


def test_what_the_crm_says_of_one_deal_concerns_no_other(town: Town, server: LocalServer, http: Http) -> None:
    found = town.ask(http, town.slow)
    assert found is not None
    assert (found.outcome, town.ask(http, town.other)) == (Outcome.LOST, None)
    server.answer("/deals/747", {"data": {"id": 747, "is_deleted": True, "status": "lost"}})
    with pytest.raises(Gone):
        town.ask(http, town.slow)
    assert set(town.due_at().values()) == {DUE}
