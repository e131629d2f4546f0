"""`python -m tests.chaos`: everything that can go wrong, for as long as you like, from a seed that is printed.

Works on loopback and in networks that it makes itself, on databases of its own, and ends only what it started.
"""

import logging
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import click

from tests.chaos import hosts, outages, writes
from tests.chaos.crew import ALONE, MIXED, PAIR, SPREAD
from tests.chaos.floods import flood
from tests.chaos.migrations import migrations, places
from tests.chaos.postgres import running_postgres
from tests.chaos.postgres_outages import of_postgres
from tests.chaos.rounds import Report, kills, play
from tests.chaos.run import CannotPlay, Round, Run
from tests.chaos.sick import sick_among_healthy
from tests.chaos.stops import stops
from tests.chaos.storm import storm
from tests.chaos.versions import versions
from tests.postgres import new_postgres

SAMPLE_MINUTES = 3.0
SAMPLE = ("kills-faults", "files", "floods", "stops", "commits", "hosts-postgres", "storms")
OVERHEAD_SECONDS = 25.0  # what a round takes to start and to settle
STORMS, POSTS = 10, 1000
SECONDS_A_POST = 0.04
LEAST_SECONDS = 5.0


def kills_alone(run: Run) -> Iterator[Report]:
    """SQLite, one process: SIGKILL at random."""
    with _file() as url:
        yield play("kills, one process", url, ALONE, kills, seed=run.seed, seconds=run.seconds)


def kills_alone_with_faults(run: Run) -> Iterator[Report]:
    """The same, with a Slack that misbehaves."""
    name = "kills and faults, one process"
    with _file() as url:
        yield play(name, url, ALONE, kills, seed=run.seed, seconds=run.seconds, faults=True)


def kills_spread(run: Run) -> Iterator[Report]:
    """PostgreSQL, three web and three workers: SIGKILL at random."""
    with new_postgres(run.postgres.url) as url:
        yield play("kills, three and three", url, SPREAD, kills, seed=run.seed, seconds=run.seconds)


def kills_spread_with_faults(run: Run) -> Iterator[Report]:
    """The same, with a Slack that misbehaves."""
    name = "kills and faults, three and three"
    with new_postgres(run.postgres.url) as url:
        yield play(name, url, SPREAD, kills, seed=run.seed, seconds=run.seconds, faults=True)


def kills_at_writes(run: Run) -> Iterator[Report]:
    """Killed at the first, second, … write of each kind: one process on SQLite, three and three on PostgreSQL."""
    if not writes.is_possible():
        click.echo("kills at writes: left out, there is no strace here; kills at random stand in for it")
        return
    seconds = run.seconds / 2
    with _file() as url:
        yield play("kills at writes, SQLite", url, ALONE, writes.kills_at_writes, seed=run.seed, seconds=seconds)
    with new_postgres(run.postgres.url) as url:
        harm = partial(writes.kills_at_writes, calls=writes.ON_THE_WIRE)
        yield play("kills at writes, PostgreSQL", url, SPREAD, harm, seed=run.seed, seconds=seconds)


def graceful_stops(run: Run) -> Iterator[Report]:
    """Told to leave, again and again: one process on SQLite; all in one, web and worker apart on PostgreSQL."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup it is ignored, and each process would inherit that
    with _file() as url:
        yield play("graceful stops, SQLite", url, ALONE, stops, seed=run.seed, seconds=run.seconds / 3)
    with new_postgres(run.postgres.url) as url:
        yield play("graceful stops, PostgreSQL", url, MIXED, stops, seed=run.seed, seconds=run.seconds * 2 / 3)


def broken_files(run: Run) -> Iterator[Report]:
    """SQLite: locked, full, read-only, failing."""
    with _file() as url, ExitStack() as disk:
        kinds = outages.of_sqlite()
        if not disk.enter_context(outages.small_disk(Path(url.removeprefix("sqlite:///")).parent)):
            click.echo("full disk: left out, nobody may mount one here")
            kinds = tuple(kind for kind in kinds if kind not in outages.MOUNTED)
        harm = outages.outages(*kinds)
        yield play("files in trouble", url, ALONE, harm, seed=run.seed, seconds=run.seconds)


def postgres_gone(run: Run) -> Iterator[Report]:
    """PostgreSQL stopped hard, standing still, full of others, its inbox locked; again and again."""
    with new_postgres(run.postgres.url) as url:
        harm = outages.outages(*of_postgres(run.postgres))
        yield play("PostgreSQL in trouble", url, SPREAD, harm, seed=run.seed, seconds=run.seconds)


def floods(run: Run) -> Iterator[Report]:
    """Ten thousand requests at once and 500 slow sockets: from a few addresses, and from one for each request."""
    kinds = {"a few addresses": False, "ten thousand addresses": True}
    each = run.seconds / (2 * len(kinds))
    for kind, own_addresses in kinds.items():
        with _file() as url:
            name = f"flood from {kind}, SQLite"
            yield flood(name, url, seed=run.seed, seconds=each, own_addresses=own_addresses)
        if each < LEAST_SECONDS:
            return  # in a sample one must do
        with new_postgres(run.postgres.url) as url:
            name = f"flood from {kind}, PostgreSQL"
            yield flood(name, url, seed=run.seed, seconds=each, own_addresses=own_addresses)


def killed_migrations(run: Run) -> Iterator[Report]:
    """Migrations killed at every step, from each earlier revision, on both databases."""
    with places(run.postgres.url) as both:
        for place in both:
            yield migrations(place, seed=run.seed, seconds=run.seconds / len(both))


def two_versions(run: Run) -> Iterator[Report]:
    """The release before beside today's, while the schema goes up."""
    with new_postgres(run.postgres.url, is_empty=True) as url:
        yield versions(url, seed=run.seed, seconds=run.seconds)


