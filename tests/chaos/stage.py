"""Where a chaos run plays: two workspaces in one sandbox, one database, and our processes behind a front door."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import ColumnElement, func, or_, select

from bot.crm import PROVIDERS
from bot.domain.conversation import Status
from bot.storage import connections, set_aside, slots, workspaces
from bot.storage.database import AWAY, Database
from bot.storage.models import DealEventRow, InboxRow, OutboxRow, RetrospectiveRow, Row
from bot.storage.outbox import UNFINISHED
from sandbox.seed import another, install_by_token
from sandbox.site import Site
from sandbox.testing import Slack, running
from tests.chaos.crew import Crew, Home
from tests.chaos.front import Front
from tests.conftest import KEYS
from tests.house import GENERIC_SECRET, MANIFEST
from tests.installing import installed
from tests.processes import SECRET, environment

PACE = 30.0
LEASES_SECONDS = 200.0  # every lease of a killed process has run out by then
QUIET_SECONDS = 60.0
ROUNDS = 8
POLL_SECONDS = 0.1
KILLED = "the process ended"  # how the reason begins why a row is set aside that took its process down each time
ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Cast:
    """Who plays in one workspace: its people by handle, its team channel, its CRM's address below ours."""

    slack: Slack
    team_id: str
    reps: tuple[str, ...]
    manager: str
    channel: str
    path: str


@dataclass(frozen=True)
class Stage:
    """Everything of one run. `casts` are the workspaces; `front` is where senders knock.

    `excused` are the markers of messages that may stand twice, as the residual risks say.
    """

    slack: Slack
    db: Database
    crew: Crew
    front: Front
    casts: tuple[Cast, ...]
    chance: random.Random
    excused: set[str] = field(default_factory=set)

    def calm(self) -> None:
        """End all misbehaviour."""
        self.slack.faults.clear()
        self.front.cuts = 0.0
        for cast in self.casts:
            cast.slack.read_lag(0.0)

    def leap(self, to: str | None = None) -> None:
        """Kill everybody, move the clock (past all leases, or `to` an instant), and start everybody at once.

        The clock moves while nobody lives: whoever held something is dead, as the leases will find.
        """
        self.crew.kill()
        self.slack.advance(0.0 if to else LEASES_SECONDS, to=to)
        self.crew.start()

    def settle(self) -> int:
        """Let everything that was taken have its effect, and nothing more come in. Raises TimeoutError.

        Returns how much had been set aside as deadly for its process, which was killed each time by us: it is put back,
        as an operator would.
        """
        self.calm()
        self.crew.kill()
        for _ in range(ROUNDS):
            self.leap()
            if self._rests(QUIET_SECONDS / ROUNDS):
                break
        put_back = self._put_back()
        self.slack.site.app.url = None
        for _ in range(ROUNDS):
            if self._rests(QUIET_SECONDS / ROUNDS):
                return put_back
            self.leap()
        raise TimeoutError(f"still busy: {self.busy()}")

    def _put_back(self) -> int:
        with self.db.begin() as session:
            victims = [one for one in set_aside.listing(session) if one.reason.startswith(KILLED)]
            return sum(set_aside.retry(session, one, self.slack.now()) for one in victims)

    def _rests(self, within: float) -> bool:
        until = time.monotonic() + within
        while time.monotonic() < until:
            if not self.busy():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def busy(self) -> dict[str, int]:
        """What still waits: rows by table, and weekly hours that have come; empty when nothing does."""
        waits: dict[type[Row], ColumnElement[bool]] = {
            InboxRow: InboxRow.state == "waiting",
            DealEventRow: DealEventRow.state.in_(("waiting", "working")),
            RetrospectiveRow: RetrospectiveRow.status == Status.HELD,
            OutboxRow: or_(*(OutboxRow.state == state for state in UNFINISHED)),
        }
        with self.db.read() as session:
            counts = {
                kind.__tablename__: session.scalar(select(func.count()).select_from(kind).where(condition)) or 0
                for kind, condition in waits.items()
            }
            counts["weekly hours"] = len(slots.due(session, self.slack.now()))
        return {name: count for name, count in counts.items() if count}


