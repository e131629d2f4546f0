"""`import --from-crm`: page by page, patiently, on from where it was, and nobody hears of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.backfill import Backfill
from bot.crm import Http
from bot.crm.listing import closings
from bot.domain.deals import Deal
from bot.errors import SetUpError, Unreadable
from bot.storage import connections, workspaces
from bot.storage.database import Database
from bot.storage.models import BackfillRow, DealRow, OutboxRow, RetrospectiveRow
from bot.use_cases.losses.past_deals import Learnt
from tests.cli.conftest import Run
from tests.crm.listings import LISTINGS, listed
from tests.crm.local_server import LocalServer
from tests.crm.samples import NOW, config
from tests.installing import installed

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
SEARCH = LISTINGS["hubspot"]


class Import:
    """Imports of one connection, each as somebody would begin it anew.

    `waited` is what they waited for; `between` is done between the first page and the second.
    """

    def __init__(self, db: Database, http: Http, provider: str, settings: dict[str, Any]) -> None:
        self.db, self.http = db, http
        with db.begin() as session:
            self.connection = connections.add(session, installed(session, NOW).id, provider, settings, NOW)
        self.waited: list[float] = []
        self.between: Callable[[], None] = lambda: None
        self.last: Backfill | None = None

    def run(self, *, now: datetime = LATER, is_dry: bool = False) -> Backfill:
        self.last = Backfill(
            self.db,
            self.http,
            self.connection,
            SINCE,
            is_dry,
            lambda: now,
            tell=lambda place, _: None if place.page is None else self.between(),
            wait=lambda seconds, why: self.waited.append(seconds) if why else None,
        )
        self.last.run()
        return self.last

    def count(self, *kinds: Any) -> list[int | None]:
        with self.db.read() as session:
            return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


@pytest.fixture
def api() -> Iterator[tuple[LocalServer, dict[str, Any]]]:
    with listed("hubspot", "closed_1", "closed_2") as found:
        yield found


@pytest.fixture
def past(sqlite_db: Database, api: tuple[LocalServer, dict[str, Any]]) -> Iterator[Import]:
    with closing(Http()) as http:
        yield Import(sqlite_db, http, "hubspot", api[1])


def refuse(api: tuple[LocalServer, dict[str, Any]], status: int, times: int | None = 1, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    api[0].answer(SEARCH.path, status=status, headers=named, times=times, method=SEARCH.method)


def test_a_dry_run_says_what_would_come_and_keeps_nothing(past: Import) -> None:
    done = past.run(is_dry=True)
    assert done.counted == Counter({Learnt.NEW: 2})
    assert [one.external_id for one in done.unread] == ["20117730451"]
    assert past.count(DealRow, BackfillRow) == [0, 0]


def test_refused_half_way_it_goes_on_there_and_nobody_hears_of_it(
    past: Import, api: tuple[LocalServer, dict[str, Any]]
) -> None:
    past.between = lambda: refuse(api, 401)
    with pytest.raises(SetUpError, match=r"renew its token.* goes on at 16 Nov 2026\."):
        past.run()
    assert past.count(DealRow, BackfillRow) == [1, 1]
    assert past.run().counted == Counter({Learnt.NEW: 1})
    assert past.run().counted == Counter({Learnt.SAME: 1})
    assert past.count(DealRow, BackfillRow, RetrospectiveRow, OutboxRow) == [2, 0, 0, 0]


def test_ctrl_c_keeps_what_is_there(past: Import) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    past.between = interrupt
    with pytest.raises(KeyboardInterrupt):
        past.run()
    assert past.last is not None
    assert past.last.goes_on == "What came so far is kept (1); the same command goes on at 16 Nov 2026."
    past.between = lambda: None
    assert past.run().counted == Counter({Learnt.NEW: 1})


def test_a_busy_crm_is_given_the_time_that_it_asks_for(past: Import, api: tuple[LocalServer, dict[str, Any]]) -> None:
    refuse(api, 503)
    refuse(api, 429, Retry_After="7")
    assert past.run().counted == Counter({Learnt.NEW: 2})
    assert past.waited == [7.0, 20.0]
    refuse(api, 503, times=None)
    with pytest.raises(SetUpError, match=r"the CRM answered 503.* begins anew\."):
        past.run()


def test_a_place_that_the_crm_has_forgotten_is_left_for_the_beginning(
    past: Import, api: tuple[LocalServer, dict[str, Any]]
) -> None:
    past.between = lambda: refuse(api, 400)
    assert past.run().counted == Counter({Learnt.NEW: 2})


def test_what_closed_just_now_is_left_to_whoever_opens_its_talk(past: Import) -> None:
    assert past.run(now=NOW).counted == Counter({Learnt.LEFT: 2})
    assert past.count(DealRow) == [0]


def test_of_a_crm_that_cannot_be_asked_a_file_is_wanted(past: Import) -> None:
    generic = Import(past.db, past.http, "generic", config("generic"))
    with pytest.raises(SetUpError, match=r"python -m bot import FILE\.csv"):
        generic.run()


@pytest.mark.parametrize(
    ("row", "id_at", "told"),
    [
        ({"id": 7}, ("id",), "7"),
        ({"Id": "006A"}, ("Id",), "006A"),
        ({"id": {"record_id": "r-1"}}, ("id", "record_id"), "r-1"),
        ({"id": {"record_id": "r-1"}}, ("id",), None),
        ({}, ("id",), None),
        ([1], ("id",), None),
    ],
)
def test_what_cannot_be_read_is_named(row: Any, id_at: tuple[str, ...], told: str | None) -> None:
    def read(row: Any) -> Deal:
        raise Unreadable("as it is")

    (unread,) = closings([row], read, SINCE, None, id_at).unread
    assert unread.external_id == told


def test_as_somebody_types_it(run: Run, sqlite_db: Database) -> None:
    refused = run("import", "--from-crm")
    assert (refused.exit_code, "--since 2026-01-31" in refused.stderr) == (2, True)
    assert "no CRM is connected" in run("import", "--from-crm", "--since", "2026-11-01").stderr
    with listed("hubspot", "closed_2", replaced={b"2026-11-16": b"2024-03-14"}) as (_, settings):
        with sqlite_db.begin() as session:
            (workspace,) = workspaces.every(session)
            connections.add(session, workspace.id, "hubspot", settings, NOW)
        done = run("import", "--from-crm", "--since", "2024-03-01")
    assert (done.exit_code, done.stdout) == (0, "1 deal: 1 new, 0 changed, 0 as they were.\n")
    assert done.stderr == "Mar 2024: so far 1, 1 a second\n"