def one_sick(run: Run) -> Iterator[Report]:
    """Five workspaces, one of which is sick: the others do not wait for it."""
    with _file() as url:
        yield sick_among_healthy("one sick, SQLite", url, ALONE, seed=run.seed, seconds=run.seconds / 2)
    with new_postgres(run.postgres.url) as url:
        yield sick_among_healthy("one sick, PostgreSQL", url, PAIR, seed=run.seed, seconds=run.seconds / 2)


def storms(run: Run) -> Iterator[Report]:
    """Ten seeds of posts through a Slack that misbehaves."""
    posts = min(POSTS, round((run.seconds + OVERHEAD_SECONDS) / STORMS / SECONDS_A_POST))
    for place in range(STORMS):
        yield storm(run.seed + place, posts)


ROUNDS: dict[str, Round] = {
    "kills": kills_alone,
    "kills-faults": kills_alone_with_faults,
    "kills-spread": kills_spread,
    "kills-spread-faults": kills_spread_with_faults,
    "writes": kills_at_writes,
    "stops": graceful_stops,
    "files": broken_files,
    "postgres": postgres_gone,
    "floods": floods,
    "migrations": killed_migrations,
    "versions": two_versions,
    "sick": one_sick,
    "commits": hosts.resets_during_commit,
    "frozen": hosts.frozen_workers,
    "hosts-cut": hosts.hosts_cut_off,
    "hosts-postgres": hosts.postgres_restarted,
    "hosts-clocks": hosts.wrong_clocks,
    "storms": storms,
}


@click.command()
@click.option("--seed", type=int, help="Play these chances again; one is chosen, and printed, unless told.")
@click.option("--minutes", type=float, default=10.0, show_default=True, help="About how long, in all.")
@click.option("--sample", is_flag=True, help="About three minutes, a few of the rounds.")
@click.option("--only", multiple=True, type=click.Choice(list(ROUNDS)), help="Only these rounds.")
def main(seed: int | None, minutes: float, sample: bool, only: tuple[str, ...]) -> None:
    """Kill, stop, starve and confuse the bot, and see whether every promise still holds."""
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    names = only or (SAMPLE if sample else tuple(ROUNDS))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that nothing is left behind
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # the sandbox's word for callers that were killed
    each = (SAMPLE_MINUTES if sample else minutes) * 60 / len(names)
    click.echo(f"chaos: seed {seed}, {each * len(names) / 60:.0f} minutes, {', '.join(names)}")
    broken: list[str] = []
    with running_postgres() as postgres:
        run = Run(seed, max(LEAST_SECONDS, each - OVERHEAD_SECONDS), postgres)
        for name in names:
            broken += _play(name, run)
    # Said again at the end: of a long log often nothing but the last lines is kept.
    for complaint in broken:
        click.echo(f"BROKEN {complaint}")
    click.echo(f"chaos: seed {seed}: {f'{len(broken)} promises broken' if broken else 'every promise held'}")
    sys.exit(1 if broken else 0)


def _play(name: str, run: Run) -> list[str]:
    """Play one round, and say what came of it. Returns the broken promises; a round that cannot be played is one."""
    broken: list[str] = []
    try:
        for report in ROUNDS[name](run):
            _tell(report)
            broken += [f"{report.name}: {complaint}" for complaint in report.broken]
    except CannotPlay as error:
        click.echo(f"\n{name}\n  BROKEN not played: {error}")
        broken.append(f"{name}: not played: {error}")
    return broken


def _tell(report: Report) -> None:
    facts = [f"{words}: {number}" for words, number in [*report.did.items(), *report.seen.items()]]
    click.echo(f"\n{report.name} ({report.seconds:.0f} s)\n  " + "\n  ".join(facts))
    for complaint in report.broken:
        click.echo(f"  BROKEN {complaint}")
    if report.folder and not report.broken:
        shutil.rmtree(report.folder)
    elif report.folder:
        click.echo(f"  the logs of its processes: {report.folder}")


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        yield f"sqlite:///{Path(folder) / 'disk' / 'chaos.db'}"


if __name__ == "__main__":
    main()
