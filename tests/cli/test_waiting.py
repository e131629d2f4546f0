"""`connect --wait` tells, fact by fact, what becomes of a connection's first delivery."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot import deal_news
from bot.cli.first_delivery import Seen, advice, facts
from bot.cli.waiting import Watch, wait
from bot.crm import Http
from bot.domain.deals import Deal, Outcome, Person
from bot.storage import arrivals, connections, inbox
from bot.storage.database import Database
from bot.storage.inbox import Arrival
from bot.storage.models import DealEventRow, InboxRow
from tests.cli.conftest import Run
from tests.crm.samples import NOW, config
from tests.outbound import World, world_of

SECONDS = 40
LOST = Deal("D-1", "Northwind", Outcome.LOST, Person("ana@fabrikam.example"))


class Setting:
    """A connection that is waited for: at its n-th second, `then[n]` happens."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, world.now
        with world.db.begin() as session:
            self.row = connections.add(session, world.workspace_id, "generic", config("generic"), world.now)
        self.deliver("an older one", "ana@fabrikam.example")
        with world.db.read() as session:
            self.mark = arrivals.mark(session, self.row)
        self.then: dict[int, Callable[[], None]] = {}
        self.second = 0
        self.lines: list[str] = []

    def deliver(self, name: str, owner: str, kind: str = "deal.lost") -> None:
        """It is stored, and the worker works it off."""
        data = {"deal_id": name, "name": name, "owner": {"email": owner}}
        body = json.dumps({"type": kind, "timestamp": self.now.isoformat(), "data": data}).encode()
        self.store(name, body)
        with self.world.db.begin() as session:
            row = connections.by_key(session, str(self.row.id))
            assert row is not None
            deal_news.take(session, connection=row, body=body, received_at=self.now, now=self.now)
            session.execute(update(InboxRow).values(state="done"))
        http = Http()
        deal_news.work(self.world.db, http, self.now)
        http.close()

    def store(self, key: str, body: bytes = b"{}", problem: str | None = None) -> None:
        with self.world.db.begin() as session:
            inbox.add_many(session, [Arrival("generic", str(self.row.id), key, body, self.now, problem=problem)])

    def wait(self) -> bool:
        watch = Watch(self.world.db, self.world.slack, self.row, self.mark)
        return wait(watch, "generic", SECONDS, self.lines.append, lambda: self.now, self.sleep)

    def sleep(self, _: float) -> None:
        self.second += 1
        self.now += timedelta(seconds=1)
        self.then.get(self.second, lambda: None)()


@pytest.fixture
def setting(sqlite_db: Database) -> Iterator[Setting]:
    with world_of(sqlite_db) as world:
        yield Setting(world)


def test_everything_is_there(setting: Setting) -> None:
    setting.then[12] = lambda: setting.deliver("Northwind", "ana@fabrikam.example")
    assert setting.wait()
    assert setting.lines == [
        "Waiting up to 40 seconds for a delivery: close a test deal as lost there.",
        "  … 30 seconds left",
        "  received: 0 seconds ago",
        "  proof: good",
        "  deal: Northwind, lost",
        "  owner: matched to @Ana Ruiz",
        "  manager: not found; the rep is asked to choose one",
        "Everything is there.",
    ]


def test_an_owner_whom_slack_does_not_know_ends_the_wait(setting: Setting) -> None:
    setting.then[1] = lambda: setting.deliver("Northwind", "ghost@fabrikam.example")
    assert not setting.wait()
    assert setting.second == 1
    assert "  owner: not found; nobody in Slack has the address ghost@fabrikam.example" in setting.lines
    assert setting.lines[-1].startswith("Invite ghost@fabrikam.example to Slack")


def test_what_came_before_does_not_count(setting: Setting) -> None:
    assert not setting.wait()
    assert setting.second == SECONDS - 1
    assert setting.lines[-1].startswith("Nothing came.")


def test_a_delivery_that_nobody_works_off(setting: Setting) -> None:
    setting.then[1] = lambda: setting.store("new")
    assert not setting.wait()
    assert "the worker runs" in setting.lines[-1]


def test_another_connections_delivery_is_not_ours(setting: Setting) -> None:
    with setting.world.db.begin() as session:
        other = connections.add(session, setting.world.workspace_id, "generic", config("generic"), setting.now)
    with setting.world.db.begin() as session:
        inbox.add_many(session, [Arrival("generic", str(other.id), "new", b"{}", setting.now)])
    assert not setting.wait()
    assert setting.lines[-1].startswith("Nothing came.")


def test_a_deal_that_cannot_be_read(setting: Setting) -> None:
    def refused() -> None:
        setting.deliver("Northwind", "ana@fabrikam.example")
        with setting.world.db.begin() as session:
            session.execute(update(DealEventRow).values(state="waiting", error="the CRM answered 401"))

    setting.then[1] = refused
    assert not setting.wait()
    assert "  trouble: the CRM answered 401" in setting.lines
    assert "doctor" in setting.lines[-1]


def test_a_request_whose_proof_was_wrong_names_the_setting(setting: Setting) -> None:
    def refused() -> None:
        with setting.world.db.begin() as session:
            connections.refused(session, setting.row.id, setting.now)

    setting.then[1] = refused
    assert not setting.wait()
    assert (
        "  refused: a request came whose proof was wrong; compare secret or bearer_token here and there"
        in setting.lines
    )
    assert setting.lines[-1].startswith("Correct secret or bearer_token in the file, connect again")


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (Seen(NOW, is_worked_off=True), "nothing new about a deal"),
        (Seen(NOW, is_worked_off=True, problem="no JSON"), "doctor"),
        (Seen(NOW, is_worked_off=True, deal=LOST), "Slack could not be asked"),
        (
            Seen(NOW, is_worked_off=True, deal=Deal("D-1", "Northwind", Outcome.LOST), are_people_known=True),
            "Give the deal an owner",
        ),
    ],
)
def test_what_to_try(seen: Seen, says: str) -> None:
    assert not seen.is_well
    assert says in advice(seen, "generic")


def test_seconds_and_managers_in_words() -> None:
    seen = Seen(NOW, is_worked_off=True, deal=LOST, are_people_known=True, owner="Ana", manager="Priya")
    told = facts(seen, NOW + timedelta(seconds=1.2))
    assert (told["received"], told["manager"]) == ("1 second ago", "found, @Priya")
    assert facts(seen, NOW - timedelta(seconds=5))["received"] == "0 seconds ago"


def test_the_command_ends_with_1_when_nothing_came(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "generic.json"
    file.write_text(json.dumps(config("generic")))
    result = run("connect", "generic", "--config", str(file), "--wait", "1")
    address, _, last = result.stdout.splitlines()[-3:]
    assert (result.exit_code, address.startswith("https://lining.example/crm/generic/")) == (1, True)
    assert last.startswith("Nothing came.")
