"""A month of past deals, played on paper by the rules that real ones go by."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cli import fix_list
from bot.cli.last_month import A_MONTH
from bot.crm import Http
from bot.domain.deals import Deal, Outcome, Person
from bot.on_paper import copying, playing, telling
from bot.on_paper.playing import PastDeal
from bot.on_paper.telling import Told
from bot.slack_client import Slack
from bot.storage import connections, people, workspaces
from bot.storage.database import Database
from bot.storage.models import OutboxRow, PersonRow, RetrospectiveRow
from tests.installing import installed

UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
SINCE = UNTIL - A_MONTH
NOWHERE = Slack("http://127.0.0.1:9/")  # who would ask it fails


class Month:
    """Ana and Kim are led by Priya, at work from nine to six. Slack was asked about them, and about one who is gone."""

    def __init__(self, db: Database) -> None:
        self.db = db
        with db.begin() as session:
            workspace = installed(session, UNTIL)
            for name, value in (("burst_from", "4"), ("full_per_week", "1"), ("admin", "U0PRIYA")):
                workspaces.change(session, workspace, name, value)
            self.workspace_id = workspace.id
            self.connection_id = connections.by_hand(session, workspace.id, UNTIL).id
            leader = self._known(session, "Priya")
            for name in ("Ana", "Kim"):
                self._known(session, name).manager_id = leader.id
            gone = people.ensure_email(session, workspace.id, "gone@acme.example")
            people.note_absence(session, gone, UNTIL)

    def _known(self, session: Session, name: str) -> PersonRow:
        person = people.ensure(session, self.workspace_id, f"U0{name.upper()}")
        person.name, person.email, person.checked_at = name, f"{name.lower()}@acme.example", UNTIL
        session.flush()
        return person

    def lost(self, at: str, name: str, owner: str, outcome: Outcome = Outcome.LOST) -> PastDeal:
        closed_at = datetime.fromisoformat(f"2026-11-{at}+00:00")
        created_at = closed_at - timedelta(days=94)
        person = Person(f"{owner}@acme.example")
        return self.connection_id, Deal(name, name, outcome, person, created_at=created_at, closed_at=closed_at)

    def play(self, *past: PastDeal) -> tuple[Told, list[str]]:
        """What is told, and what an admin is to put right."""
        with copying.copied(self.db, self.workspace_id, SINCE, UNTIL) as paper, closing(Http()) as http:
            playing.play(paper, NOWHERE, http, self.workspace_id, past, SINCE, UNTIL)
            with paper.read() as session:
                to_fix = [finding.what for finding in fix_list.findings(session, self.workspace_id)]
                return telling.tell(session, self.workspace_id), to_fix


@pytest.fixture
def month(sqlite_db: Database) -> Month:
    return Month(sqlite_db)


def lines(told: Told, name: str) -> list[str]:
    (reader,) = (reader for reader in told.readers if reader.name == name)
    return [f"{line.at:%a %d %H:%M} {line.text}" for line in reader.lines]


def test_each_is_told_what_they_would_have_heard_and_when(month: Month) -> None:
    told, to_fix = month.play(
        month.lost("03T09:30", "Northwind", "ana"),
        month.lost("05T10:00", "Contoso & Sons", "ana"),
        month.lost("07T20:00", "Tailspin", "kim"),
        month.lost("12T11:00", "Adatum", "gone"),
        month.lost("13T11:00", "Litware", "kim", Outcome.WON),
    )
    assert lines(told, "Ana") == [
        "Tue 03 09:40 Northwind. Why the full guide: the first this quarter.",
        "Thu 05 10:10 Contoso & Sons. Why one question: enough full ones this week.",
    ]
    assert lines(told, "Kim") == ["Mon 09 09:00 Tailspin. Why the full guide: the first this quarter."]
    assert lines(told, "Priya")[-1].startswith("Mon 16 09:00 Your team's closed-lost review")
    assert to_fix == ["nobody in Slack has the address gone@acme.example"]
    assert told.held == ["Adatum"]
    assert [line.at.date().day for line in told.team] == [6, 13]
    assert "2 deals lost" in told.team[0].text
    with month.db.read() as session:  # where the workspace lives, nothing is
        assert [session.scalar(select(func.count()).select_from(kind)) for kind in (RetrospectiveRow, OutboxRow)] == [
            0,
            0,
        ]
