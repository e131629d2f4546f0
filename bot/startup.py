"""Wiring: settings become the objects of a process, which ends in good order when it is told to.

`app.py` runs both halves in one process; `python -m bot web` and `worker` run one half each.
"""

import gc
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from slack_bolt import BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot import (
    charting,
    clock,
    deal_news,
    directory,
    logs,
    new_owners,
    open_deals,
    own_exports,
    second_look,
    short_calls,
    subscriptions,
    sweeps,
    write_backs,
)
from bot.bell import Bell
from bot.channel_looks import ChannelLooks
from bot.config import Settings
from bot.crm import Http
from bot.crm_turns import CrmTurns
from bot.database_clock import DatabaseClock
from bot.delivery import Delivery
from bot.errors import SetUpError
from bot.handlers import Handlers, receive
from bot.installing import installation
from bot.installing.oauth import Installer
from bot.intake import Intake
from bot.leaving import Leaving
from bot.sandbox_clock import SandboxClock
from bot.scheduler import Scheduler
from bot.serving.server import Server, bound
from bot.slack_client import Slack
from bot.socket_mode import SocketMode
from bot.storage import connections, news, schema
from bot.storage.database import AWAY, Database, plain
from bot.storage.vault import CannotOpen
from bot.web import create_app
from bot.worker import Stage, Worker

INTAKES = ("intake", "intake-2")
DEAL_NEWS = ("deal-news", "deal-news-2")
DELIVERY, SUBSCRIPTIONS, SWEEPS, CHANNELS, FILES = "delivery", "subscriptions", "sweeps", "channels", "files"
WORKER_SECONDS = 7.5  # from the signal on, while the requests in flight are answered as well
LAST_STORE_SECONDS = 1.0
YOUNG_OBJECTS = 10_000  # a few megabytes at most

log = structlog.get_logger(__name__)


@dataclass
class House:
    """What both halves of the bot share in one process."""

    settings: Settings
    db: Database
    slack: Slack
    workspace_id: UUID | None  # that of SLACK_BOT_TOKEN
    bell: Bell = field(default_factory=Bell)

    def __post_init__(self) -> None:
        self.clock = DatabaseClock(self.db)
        self.handlers = Handlers(self.db, self.slack)
        self.intake = Intake(self.db, receive=receive, take=deal_news.take, wake=partial(self.bell.ring, *INTAKES))
        self.delivery = Delivery(self.db, self.slack, wake=partial(self.bell.ring, DELIVERY))

    def dispatch(self, body: dict[str, Any]) -> BoltResponse:
        """Have the handlers answer, and the worker look at what they left for it."""
        answer = self.handlers.dispatch(body)
        self.bell.ring()
        return answer

    def worker(self) -> Worker:
        """The half that works off what is due."""
        http, turns = Http(), CrmTurns()
        stages: dict[str, Stage] = {
            **dict.fromkeys(INTAKES, self.intake.work),
            **dict.fromkeys(DEAL_NEWS, partial(deal_news.work, self.db, http, turns=CrmTurns())),
            "second-look": lambda now: (
                second_look.work(self.db, self.slack, http, now, turns) + new_owners.work(self.db, self.slack, now)
            ),
            "second-look-2": lambda now: second_look.work(self.db, self.slack, http, now, turns),
            "write-backs": lambda now: write_backs.work(self.db, http, now),
            SUBSCRIPTIONS: lambda now: subscriptions.work(self.db, http, self.settings.public_url, now),
            SWEEPS: lambda now: sweeps.work(self.db, http, now) + open_deals.work(self.db, http, now),
            "directory": lambda now: directory.meet(self.db, self.slack, now),
            CHANNELS: ChannelLooks(self.db, self.slack).work,
            FILES: lambda now: charting.work(self.db, self.slack, now) + own_exports.work(self.db, self.slack, now),
            DELIVERY: self.delivery.work,
        }
        appointments = {DELIVERY: self.delivery.next_due}
        return Worker(
            stages,
            Scheduler(self.db).tick,
            self.bell,
            self.intake.halt,
            appointments,
            last={DELIVERY, CHANNELS},
            unhurried={SUBSCRIPTIONS, SWEEPS, CHANNELS, FILES},
        )

    def installer(self) -> Installer | None:
        """What installs the bot over OAuth, where the settings allow it."""
        return Installer(self.settings, self.db, self.slack, self.bell.ring) if self.settings.slack_client_id else None

    def check_health(self) -> None:
        """Raise unless the database answers and is of this release, or of a newer that is being rolled out."""
        schema.require(self.db, or_newer=True)

    def close(self) -> None:
        """Store what waits, let the calls under way end, and let the database go."""
        self.intake.close(LAST_STORE_SECONDS)
        self.delivery.close()
        self.db.close()


