"""`rehearse last-month` as somebody types it."""

from datetime import timedelta
from pathlib import Path

from bot import clock
from bot.storage.database import Database
from bot.storage.models import PersonRow
from tests.cli.conftest import Run

HEADER = "deal_id,name,outcome,closed_at,created_at,owner_email\n"


def test_what_a_file_of_past_deals_would_have_led_to(run: Run, tmp_path: Path, sqlite_db: Database) -> None:
    assert "python -m bot import FILE.csv" in run("rehearse", "last-month").stdout
    day = clock.now().date() - timedelta(days=20)
    file = tmp_path / "deals.csv"
    file.write_text(f"{HEADER}1,Northwind,lost,{day},{day},ana@fabrikam.example\n2,Adatum,lost,{day},,left@a.example\n")
    run("import", str(file))
    told = run("rehearse", "last-month")
    assert told.exit_code == 0, told.output
    first, ana, *_ = told.stdout.split("\n\n")
    assert first == "2 deals were closed in the last 30 days. This would have been said:"
    assert ana.startswith("Ana Ruiz (messages a week: ")
    assert "  Northwind. Why the full guide: the first this quarter." in ana
    assert "In the team's channel:" in told.stdout
    assert "nobody in Slack has the address left@a.example: their manager is asked" in told.stdout
    with sqlite_db.read() as session:
        assert session.query(PersonRow).count() == 0
