"""A thousand retrospectives queued in fifty workspaces, against the time that Slack's limits alone take."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks import programs, scenes, slack
from benchmarks.figures import Row
from bot import clock
from bot.domain.deals import Deal, Outcome
from bot.messages.guides import guide
from bot.storage import connections, deals, people, retrospectives
from bot.use_cases.talk import retrospectives as talks
from sandbox.site import Site

TEAMS = 50
DEALS = 20
POSTS_OF_A_TALK = 3  # the root card, the call card, the first question
LONGEST_SECONDS = 240.0


def rows(folder: Path) -> list[Row]:
    """The line of the table."""
    url = scenes.sqlite(folder, "draining")
    _queue(url)
    with slack.running(None, TEAMS, pairs=1) as (slack_port, sites):
        port = programs.free_port()
        settings = programs.environment(url, port, slack_port) | {"SLACK_BOT_TOKEN": slack.token_of(0)}
        with programs.served([sys.executable, "app.py"], settings, port):
            _wait(lambda: _talks(sites) >= TEAMS * DEALS)
        return [_row(sites)]


def _queue(url: str) -> None:
    db = scenes.opened(url)
    for number in range(TEAMS):
        with db.begin() as session:
            _team(session, number)
    db.close()


def _team(session: Session, number: int) -> None:
    """A workspace in which a rep and a manager have lost several deals at once; nothing was posted yet."""
    now, row = clock.now(), scenes.workspace(session, slack.team_of(number), slack.token_of(number))
    rep, manager = (people.ensure(session, row.id, user) for user in (slack.rep(0)[0], slack.manager(0)[0]))
    crm = connections.by_hand(session, row.id, now).id
    for one in range(DEALS):
        deal = deals.add(session, row.id, crm, Deal(str(one), f"Deal {one}", Outcome.LOST))
        questions = guide(Outcome.LOST)
        held = retrospectives.hold(session, deal, number=1, outcome=Outcome.LOST, guide=questions, due_at=now)
        talks.open_thread(session, held, rep, manager, now)


def _talks(sites: list[Site]) -> int:
    return sum(entry.ok for entry in slack.calls(sites, slack.POST)) // POSTS_OF_A_TALK


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while not until():
        if time.monotonic() > deadline:
            raise RuntimeError("the talks did not all open in time")
        time.sleep(0.5)


def _row(sites: list[Site]) -> Row:
    took = (slack.last_post(sites) - slack.first_call(sites)).total_seconds()
    least = max(slack.least_seconds(site) for site in sites)
    early = slack.refused_for_pace(sites)
    return Row(
        f"{TEAMS * DEALS:,} queued retrospectives over {TEAMS} workspaces, from the first call to the last post",
        "the time that the limits alone allow",
        "≤ 1.1 ×, no 429",
        f"{took / least:.2f} ×, {early} × 429",
        took / least <= 1.1 and early == 0,
        f"{took:.1f} s against {least:.1f} s, {len(slack.calls(sites)):,} calls to Slack",
    )