def run(settings: Settings, *, web: bool, worker: bool, migrating: bool = False) -> None:
    """Run these halves until SIGTERM, SIGINT or SIGHUP, then finish what is in hand and return within ten seconds.

    Raises SetUpError when that cannot work: the database is away or of another release, Slack refuses the token, the
    port is taken; TryLater when Slack does not answer and the workspace is not known yet.
    """
    logs.set_up(settings.log_level)
    short_calls.install()
    listener = listen_at(settings.port) if web else None
    house = open_house(settings, migrating=migrating)
    half = house.worker() if worker else None
    leaving = Leaving(half.halt if half else lambda: None)
    helpers = _follow(house, half)
    house.intake.start()
    if half:
        half.start()
        heard = partial(house.bell.ring, *INTAKES)
        threading.Thread(target=news.listen, args=(house.db, heard, half.stopping), daemon=True).start()
    _say_hello(house, web=web, worker=worker)
    _settle_down()
    if listener:
        app = create_app(settings, house.intake, house.dispatch, house.check_health, house.installer())
        Server(app, leaving.begin, lambda: leaving.has_begun).run([listener])
    else:
        leaving.wait()
    for stop in helpers:
        stop()
    if half and (unfinished := half.stop(max(0.0, WORKER_SECONDS - leaving.lasts))):
        log.warning("left before everything in hand was finished", stages=unfinished)
    house.close()
    log.info("gone")


def _settle_down() -> None:
    """What is loaded by now stays: have the collector of cycles leave it alone, and come less often for the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def open_house(settings: Settings, *, migrating: bool) -> House:
    """The shared objects, on a database at this release's schema. Raises SetUpError and TryLater as `run` does."""
    try:
        db = Database(settings.database_url, settings.keys)
        schema.migrate(db) if migrating else schema.require(db)
    except (SQLAlchemyError, OSError) as error:
        raise SetUpError(f"the database does not answer: {plain(error)}") from None
    slack = Slack(settings.slack_api_url)
    try:
        return House(settings, db, slack, installation.ensure(db, slack, settings, clock.now()))
    except CannotOpen as error:
        raise SetUpError(f"SECRET_KEYS lacks the key that this database was written with ({error})") from None
    except AWAY as error:
        raise SetUpError(f"the database does not answer: {plain(error)}") from None


def listen_at(port: int) -> socket.socket:
    """A socket at `port` of all addresses. Raises SetUpError."""
    try:
        return bound("", port)
    except OSError as error:
        raise SetUpError(f"PORT {port} cannot be used: {error.strerror}") from None


def _follow(house: House, worker: Worker | None) -> list[Callable[[], None]]:
    """Start what stands beside: the database's clock, the sandbox's, Socket Mode. Returns what stops it."""
    try:
        house.clock.start()
    except AWAY as error:
        raise SetUpError(f"the database does not answer: {plain(error)}") from None
    stops = [house.clock.stop]
    if house.settings.sandbox_clock_url:
        sandbox = SandboxClock(house.settings.sandbox_clock_url, partial(_moved, house, worker))
        sandbox.start()
        stops.append(sandbox.stop)
    if house.settings.slack_app_token:
        token = house.settings.slack_app_token.get_secret_value()
        connection = SocketMode(token, house.slack.client(None), house.intake, house.dispatch)
        connection.start()
        stops.append(connection.stop)
    return stops


def _moved(house: House, worker: Worker | None, pace: float) -> None:
    house.slack.pace = pace
    if worker:
        worker.tick_now()


def _say_hello(house: House, *, web: bool, worker: bool) -> None:
    log.info(
        "silver lining is up",
        mode="web and worker" if web and worker else "web" if web else "worker",
        socket_mode=house.settings.slack_app_token is not None,
        workspace=str(house.workspace_id or "none by token"),
        database="sqlite" if house.db.is_sqlite else "postgresql",
        port=house.settings.port if web else None,
        connections=_connections(house),
    )


def _connections(house: House) -> int | None:
    """How many CRMs are connected; None while the database is away, which is no reason to end."""
    try:
        with house.db.read() as session:
            return connections.count(session)
    except AWAY:
        return None
