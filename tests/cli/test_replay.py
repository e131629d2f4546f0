"""`replay`: what was given up is listed, shown without people's words, taken up again, or dropped."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import clock
from bot.cli.replaying import redacted
from bot.storage import connections, workspaces
from bot.storage.database import Database
from bot.storage.models import AuditRow, DealEventRow, InboxRow, OutboxRow
from tests.cli.conftest import Run
from tests.installing import installed

BODY = json.dumps({"type": "deal.lost", "data": {"deal_id": "D-7", "name": "Northwind", "amount": 48000}}).encode()


@pytest.fixture
def replay(run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch, db: Database) -> Run:
    """`run`, with one of each kind given up in the workspace T0SANDBOX, and one delivery of T0OTHER."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    run("settings", "get")
    now = clock.now() - timedelta(days=1)
    installed(db, now, team_id="T0OTHER")
    with db.begin() as session:
        here = next(row.id for row in workspaces.every(session) if row.team_id == "T0SANDBOX")
        crm = connections.add(session, here, "generic", {"secret": "x"}, now).id
        session.add(delivery("generic", str(crm), now))
        session.add(delivery("slack", "T0OTHER", now))
        when = {"source_at": now, "due_at": now}
        news = DealEventRow(workspace_id=here, connection_id=crm, external_id="D-7", kind="lost", **when)
        news.state, news.error, news.attempts = "parked", "the CRM answered 404", 5
        session.add(news)
        for state in ("dead", "unknown"):
            session.add(message(here, state, now))
    return run


def delivery(source: str, connection_key: str, now: datetime) -> InboxRow:
    row = InboxRow(source=source, connection_key=connection_key, delivery_key=source, body=BODY)
    row.received_at, row.due_at = now, now
    row.state, row.error, row.attempts = "quarantined", "KeyError", 5
    return row


def message(workspace_id: Any, state: str, now: datetime) -> OutboxRow:
    row = OutboxRow(workspace_id=workspace_id, lane=state, dedupe_key=state, method="post", marker=state, due_at=now)
    row.payload, row.channel = {"text": "They saw less risk in Contoso.", "blocks": []}, "C0SALES"
    row.state, row.reason, row.attempts = state, "channel_not_found", 5
    return row


def names(replay: Run, *options: str) -> list[str]:
    return [line.split()[0] for line in replay("replay", *options).stdout.splitlines()]


def test_the_list_says_what_where_and_why(replay: Run) -> None:
    lines = replay("replay").stdout.splitlines()
    assert [line.split()[0].partition(":")[0] for line in lines] == ["delivery"] * 2 + ["news"] + ["message"] * 2
    assert "lost D-7: the CRM answered 404" in lines[2]
    assert "post in C0SALES: channel_not_found" in lines[3]
    assert "it may stand in Slack" in lines[4]
    assert len(names(replay, "--workspace", "T0SANDBOX")) == 4
    assert len(names(replay, "--workspace", "T0OTHER")) == 1


def test_a_reply_whose_root_died_says_what_to_do(replay: Run, db: Database) -> None:
    dead = {"reason": "root", "subject": "question:1:ours.voices", "channel": None}
    with db.begin() as session:
        session.execute(update(OutboxRow).where(OutboxRow.state == "dead").values(**dead))
    [line] = [line for line in replay("replay").stdout.splitlines() if "of a question" in line]
    told = "post of a question: root: the message that it belongs to did not arrive; retry that one as well"
    assert line.endswith(told)


def test_people_s_words_are_not_shown(replay: Run) -> None:
    shown = replay("replay", "show", "all").stdout
    assert '"deal_id": "D-7"' in shown
    for words in ("Northwind", "48000", "Contoso"):
        assert words not in shown


def test_taken_up_again_with_all_attempts(replay: Run, db: Database) -> None:
    told = replay("replay", "retry", "all", "--yes").stdout.splitlines()
    assert len(told) == 5
    assert all(line.endswith("is taken up again") for line in told)
    assert replay("replay").stdout == "Nothing was given up.\n"
    for command in ("retry", "drop"):
        assert replay("replay", command, "all").stdout == "Nothing to do.\n"
    with db.read() as session:
        stand = {
            (row.state, row.attempts)
            for kind in (InboxRow, DealEventRow, OutboxRow)
            for row in session.execute(select(kind.state, kind.attempts))
        }
        audited = session.scalars(select(AuditRow).where(AuditRow.actor == "operator")).all()
    assert stand == {("waiting", 0), ("pending", 0)}
    assert [entry.action for entry in audited] == ["retry"] * 5


def test_a_message_that_may_stand_is_asked_about(replay: Run) -> None:
    *_, doubtful = names(replay)
    asked = replay("replay", "retry", doubtful, answers="n\n")
    assert "Look there first" in asked.stdout
    assert doubtful in names(replay)
    replay("replay", "retry", doubtful, answers="y\n")
    assert doubtful not in names(replay)


def test_a_kind_means_all_of_it(replay: Run) -> None:
    assert replay("replay", "drop", "delivery", "news", "--yes").stdout.count("is dropped") == 3
    assert {name.partition(":")[0] for name in names(replay)} == {"message"}
    gone = replay("replay", "retry", "delivery", "message")
    assert (gone.exit_code, "not on the list of what was given up: delivery;" in gone.stderr) == (2, True)


def test_dropped_for_good(replay: Run, db: Database) -> None:
    first, *_ = names(replay)
    assert replay("replay", "drop", first, answers="n\n").exit_code != 0
    assert first in names(replay)
    assert f"{first} is dropped" in replay("replay", "drop", first, "--yes").stdout
    assert first not in names(replay)
    with db.read() as session:
        assert len(session.scalars(select(InboxRow)).all()) == 2, "known, should it be sent again"


@pytest.mark.parametrize("name", ["delivery:99", "deal:1", "1", "message:x", "deliveries"])
def test_a_name_that_is_not_on_the_list(replay: Run, name: str) -> None:
    for command in ("show", "retry", "drop"):
        result = replay("replay", command, name)
        assert (result.exit_code, "not on the list" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"objectId": 7, "propertyName": "dealstage"}, {"objectId": 7, "propertyName": "dealstage"}),
        ({"text": "secret", "n": [1, True, None]}, {"text": "(6 characters)", "n": ["(a number)", True, None]}),
        ("not json", "(8 characters)"),
    ],
)
def test_redaction_keeps_the_shape(value: object, shown: object) -> None:
    assert redacted(value) == shown
