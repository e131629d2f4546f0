"""How long it takes from the answer to a webhook until the thread stands in Slack, when nothing else is to be done."""

import socket
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks import programs, requests, scenes, slack
from benchmarks.figures import Row, percentile
from bot.storage import people, rooms
from sandbox.site import Site

PAIRS = 60
PROMISE_MS = 300.0
LONGEST_SECONDS = 20.0


def rows(folder: Path) -> list[Row]:
    """The line of the table."""
    port, url = programs.free_port(), scenes.sqlite(folder, "answering")
    with slack.running(f"http://127.0.0.1:{port}/slack/events", 1, PAIRS) as (slack_port, [site]):
        path = _prepared(url, site)
        settings = programs.environment(url, port, slack_port) | {"SLACK_BOT_TOKEN": slack.token_of(0)}
        with programs.served([sys.executable, "app.py"], settings, port):
            took = [_lose_one(port, path, site, pair) * 1000 for pair in range(PAIRS)]
    took = took[5:]  # the first ones warm it up
    figure = f"{median(took):.0f} ms (95 of 100 within {percentile(took, 0.95):.0f} ms)"
    what = "webhook answered → thread in Slack"
    return [Row(what, "", "≤ 300 ms", figure, median(took) <= PROMISE_MS, "the sandbox's own time is in it")]


def _prepared(url: str, site: Site) -> str:
    """Everybody is known and has been written to before, so that each deal costs one call to Slack, the post."""
    db = scenes.opened(url)
    with db.begin() as session:
        row = scenes.workspace(session, slack.team_of(0), slack.token_of(0))
        for pair in range(PAIRS):
            known = []
            for user, email in (slack.rep(pair), slack.manager(pair)):
                person = people.ensure(session, row.id, user)
                person.email, person.zone = email, "UTC"
                known.append(person)
            known[0].manager_id = known[1].id
            room = rooms.of_members(session, row.id, [person.slack_user or "" for person in known])
            channel = site.workspace.dm(slack.rep(pair)[0], slack.manager(pair)[0], site.workspace.bot.id)
            rooms.opened(session, room, channel.id)
        path = scenes.generic(session, row.id)
    db.close()
    return path


def _lose_one(port: int, path: str, site: Site, pair: int) -> float:
    """Seconds between the answer and the root card."""
    before = _posted(site)
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(requests.lost(path, slack.rep(pair)[1]))
        answer = connection.recv(1000)
    answered = time.perf_counter()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError("a webhook was not taken")
    while _posted(site) == before:
        if time.perf_counter() - answered > LONGEST_SECONDS:
            raise RuntimeError("no thread was begun")
        time.sleep(0.002)
    took = time.perf_counter() - answered
    time.sleep(0.8)  # let what follows the root card go out: four posts at the pace of a whole workspace
    return took


def _posted(site: Site) -> int:
    return sum(entry.ok and "thread_ts" not in entry.payload for entry in slack.calls([site], slack.POST))
