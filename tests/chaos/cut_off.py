"""Hosts that are cut off: from the database, from Slack, from both, for longer than a lease. Then they come back."""

import time
from contextlib import ExitStack

from sqlalchemy import func, select

from bot.delivery import LEASE_MARGIN_SECONDS
from bot.slack_client import Slack
from bot.storage.models import OutboxRow
from tests.chaos.crew import Member
from tests.chaos.networks import Network
from tests.chaos.outages import BACK_WITHIN_SECONDS, IN_TIME_SECONDS, TAKEN, UNAVAILABLE, knock_at
from tests.chaos.rounds import Report
from tests.chaos.stage import Stage

LEASE_SECONDS = Slack("").timeout_seconds + LEASE_MARGIN_SECONDS
AWAY_SECONDS = LEASE_SECONDS + 8.0  # until the others have looked twice and posted
AFTERWARDS_SECONDS = 8.0
CLAIMS_SECONDS = 20.0
CALLS_END_SECONDS = 3.0
PROBE_PAUSE_SECONDS = 0.5
SLOW_SECONDS = 2.0  # Slack's answers, so that there are claims to be cut off with
FROM = {"PostgreSQL": ("database",), "Slack": ("outside",), "both": ("database", "outside")}


def cut_off(network: Network, stage: Stage, until: float, report: Report) -> None:
    """Three workers and a web host at once, each from something else, while one of each goes on; again and again."""
    stage.front.cuts = 0.0
    while True:
        _once(network, stage, report)
        if time.monotonic() > until:
            return


def _once(network: Network, stage: Stage, report: Report) -> None:
    workers = [member for member in stage.crew.members if member.arguments[-1] == "worker"]
    web = stage.chance.choice([member for member in stage.crew.members if member not in workers])
    slow = stage.slack.fault("chat.*", "late_answer", times=-1, seconds=SLOW_SECONDS)
    with ExitStack() as cuts:
        _await_claims(stage)
        for (what, switches), member in zip(FROM.items(), stage.chance.sample(workers, len(FROM)), strict=True):
            cuts.enter_context(network.cut(member.home.host, *switches))
            report.did[f"workers cut off from {what}"] += 1
        cuts.enter_context(network.cut(web.home.host, "database"))
        began, at = time.monotonic(), stage.slack.now()
        slow.times = slow.struck
        _probe(stage, web, began + CALLS_END_SECONDS, report)
        report.did["claims that were cut off"] += _claimed(stage, at)
        _probe(stage, web, began + AWAY_SECONDS, report)
    _await_return(stage, web, report)
    time.sleep(AFTERWARDS_SECONDS)


def _await_claims(stage: Stage) -> None:
    until = time.monotonic() + CLAIMS_SECONDS
    while time.monotonic() < until and _claimed(stage) < len(FROM):
        time.sleep(0.01)


def _claimed(stage: Stage, before: object = None) -> int:
    """How many posts are claimed; with `before`, how many were by then."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "sending")
    with stage.db.read() as session:
        return session.scalar(query.where(OutboxRow.tried_at <= before) if before else query) or 0


def _probe(stage: Stage, web: Member, until: float, report: Report) -> None:
    """A web host without its database says so in time."""
    while time.monotonic() < until:
        probe = knock_at(stage, f"http://{web.home.address}:{web.port}")
        slowest = "web host without database: slowest answer, milliseconds"
        report.did[f"web host without database: answered {probe.status}"] += 1
        report.did[slowest] = max(report.did[slowest], round(probe.took * 1000))
        if probe.status not in (TAKEN, UNAVAILABLE) or probe.took > IN_TIME_SECONDS:
            report.broken.append(f"a web host without database answered {probe.status} after {probe.took:.2f} s")
        time.sleep(PROBE_PAUSE_SECONDS)


def _await_return(stage: Stage, web: Member, report: Report) -> None:
    began = time.monotonic()
    while knock_at(stage, f"http://{web.home.address}:{web.port}").status != TAKEN:
        if time.monotonic() - began > BACK_WITHIN_SECONDS:
            report.broken.append(f"a web host still refuses {BACK_WITHIN_SECONDS:.0f} s after it is back")
            return
        time.sleep(PROBE_PAUSE_SECONDS)
    slowest = "web host back after, milliseconds, at most"
    report.did[slowest] = max(report.did[slowest], round((time.monotonic() - began) * 1000))
