"""`export`: what an admin takes along, and what stays with those who talked."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from bot.storage import people, workspaces
from bot.storage.database import Database
from bot.storage.models import AuditRow
from tests.cli.conftest import Run

HOSTILE = Path(__file__).parents[1] / "payloads" / "hostile_csv"


@pytest.fixture
def house(run: Run, sqlite_db: Database) -> Run:
    """A workspace with hostile deals, an admin and a colleague."""
    run("import", str(HOSTILE / "formulas.csv"))
    with sqlite_db.begin() as session:
        (workspace,) = workspaces.every(session)
        workspaces.change(session, workspace, "admin", "U0ADMIN")
        for user in ("U0ADMIN", "U0LAW"):
            people.ensure(session, workspace.id, user)
    return run


def test_a_folder_that_only_its_owner_reads_and_a_spreadsheet_computes_nothing_of(house: Run, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    done = house("export", str(folder))
    assert done.exit_code == 0, done.output
    assert "deals.csv: 5 rows" in done.stdout
    files = {file.name: file for file in folder.iterdir()}
    assert {oct(file.stat().st_mode & 0o777) for file in files.values()} == {"0o600"}
    assert "answers.csv" not in files
    told = {line.partition(":")[0] for line in files["README.txt"].read_text().splitlines()}
    assert told == set(files) - {"README.txt"}
    names = [line.split(",")[2] for line in files["deals.csv"].read_text("utf-8-sig").splitlines()[1:]]
    assert all(name.lstrip('"').startswith("'") for name in names)
    assert '"admin": "U0ADMIN"' in files["settings.json"].read_text()
    again = house("export", str(folder))
    assert (again.exit_code, "--force" in again.stderr) == (2, True)
    assert house("export", str(folder), "--force").exit_code == 0


def test_talks_need_the_word_of_somebody_else_and_the_audit_says_whose(
    house: Run, tmp_path: Path, sqlite_db: Database
) -> None:
    file = tmp_path / "taken.zip"
    for approved_by in ((), ("--approved-by", "U0ADMIN"), ("--approved-by", "U0NOBODY")):
        refused = house("export", str(file), "--with-talks", *approved_by)
        assert (refused.exit_code, "--approved-by" in refused.stderr) == (2, True)
    assert not file.exists()
    assert house("export", str(file), "--with-sensitive", "--approved-by", "U0LAW").exit_code == 0
    assert "answers.csv" in ZipFile(file).namelist()
    with sqlite_db.read() as session:
        noted = session.execute(select(AuditRow.action, AuditRow.reason)).all()
    assert [tuple(row) for row in noted] == [("export_sensitive", "approved by U0LAW")]
