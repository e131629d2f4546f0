"""Migrations killed at every step, two at once, a web process that starts meanwhile: nothing half done, no row lost.

Goes from an empty database and from each earlier revision, with a row in every table, to today's.
"""

import multiprocessing
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from bot.storage import schema
from bot.storage.database import Database
from tests.chaos.dying import migrate_until
from tests.chaos.rounds import Report
from tests.chaos.schemas import fill, picture
from tests.conftest import KEYS
from tests.processes import BOT, ROOT
from tests.servers import KEY

PROCESS_SECONDS = 60.0
PRELOADED = ["tests.chaos.dying", "alembic.command", "psycopg"]
REFUSED = 2  # how `web` ends before the schema is right


class Sqlite:
    """Databases as files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def empty(self) -> str:
        """A new one."""
        return f"sqlite:///{self._folder / f'{uuid4().hex}.db'}"

    def copy(self, url: str) -> str:
        """Another with the same in it. Nobody may be connected."""
        copied = self.empty()
        if (source := _file(url)).exists():
            shutil.copyfile(source, _file(copied))
        return copied

    def drop(self, url: str) -> None:
        """Away with it."""
        for end in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{end}").unlink(missing_ok=True)


class Postgres:
    """Databases on the server at `url`."""

    name = "PostgreSQL"

    def __init__(self, url: str) -> None:
        self._server = make_url(url)
        self._engine = create_engine(self._server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")

    def empty(self) -> str:
        """A new one."""
        return self._created("template1")

    def copy(self, url: str) -> str:
        """Another with the same in it. Nobody may be connected."""
        return self._created(str(make_url(url).database))

    def drop(self, url: str) -> None:
        """Away with it, and with whoever is connected."""
        self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _created(self, template: str) -> str:
        name = f"chaos_{uuid4().hex}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _say(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))


Place = Sqlite | Postgres


@dataclass(frozen=True)
class Pictures:
    """How a database looks before and after an undisturbed migration: there is nothing between."""

    before: str
    after: str


def _file(url: str) -> Path:
    return Path(str(make_url(url).database))


@contextmanager
def places(server: str) -> Iterator[tuple[Place, ...]]:
    """Where migrations are tried: files of our own, and databases of our own on this server."""
    with TemporaryDirectory(prefix="chaos-migrations-", ignore_cleanup_errors=True) as folder:
        yield Sqlite(Path(folder)), Postgres(server)


def migrations(place: Place, *, seed: int, seconds: float) -> Report:
    """Kill a migration at each of its steps, in an order of chance, until all were played or the time is over."""
    report = Report(f"migrations, {place.name}")
    began = time.monotonic()
    starts = (None, *schema.revisions()[:-1])
    for start in starts:
        _from(place, start, random.Random(seed), seconds / len(starts), report)
    report.seconds = time.monotonic() - began
    return report


def _from(place: Place, start: str | None, chance: random.Random, seconds: float, report: Report) -> None:
    until = time.monotonic() + seconds
    before = place.empty()
    if start:
        _bring_to(before, start)
        fill(before)
    after = place.copy(before)
    _, steps = _run(after)
    pictures = Pictures(picture(before), picture(after))
    points = list(range(1, steps + 1))
    chance.shuffle(points)
    killed = _killed_at_each(place, before, points, pictures, until, report)
    report.did[f"from {start or 'nothing'}: kills, of {steps} steps"] = killed
    if start in (None, schema.revisions()[-2]):
        _crowded(place, before, pictures, report)
    for url in (before, after):
        place.drop(url)


def _killed_at_each(
    place: Place, before: str, points: list[int], pictures: Pictures, until: float, report: Report
) -> int:
    """Kill at each point, one after the other, until the time is over; then migrate what is left. Returns how many."""
    url = place.copy(before)
    killed = 0
    for point in points:
        if killed and time.monotonic() > until:
            break
        code, _ = _run(url, point)
        killed += code == -signal.SIGKILL
        stands = picture(url)
        if stands == pictures.after:  # killed after the commit: the next one needs what was there before
            place.drop(url)
            url = place.copy(before)
        elif stands != pictures.before or code != -signal.SIGKILL:
            report.broken.append(f"killed at step {point} (ended with {code}): something is half done")
    code, _ = _run(url)
    if code != 0 or picture(url) != pictures.after:
        report.broken.append(f"after {killed} kills: migrating ended with {code}, or something is missing")
    place.drop(url)
    return killed


def _bring_to(url: str, revision: str) -> None:
    database = Database(url, KEYS)
    schema.migrate(database, to=revision)
    database.close()


def _run(url: str, point: int = 0) -> tuple[int | None, int]:
    """Migrate, to the end or until this step. Returns the exit code and the number of steps that were made."""
    context = multiprocessing.get_context("forkserver")  # starts quickly, and without this process's threads
    context.set_forkserver_preload(PRELOADED)
    steps = context.Value("i", 0)
    process = context.Process(target=migrate_until, args=(url, point, steps))
    process.start()
    process.join(PROCESS_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode, steps.value


def _crowded(place: Place, before: str, pictures: Pictures, report: Report) -> None:
    """Two at once as operators start them, and a web process that comes too early."""
    url = place.copy(before)
    began = time.monotonic()
    migrating = [_started(url, "migrate") for _ in range(2)]
    web = _started(url, "web")
    codes = [process.wait(PROCESS_SECONDS) for process in migrating]
    report.did["two at once"] += 1
    report.did["two at once: longest, milliseconds"] = max(
        report.did["two at once: longest, milliseconds"], round((time.monotonic() - began) * 1000)
    )
    if codes != [0, 0]:
        report.broken.append(f"two at once: ended with {codes}: {[_last_words(process) for process in migrating]}")
    _end(web, report)
    if picture(url) != pictures.after:
        report.broken.append("two at once: schema or rows differ")
    place.drop(url)


def _end(web: "subprocess.Popen[str]", report: Report) -> None:
    """It came too early and said so, or it was in time and serves."""
    try:
        code = web.wait(1.0)
    except subprocess.TimeoutExpired:
        report.did["a web process meanwhile: came up"] += 1
        web.kill()
        web.communicate()
        return
    report.did["a web process meanwhile: refused"] += 1
    said = _last_words(web)
    if code != REFUSED or "run `python -m bot migrate`" not in said:
        report.broken.append(f"a web process meanwhile ended with {code}: {said}")


def _started(url: str, command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, *BOT, command],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "DATABASE_URL": url, "SECRET_KEYS": KEY, "PORT": "0"}
        | {"SLACK_SIGNING_SECRET": "0" * 32, "SLACK_CLIENT_ID": "1.1", "SLACK_CLIENT_SECRET": "0" * 32}
        | {"BASE_URL": "http://127.0.0.1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _last_words(process: "subprocess.Popen[str]") -> str:
    return process.communicate()[0].strip()[-400:]
