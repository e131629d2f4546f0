"""The rounds in which something stands between our processes and what they need: a network, a relay, a wrong clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import make_url

from tests.chaos import clocks, commits, cut_off, freezing, outages
from tests.chaos.crew import Home
from tests.chaos.networks import Network, at_hub, network
from tests.chaos.postgres import Postgres
from tests.chaos.relay import PORT
from tests.chaos.rounds import Report, play
from tests.chaos.run import Run
from tests.chaos.stage import Places
from tests.postgres import new_postgres
from tests.processes import BOT

WEB, WORKER = (*BOT, "web"), (*BOT, "worker")
WEBS = ("web1", "web2")
WORKERS = ("worker1", "worker2", "worker3", "worker4")
JUMPING = "worker3"


def resets_during_commit(run: Run) -> Iterator[Report]:
    """PostgreSQL, two web and two workers: connections break during COMMIT."""
    cuts = commits.Cuts()
    harm = partial(commits.resets_during_commit, cuts)
    halves = (WEB, WEB, WORKER, WORKER)
    with new_postgres(run.postgres.url) as url, commits.behind_a_relay(url, cuts) as places:
        yield play(
            "resets during COMMIT", url, halves, harm, seed=run.seed, seconds=run.seconds, faults=True, places=places
        )


def frozen_workers(run: Run) -> Iterator[Report]:
    """PostgreSQL, one web and five workers: four at a time are frozen at chosen moments."""
    halves = (WEB, *(WORKER,) * 5)
    with new_postgres(run.postgres.url) as url, freezing.freezable(url, halves) as (freezers, places):
        harm = partial(freezing.freezes, freezers)
        yield play("frozen workers", url, halves, harm, seed=run.seed, seconds=run.seconds, places=places)


def hosts_cut_off(run: Run) -> Iterator[Report]:
    """Six hosts: three workers at a time and a web host are cut off for longer than a lease."""
    hosts = WEBS + WORKERS
    with _on_hosts(run.postgres, hosts) as (made, url):
        places = _places(url, tuple(made.home(host) for host in hosts))
        harm = partial(cut_off.cut_off, made)
        yield play("hosts cut off", url, _halves(hosts), harm, seed=run.seed, seconds=run.seconds, places=places)


def postgres_restarted(run: Run) -> Iterator[Report]:
    """Five hosts, Slack misbehaving: PostgreSQL stopped hard and started again, over and over."""
    hosts = WEBS + WORKERS[:3]
    with _on_hosts(run.postgres, hosts) as (made, url):
        places = _places(url, tuple(made.home(host) for host in hosts))
        harm = partial(outages.restarts, run.postgres)
        name = "hosts, PostgreSQL restarted"
        yield play(name, url, _halves(hosts), harm, seed=run.seed, seconds=run.seconds, faults=True, places=places)


def wrong_clocks(run: Run) -> Iterator[Report]:
    """Five hosts whose clocks differ by minutes, one jumping by hours; Slack misbehaving, SIGKILL at random."""
    hosts = WEBS + WORKERS[:3]
    with _on_hosts(run.postgres, hosts) as (made, url), clocks.wrong_clocks(*hosts) as wrong:
        places = _places(url, tuple(made.home(host, wrong[host].variables) for host in hosts))
        harm = partial(clocks.kills_among_wrong_clocks, wrong[JUMPING])
        name = "hosts, wrong clocks and kills"
        yield play(name, url, _halves(hosts), harm, seed=run.seed, seconds=run.seconds, faults=True, places=places)


@contextmanager
def _on_hosts(postgres: Postgres, hosts: tuple[str, ...]) -> Iterator[tuple[Network, str]]:
    """Hosts of these names, and an empty database on the machine between them. Raises CannotPlay."""
    with network(*hosts) as made, postgres.listening(at_hub("database")), new_postgres(postgres.url) as url:
        yield made, url


def _halves(hosts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(WEB if host in WEBS else WORKER for host in hosts)


def _places(url: str, homes: tuple[Home, ...]) -> Places:
    """Where everything stands, for hosts that reach the database at `url` over their network."""
    far = make_url(url).set(host=at_hub("database"), port=PORT, query={})
    return Places(at_hub("outside"), homes, far.render_as_string(hide_password=False))
