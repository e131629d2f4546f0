"""What deals are called is known however many there are, under today's rules, and lies nowhere to be read."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot import scheduler
from bot.domain import open_lines
from bot.domain.deals import Outcome
from bot.storage import deals, known_names, rotation
from bot.storage.database import Database
from bot.storage.models import DealRow, KnownNameRow, WorkspaceRow
from tests import lost_deals

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OLD, NEW = b"k" * 32, b"n" * 32


def tells(session: Session, workspace: WorkspaceRow, line: str) -> tuple[str, ...]:
    return open_lines.telling(line, (), known_names.of(session, workspace.id, open_lines.sought(line)))


def test_a_deal_is_known_by_its_name_and_its_customer_in_its_own_workspace(db: Database) -> None:
    with db.begin() as session:
        ours, theirs = lost_deals.workspace(session), lost_deals.workspace(session, "T0OTHER")
        lost_deals.deal(session, ours, "Fabrikam renewal", customer="Northwind Traders")
        assert tells(session, ours, "Fabrikam, northwind traders") == ("northwind traders", "Fabrikam")
        assert tells(session, theirs, "Fabrikam, northwind traders") == ()


def test_what_it_was_called_before_stays_known_and_is_written_once(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        row = lost_deals.deal(session, workspace, "Fabrikam")
        lost_deals.deal(session, workspace, "Fabrikam", outcome=Outcome.OPEN)
        names = session.scalar(select(func.count()).select_from(KnownNameRow))
        deals.learn(session, row, deals.deal(row))
        assert session.scalar(select(func.count()).select_from(KnownNameRow)) == names
        deals.learn(session, row, replace(deals.deal(row), name="Contoso"))
        row.deleted_at = NOW
        assert tells(session, workspace, "Fabrikam and Contoso") == ("Fabrikam", "Contoso")


def test_on_the_disk_no_name_can_be_read(db: Database) -> None:
    with db.begin() as session:
        lost_deals.deal(session, lost_deals.workspace(session), "Fabrikam")
        names = session.scalars(select(KnownNameRow.name)).all()
        assert names
        assert all(len(name) == 10 and b"abrik" not in name for name in names)


def test_what_an_older_release_wrote_is_learnt_soon(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lost_deals.deal(session, workspace, "Fabrikam", customer="Northwind")
        session.execute(delete(KnownNameRow))
        session.execute(update(DealRow).values(mark=None))
    assert [scheduler.names_to_learn(db, NOW) for _ in range(2)] == [1, 0]
    with db.begin() as session:
        assert tells(session, session.merge(workspace), "Fabrikam or Northwind") == ("Fabrikam", "Northwind")


def test_what_no_key_opens_is_known_by_the_deals_name_and_not_tried_again(db: Database) -> None:
    with db.begin() as session:
        lost_deals.deal(session, lost_deals.workspace(session), "Fabrikam", customer="Northwind")
        session.execute(update(DealRow).values(mark=None))
    other = Database(db.url, (b"o" * 32,))
    assert [scheduler.names_to_learn(other, NOW) for _ in range(2)] == [1, 0]
    with other.begin() as session:
        workspace_id = session.scalars(select(WorkspaceRow.id)).one()
        line = "Fabrikam or Northwind"
        known = known_names.of(session, workspace_id, open_lines.sought(line))
        assert open_lines.telling(line, (), known) == ("Fabrikam",)
    other.close()


def test_names_move_to_the_new_key_and_nothing_stays_under_the_old_one(db: Database) -> None:
    with db.begin() as session:
        workspace = lost_deals.workspace(session)
        lost_deals.deal(session, workspace, "Fabrikam")
    both = Database(db.url, (NEW, OLD))
    with both.begin() as session:
        assert tells(session, session.merge(workspace), "Fabrikam") == ("Fabrikam",)
    assert list(rotation.rotate(both))[-1].place.purpose == "deals.mark"
    assert rotation.count(both) == 0
    both.close()
    alone = Database(db.url, (NEW,))
    with alone.begin() as session:
        assert tells(session, session.merge(workspace), "Fabrikam") == ("Fabrikam",)
        marks = set(session.scalars(select(KnownNameRow.mark)))
    assert len(marks) == 1
    alone.close()