@dataclass(frozen=True)
class Places:
    """Where things stand: Slack's address, our processes' homes, and the database's address as they are told it."""

    slack: str = "127.0.0.1"
    homes: tuple[Home, ...] = ()
    database_url: str | None = None
    meet: Callable[[Slack], None] = lambda _: None  # is shown the sandbox, before anybody is started


ON_LOOPBACK = Places()


@contextmanager
def staged(
    url: str,
    folder: Path,
    halves: tuple[tuple[str, ...], ...],
    seed: int,
    *,
    cuts: float = 0.0,
    pace: float = PACE,
    places: Places = ON_LOOPBACK,
    install: "Install | None" = None,
    teams: int = 2,
) -> Iterator[Stage]:
    """A stage on the migrated, empty database at `url`, with nobody started yet. All processes are gone at the end.

    `cuts` is the share of answers that never reach their sender; `pace` divides Slack's waiting times. `install`
    puts us into a workspace, unless today's code does. There are so many `teams`, two at least.
    """
    chance = random.Random(seed)
    with running(signing_secret=SECRET, manifest=MANIFEST, pace=pace, host=places.slack) as slack:
        places.meet(slack)
        db = Database(url, KEYS)
        variables = environment(slack, places.database_url or url) | {
            "SANDBOX_CLOCK_URL": f"{slack.base_url}/sandbox/clock"
        }
        crew = Crew(variables, folder, halves, places.homes)
        front = Front(crew.doors, seed, cuts)
        slack.connect(f"{front.url}/slack/events")
        try:
            yield Stage(slack, db, crew, front, _casts(slack, db, install or _installed, teams - 2), chance)
        finally:
            crew.kill()
            front.close()
            db.close()


# Puts us into a workspace with this team channel; returns the path of its CRM's connection.
Install = Callable[[Slack, Database, str], str]


def _casts(slack: Slack, db: Database, install: Install, more: int) -> tuple[Cast, ...]:
    north = slack.team("T0NORTH")
    people = (("ana", "kim", "marco", "dana"), "priya")
    first = Cast(slack, slack.team_id, *people, "C0SALES", install(slack, db, "C0SALES"))
    return (first, *(_like(north, db, install) for north in (north, *_others(north, more))))


def _others(north: Slack, many: int) -> list[Slack]:
    """So many workspaces more, with the same people and channels."""
    sites = north.sites
    sites.all += [Site(sites.shared, another(north.workspace, f"T0MORE{number}")) for number in range(many)]
    return [north.team(f"T0MORE{number}") for number in range(many)]


def _like(north: Slack, db: Database, install: Install) -> Cast:
    install_by_token(north.workspace, f"xoxb-{north.team_id}", north.site.shared.manifest)
    north.workspace.conversations["C0NDEALS"].members.append(north.bot_id)
    return Cast(north, north.team_id, ("hana", "lucia", "ben"), "omar", "C0NDEALS", install(north, db, "C0NDEALS"))


def _installed(slack: Slack, db: Database, channel: str) -> str:
    """The path of a CRM's connection, in a workspace without a grace period."""
    with db.begin() as session:
        row = installed(session, slack.now(), team_id=slack.team_id, bot_id=slack.bot_id, token=slack.token)
        for name, value in (
            ("grace_minutes", "0"),
            ("full_per_week", "0"),
            ("quiet_hours", "no"),
            ("quarter_hold", "no"),
            ("bundle_from", "0"),
            ("burst_from", "0"),
            ("team_channel", channel),
            ("timezone", ZONE),
        ):
            workspaces.change(session, row, name, value)
        config = PROVIDERS["generic"].check_config({"secret": GENERIC_SECRET})
        return f"/crm/generic/{connections.add(session, row.id, 'generic', config, slack.now()).slug}"


def away(db: Database) -> bool:
    """Whether the database does not answer."""
    try:
        db.ping()
    except AWAY:
        return True
    return False
