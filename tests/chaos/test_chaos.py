"""The chaos run's own test: a short life under its harness, and a checker that sees what is broken.

The run itself is `make chaos`; this keeps it from rotting.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, update

from bot.storage.models import AnswerRow, DealRow, InboxRow, OutboxRow, RetrospectiveRow, SlotRow
from tests.chaos.checker import check
from tests.chaos.crew import ALONE
from tests.chaos.rounds import misbehave
from tests.chaos.stage import Stage, staged
from tests.chaos.storm import storm
from tests.chaos.workload import Workload

SEED = 7
POSTS = 8
PACE = 200.0

# What could be wrong, and the word by which the checker tells.
PLANTED: tuple[tuple[Executable, str], ...] = (
    (update(InboxRow).where(InboxRow.source == "slack").values(state="quarantined"), "was answered 2xx"),
    (delete(SlotRow), "slots"),
    (update(DealRow).values(outcome="open"), "stands as open"),
    (update(OutboxRow).where(OutboxRow.method == "post").values(marker="other"), "no row of this workspace knows"),
    (update(OutboxRow).where(OutboxRow.method == "post").values(state="unsure"), "ends as unsure"),
    (delete(AnswerRow), "is not kept"),
    (delete(RetrospectiveRow), "0 retrospectives"),
)


@pytest.fixture
def stage(sqlite_url: str, tmp_path: Path) -> Iterator[Stage]:
    with staged(sqlite_url, tmp_path, ALONE, SEED, cuts=0.05, pace=PACE) as stage:
        yield stage


@pytest.mark.timeout(180)
def test_killed_under_load_beside_a_failing_slack_every_promise_holds(stage: Stage) -> None:
    misbehave(stage, SEED)
    stage.crew.start()
    load = Workload(stage, SEED)
    load.start()
    stage.slack.wait_for(lambda: _posts(stage) >= POSTS and _replies(stage), timeout=90)
    stage.crew.kill()
    load.stop()
    stage.slack.advance(to="friday_1500")
    stage.settle()
    findings = check(stage)
    assert findings.broken == []
    assert findings.seen["posts accepted"] >= POSTS
    assert findings.seen["slots"] >= 2 * len(stage.casts)
    for statement, words in PLANTED:
        with stage.db.begin() as session:
            session.execute(statement)
        assert any(words in complaint for complaint in check(stage).broken), f"the checker does not see: {words}"


def test_posts_through_a_storm_stand_once() -> None:
    report = storm(SEED, posts=40)
    assert report.broken == []
    assert report.seen["posts without a clear answer"] > 0


def _posts(stage: Stage) -> int:
    return sum(len(cast.slack.calls("chat.postMessage")) for cast in stage.casts)


def _replies(stage: Stage) -> bool:
    heard = [entry.payload["event"] for cast in stage.casts for entry in cast.slack.events("message") if entry.ok]
    return any("client_msg_id" in event for event in heard)
