"""What operators are told by `doctor` when something waits for them, on both databases."""

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot import clock
from bot.cli import standstill_checks
from bot.cli.findings import Finding, Level
from bot.domain import weeks
from bot.domain.fixes import OF_CONNECTION, FixKind
from bot.domain.outcomes import CONFIGURATION, TOKEN
from bot.installing import installation
from bot.storage import connections, fixes, people, rooms, workspaces
from bot.storage.database import Database
from bot.storage.models import (
    DealEventRow,
    DealRow,
    HeardRow,
    InboxRow,
    OutboxRow,
    PersonRow,
    RoomRow,
    TallyRow,
    WorkspaceRow,
)
from tests import lost_deals
from tests.cli.conftest import Run

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def doctor(run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run` on each kind of database, with a workspace in it."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    run("settings", "get")
    return run


def hear(session: Session, now: datetime, *unasked: int, first: int = 0) -> None:
    """What reached so many people last week that they had not asked for."""
    row = workspace(session)
    week = weeks.week_before(weeks.iso_week(now, "UTC"))
    for number, count in enumerate(unasked, first):
        person = people.ensure(session, row.id, f"U0HEARD{number}")
        session.add(HeardRow(workspace_id=row.id, week=week, person_id=person.id, asked=1, unasked=count))


def workspace(session: Session) -> WorkspaceRow:
    [row] = workspaces.every(session)
    return row


def told(doctor: Run) -> dict[str, list[dict[str, Any]]]:
    """What `doctor --json` says, by the check's name; each finding that is not fine says why and how to mend it."""
    by_name = defaultdict(list)
    for finding in json.loads(doctor("doctor", "--json").stdout)["findings"]:
        assert finding["level"] == "fine" or (finding["why"] and finding["fix"])
        by_name[finding["name"]].append(finding)
    return by_name


def a_connection(session: Session, now: datetime) -> UUID:
    config = {"account": "4821", "api_url": "http://127.0.0.1:9", "access_token": "pat"}
    return connections.add(session, workspace(session).id, "hubspot", config, now).id


def a_deal(session: Session, now: datetime) -> UUID:
    connection_id = a_connection(session, now)
    row = DealRow(
        workspace_id=workspace(session).id,
        connection_id=connection_id,
        external_id="D-7",
        name="Northwind",
        outcome="lost",
        facts={},
    )
    session.add(row)
    session.flush()
    return row.id


FIXES = [
    (FixKind.DELIVERY, "C0SALES", "not_in_channel", "channel C0SALES (not_in_channel)", "/invite"),
    (FixKind.DELIVERY, "U0ANA,U0KIM", "user_disabled", "Ana Ruiz and U0KIM (user_disabled)", "another owner"),
    (FixKind.DELIVERY, "G0PAIR", "unknown, missing_scope", "unknown whether a message to", "look in Slack"),
    (FixKind.DELIVERY, "message 7", "some_new_code", "message 7 (some_new_code)", "chat.postMessage"),
    (FixKind.DIRECTORY, "users.info", "missing_scope", "(users.info: missing_scope)", "reinstall"),
    (FixKind.NO_SLACK_USER, "zoe@acme.example", "", "the address zoe@acme.example", "people import"),
    (FixKind.NO_OWNER, "", "", "the deal Northwind (D-7)", "an owner in the CRM"),
    (FixKind.NOBODY_LEFT, "", "", "about the deal Northwind (D-7)", "who is then asked"),
    (FixKind.CRM_REFUSED, "", "", "hubspot 4821 refuses", "bot connect"),
    (FixKind.CRM_REFUSED, "", "No such column", "does not know what we ask for (No such column)", "what fields names"),
    (FixKind.CRM_SILENT, "", "", "hubspot 4821 could not be asked", "bot connect"),
    (FixKind.CRM_UNSWEPT, "", "", "hubspot 4821 cannot be asked what closed", "status page"),
    (FixKind.CRM_UNWRITTEN, "", "", "hubspot 4821 does not let us write", "rights to write"),
    (
        FixKind.CRM_UNWRITTEN,
        "",
        "No such option",
        "does not take what we write into it (No such option)",
        "correct write",
    ),
    (FixKind.CRM_TASKLESS, "", "", "hubspot 4821 does not let us make the task", "delete tasks"),
    (FixKind.CRM_TASKLESS, "", "No scope", "to ask a customer again (No scope)", "delete tasks"),
    (FixKind.SHARED_CHANNEL, "C0SALES", "", "C0SALES is shared", "settings set team_channel"),
    (FixKind.TEAM_CHANNEL, "team_channel", "", "no team channel", "settings set team_channel"),
]


@pytest.mark.parametrize(("kind", "about", "reason", "what", "fix"), FIXES)
def test_each_kind_of_fix_is_a_sentence(
    doctor: Run, db: Database, now: datetime, kind: FixKind, about: str, reason: str, what: str, fix: str
) -> None:
    with db.begin() as session:
        here = workspace(session).id
        rooms.of_channel(session, here, "C0SALES")
        rooms.of_members(session, here, ["U0ANA", "U0KIM"])
        session.add(RoomRow(workspace_id=here, channel="G0PAIR", members="U0ANA,U0PRIYA"))
        session.add(PersonRow(workspace_id=here, slack_user="U0ANA", name="Ana Ruiz"))
        if kind in (FixKind.NO_OWNER, FixKind.NOBODY_LEFT):
            about = str(a_deal(session, now))
        if kind in OF_CONNECTION:
            about = str(a_connection(session, now))
        fixes.report(session, here, kind, about, now, reason=reason)
    [finding] = told(doctor)["to fix"]
    assert finding["level"] == "wrong"
    assert what in finding["what"]
    assert fix in finding["fix"]
    assert f"since {now:%Y-%m-%d %H:%M} UTC" in finding["why"]


def test_the_table_of_sentences_is_whole() -> None:
    assert {kind for kind, *_ in FIXES} == set(FixKind)


def test_what_was_set_aside_is_counted(doctor: Run, db: Database, now: datetime) -> None:
    with db.begin() as session:
        for number, (state, error, age) in enumerate(
            [
                ("quarantined", "the body is no JSON", DAY),
                ("quarantined", "the body is no JSON", 2 * DAY),
                ("quarantined", "occurredAt is no time", DAY),
                ("quarantined", "long ago", 8 * DAY),
                ("done", None, DAY),
            ]
        ):
            came = {"received_at": now - age, "due_at": now - age, "body": b"", "delivery_key": f"{number}"}
            session.add(InboxRow(source="hubspot", connection_key="c", state=state, error=error, **came))
    [finding] = told(doctor)["inbox"]
    assert (finding["level"], finding["what"]) == (
        "note",
        "3 set aside in the last 7 days: hubspot: the body is no JSON (2), hubspot: occurredAt is no time (1)",
    )


def test_news_about_deals_that_was_given_up_is_counted(doctor: Run, db: Database, now: datetime) -> None:
    with db.begin() as session:
        deal = {"workspace_id": workspace(session).id, "connection_id": a_connection(session, now), "kind": "lost"}
        for number, (state, error, age) in enumerate(
            [("parked", "the CRM answered 404", DAY), ("parked", "long ago", 8 * DAY), ("done", None, DAY)]
        ):
            when = {"source_at": now, "due_at": now - age}
            session.add(DealEventRow(external_id=f"{number}", state=state, error=error, **deal, **when))
    [finding] = told(doctor)["deal events"]
    assert finding["what"] == "1 given up in the last 7 days: lost: the CRM answered 404 (1)"


def test_what_slack_may_not_have_got_is_counted_by_state(doctor: Run, db: Database, now: datetime) -> None:
    ages = [
        ("unsure", "timeout", -DAY),
        ("unknown", "missing_scope", DAY),
        ("dead", "not_in_channel", DAY),
        ("dead", "root", DAY),
        ("dead", "root", 2 * DAY),
        ("dead", "long_ago", 8 * DAY),
        ("sent", None, DAY),
    ]
    with db.begin() as session:
        here = workspace(session).id
        for number, (state, reason, age) in enumerate(ages):
            key = {"lane": "lane", "dedupe_key": f"{number}", "marker": f"{number}"}
            row = OutboxRow(workspace_id=here, method="post", state=state, reason=reason, due_at=now - age, **key)
            session.add(row)
    assert [finding["what"] for finding in told(doctor)["outbox"]] == [
        "1 unsure in the last 7 days: timeout (1)",
        "1 unknown in the last 7 days: missing_scope (1)",
        "3 dead in the last 7 days: root (2), not_in_channel (1)",
    ]


def test_a_pause_is_wrong_and_says_how_it_ends(doctor: Run, db: Database) -> None:
    assert told(doctor)["workspace"] == []
    with db.begin() as session:
        workspace(session).paused = "token_revoked"
    [finding] = told(doctor)["workspace"]
    assert (finding["level"], finding["what"]) == ("wrong", "it is paused: token_revoked")
    assert "install the app again" in finding["fix"]
    assert doctor("doctor").exit_code == 1
    assert "WRONG  workspace: it is paused: token_revoked" in doctor("doctor").stdout


@pytest.mark.parametrize("reason", sorted({*TOKEN, *CONFIGURATION, "token_unreadable", "no_token"}))
def test_every_pause_has_a_way_out(reason: str) -> None:
    finding: Finding = standstill_checks.pause(reason)
    assert finding.level is Level.WRONG
    assert ("manifest.json" in finding.fix) == (reason in CONFIGURATION and reason not in installation.REFUSALS)


def test_the_most_frequent_reasons_stand_for_many(doctor: Run, db: Database, now: datetime) -> None:
    with db.begin() as session:
        here = workspace(session).id
        for number in range(5):
            key = {"lane": "lane", "dedupe_key": f"{number}", "marker": f"{number}"}
            session.add(
                OutboxRow(workspace_id=here, method="post", state="dead", reason=f"reason_{number}", due_at=now, **key)
            )
    [finding] = told(doctor)["outbox"]
    assert finding["what"] == "5 dead in the last 7 days: reason_0 (1), reason_1 (1), reason_2 (1), …"


def test_figures_that_differ_are_told_and_counted_anew(doctor: Run, db: Database) -> None:
    with db.begin() as session:
        lost_deals.deal(session, workspace(session), "Northwind")
    with db.begin() as session:
        session.execute(delete(TallyRow))

    def told() -> str:
        found = json.loads(doctor("doctor", "--json").stdout)["findings"]
        return str(next(finding["what"] for finding in found if finding["name"] == "figures"))

    assert told() == "3 summary rows differ from the deals and talks"
    assert doctor("recount").stdout.endswith(": 3 figures counted anew.\n")
    assert told() == "the summary rows agree with the deals and talks"


def test_messages_that_nobody_asked_for_are_told_of_nobody(doctor: Run, db: Database, now: datetime) -> None:
    with db.begin() as session:
        hear(session, now, 9, 0, 1, 2)
    assert told(doctor)["messages per person"][0]["what"].startswith("last week too few to say")
    with db.begin() as session:
        hear(session, now - 7 * DAY, 5, 5, 5, 5, 5)
        hear(session, now, 1, first=4)
    finding = told(doctor)["messages per person"][0]
    expected = "last week a median of 1 that nobody had asked for, 9 at most; 1 of 5 people got more than 2"
    assert (finding["level"], finding["what"]) == ("note", expected)
