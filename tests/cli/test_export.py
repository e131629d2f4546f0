"""`export`: what an admin takes along, and what stays with those who talked."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from bot.storage import people, workspaces
from bot.storage.database import Database
from bot.storage.models import AuditRow, OutboxRow
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
        told = session.scalars(select(OutboxRow)).one()
    assert [tuple(row) for row in noted] == [("export_sensitive", "approved by U0LAW")]
    text = told.payload["text"] if told.payload else ""
    assert (told.lane, "sensitive ones too" in text, "<@U0ADMIN>" in text) == ("dm:U0LAW", True, True)


def test_only_what_this_export_writes_stands_there(house: Run, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    assert house("export", str(folder), "--with-sensitive", "--approved-by", "U0LAW").exit_code == 0
    (folder / ".answers.csv.17").write_text("of one that was killed")
    house("settings", "set", "language", "de")
    assert house("export", str(folder), "--force").exit_code == 0
    readme = (folder / "README.txt").read_text()
    told = {line.partition(":")[0] for line in readme.splitlines()}
    assert "answers.csv" not in told
    assert {file.name for file in folder.iterdir()} == told | {"README.txt"}
    assert "playbook.csv: Die Erkenntnisse, die das Team lesen darf." in readme


def test_where_it_cannot_go_it_is_refused_before_the_audit_says_anything(
    house: Run, tmp_path: Path, sqlite_db: Database
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.zip").mkdir()
    for foreign in ("notes.txt", "my.csv"):
        (tmp_path / foreign).mkdir()
        (tmp_path / foreign / foreign).write_text("x")
    for target in ("file", "folder.zip", "none/taken", "none/taken.zip", "notes.txt", "my.csv"):
        refused = house("export", str(tmp_path / target), "--force")
        assert (refused.exit_code, "name " in refused.stderr) == (2, True), (target, refused.output)
    with sqlite_db.read() as session:
        assert session.scalars(select(AuditRow)).all() == []
    assert (tmp_path / "notes.txt" / "notes.txt").read_text() == "x"
