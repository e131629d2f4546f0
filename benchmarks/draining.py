"""A thousand deals lost at once in fifty workspaces, against the time that Slack's limits alone take."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks import programs, requests, scenes, slack
from benchmarks.figures import Row
from bot.storage import people
from bot.storage.people import RosterEntry
from sandbox.site import Site

TEAMS = 50
DEALS = 20
POSTS_OF_A_TALK = 3  # the root card, the call card, the first question
LONGEST_SECONDS = 240.0


def rows(folder: Path) -> list[Row]:
    """The line of the table."""
    port, url = programs.free_port(), scenes.sqlite(folder, "draining")
    paths = _prepared(url)
    with slack.running(f"http://127.0.0.1:{port}/slack/events", TEAMS, pairs=1) as (slack_port, sites):
        settings = programs.environment(url, port, slack_port) | {"SLACK_BOT_TOKEN": slack.token_of(0)}
        with programs.served([sys.executable, "app.py"], settings, port):
            began = _lose(folder, port, paths)
            _wait(lambda: _talks(sites) >= TEAMS * DEALS)
            return [_row(sites, began)]


def _prepared(url: str) -> list[str]:
    db = scenes.opened(url)
    with db.begin() as session:
        paths = [_team(session, number) for number in range(TEAMS)]
    db.close()
    return paths


def _team(session: Session, number: int) -> str:
    """A workspace that knows who leads whom by address only; the path of its connection."""
    row = scenes.workspace(session, slack.team_of(number), slack.token_of(number))
    people.import_roster(session, row.id, [RosterEntry(slack.rep(0)[1], slack.manager(0)[1])])
    return scenes.generic(session, row.id)


def _lose(folder: Path, port: int, paths: list[str]) -> datetime:
    """Send all webhooks; when the first was sent."""
    made = [requests.lost(path, slack.rep(0)[1]) for _ in range(DEALS) for path in paths]
    file, began = requests.write(folder / "requests", made), datetime.now(UTC)
    taken = programs.load(file, port, connections=8, seconds=LONGEST_SECONDS, warm=0.0)
    if taken.statuses != {"200": len(made)}:
        raise RuntimeError(f"not every webhook was taken: {taken.statuses}")
    return began


def _talks(sites: list[Site]) -> int:
    return sum(entry.ok for entry in slack.calls(sites, slack.POST)) // POSTS_OF_A_TALK


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not until():
        if time.monotonic() > deadline:
            raise RuntimeError("the talks did not all open in time")
        time.sleep(0.5)


def _row(sites: list[Site], began: datetime) -> Row:
    took = (slack.last_post(sites) - began).total_seconds()
    least = max(slack.least_seconds(site) for site in sites)
    early = slack.refused_for_pace(sites)
    return Row(
        f"{TEAMS * DEALS:,} retrospectives over {TEAMS} workspaces, from the first webhook to the last post",
        "the time that the limits alone allow",
        "≤ 1.1 ×, no 429",
        f"{took / least:.2f} ×, {early} × 429",
        took / least <= 1.1 and early == 0,
        f"{took:.1f} s against {least:.1f} s, {len(slack.calls(sites))} calls to Slack",
    )
