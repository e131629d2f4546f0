"""A sandbox with as many workspaces as a benchmark needs, at Slack's own limits, in this process."""

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks.requests import SIGNING_SECRET
from sandbox import server
from sandbox.journal import Entry
from sandbox.limits import POST_BURST, POSTS_PER_SECOND
from sandbox.people import Person
from sandbox.protocol import Server, in_thread, loopback_socket
from sandbox.site import Site
from sandbox.sites import Options, Sites
from sandbox.workspace import Team, Workspace

MANIFEST = Path(__file__).parent.parent / "manifest.json"
POST = "chat.postMessage"
TOO_MANY = 429


@contextmanager
def running(app_url: str | None, teams: int, pairs: int) -> Iterator[tuple[int, list[Site]]]:
    """The port, and `teams` workspaces with `pairs` of a rep and a manager each. The app is installed in all."""
    listener = loopback_socket()
    port: int = listener.getsockname()[1]
    sites = Sites(f"http://127.0.0.1:{port}", Options(SIGNING_SECRET, app_url, MANIFEST, token=None))
    first = sites.first.workspace
    lock, numbers = first.lock, first.numbers
    made = [Site(sites.shared, _workspace(sites, number, pairs, lock, numbers)) for number in range(teams)]
    sites.all += made
    with in_thread(Server(server.build(sites)), listener):
        try:
            yield port, made
        finally:
            sites.stop()


def team_of(number: int) -> str:
    """A workspace's id."""
    return f"T0BENCH{number}"


def token_of(number: int) -> str:
    """The app's token there."""
    return f"xoxb-bench-{number}"


def rep(number: int) -> tuple[str, str]:
    """The Slack id and the address of the rep of a pair."""
    return f"U0REP{number}", f"rep{number}@bench.example"


def manager(number: int) -> tuple[str, str]:
    """The Slack id and the address of the manager of a pair."""
    return f"U0MAN{number}", f"manager{number}@bench.example"


def calls(sites: list[Site], *names: str) -> list[Entry]:
    """All calls of the app, or those of some methods."""
    return [entry for site in sites for entry in site.workspace.journal.of("call", names)]


def refused_for_pace(sites: list[Site]) -> int:
    """How many calls came too early."""
    return sum(entry.status == TOO_MANY for entry in calls(sites))


def least_seconds(site: Site) -> float:
    """How long the posts of one workspace take when nothing but the limit of its channels holds them up."""
    posts = Counter(str(entry.payload.get("channel")) for entry in calls([site], POST) if entry.ok)
    return max((count - POST_BURST) / POSTS_PER_SECOND for count in posts.values())


def first_call(sites: list[Site]) -> datetime:
    """When Slack was first asked for more than whose token it is; real time."""
    return min(entry.at for entry in calls(sites) if entry.name != "auth.test")


def last_post(sites: list[Site]) -> datetime:
    """When the last one stood in Slack; real time."""
    return max(entry.at for entry in calls(sites, POST) if entry.ok)


def _workspace(
    sites: Sites, number: int, pairs: int, lock: threading.RLock, numbers: "itertools.count[int]"
) -> Workspace:
    team = Team(team_of(number), f"Bench {number}", f"bench-{number}", "UTC", "A0BENCH", "bench.example")
    bot = Person("U0BOT", "bot", "Bot", "", "UTC", team.id, bot_id="B0BENCH", deleted=True)
    workspace = Workspace(team, bot, sites.shared.clock, lock=lock, numbers=numbers)
    for pair in range(pairs):
        for user, email in (rep(pair), manager(pair)):
            workspace.people[user] = Person(user, email.partition("@")[0], user, email, "UTC", team.id)
    workspace.install(token_of(number), sites.shared.manifest)
    return workspace
