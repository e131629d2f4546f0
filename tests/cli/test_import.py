"""`import`: past deals from files as spreadsheets, exports and accidents make them."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import clock
from bot.cli import importing
from bot.cli.past_deals import Format, in_order, read
from bot.domain.deals import Outcome
from bot.storage.database import Database
from bot.storage.models import ConnectionRow, DealEventRow, DealRow, OutboxRow, RetrospectiveRow
from tests.cli.conftest import Run

HOSTILE = Path(__file__).parents[1] / "payloads" / "hostile_csv"
HEADER = "deal_id,name,stage,amount,currency,created_at,closed_at,owner_email,manager_email,competitor,reason\n"
PAST = f"""{HEADER}D-1,Northwind,closed_lost,48000,EUR,2026-05-02,2026-08-01,Ana@A.example,priya@a.example,Contoso,Price
D-2,Tailspin,Closed Won,9500.50,usd,2026-06-01,2026-07-15T16:30:00+02:00,kim@fabrikam.example,,,
D-3,Litware,lost,,,,2026-02-03,,,,
"""


def complaints(content: str, **written: str) -> list[str]:
    return [str(one) for one in read(content.encode(), Format(**written)).complaints]


def test_a_file_is_read_as_it_says() -> None:
    litware, tailspin, northwind = in_order(read(PAST.encode("utf-8-sig"), Format()))
    assert (northwind.outcome, northwind.amount, northwind.currency) == (Outcome.LOST, Decimal(48000), "EUR")
    assert (northwind.owner.email, northwind.manager.email) == ("ana@a.example", "priya@a.example")
    assert (northwind.competitor, northwind.reason, northwind.days) == ("Contoso", "Price", 91)
    assert tailspin.closed_at is not None
    assert tailspin.closed_at.isoformat() == "2026-07-15T14:30:00+00:00"
    assert (tailspin.amount, tailspin.currency) == (Decimal("9500.50"), "USD")
    assert (litware.amount, litware.owner.email, litware.days) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("unclosed-quote.csv", "line 2: a quote that opens here"),
        ("duplicate-headers.csv", "line 1: there is no column name"),
        ("ragged.csv", "line 2: has 2 columns where the first line has 7"),
        ("nul-byte.csv", "line 2: holds a NUL byte"),
        ("utf16.csv", "line 1: the file is UTF-16"),
        ("two-thousand-columns.csv", "line 1: there is no column deal_id, name;"),
        ("bom-semicolon.csv", "line 2: amount '1.234,50' cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line(name: str, told: str) -> None:
    found = read((HOSTILE / name).read_bytes(), Format())
    assert str(found.complaints[0]).startswith(told)


def test_dates_and_decimals_of_other_countries_are_read_when_told_and_never_guessed() -> None:
    content = (HOSTILE / "bom-semicolon.csv").read_bytes()
    (deal,) = in_order(read(content, Format("day-first", "comma")))
    assert (deal.name, deal.amount) == ("Müller", Decimal("1234.50"))
    assert deal.closed_at is not None
    assert f"{deal.closed_at:%d %B %Y}" == "01 February 2026"
    assert "no date as 2026-01-31" in str(read(content, Format("iso", "comma")).complaints[0])


@pytest.mark.parametrize(
    ("written", "value", "amount"),
    [
        ("point", "1234.5", "1234.5"),
        ("point", "1,234.50", "1234.50"),
        ("point", "1,234,567", "1234567"),
        ("comma", "1.234.567", "1234567"),
        ("comma", "12,5", "12.5"),
        ("comma", "1 234,50", "1234.50"),
    ],
)
def test_amounts(written: str, value: str, amount: str) -> None:
    (deal,) = in_order(read(f'{HEADER}1,A,lost,"{value}",,,2026-01-31,,,,\n'.encode(), Format(decimals=written)))
    assert deal.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,A,open,,,,2026-01-31,,,,", "'open' is neither closed lost nor closed won"),
        ("1,A,lost,,,,,,,,", "does not say when the deal was closed"),
        ("1,A,lost,,,,31.01.2026,,,,", "closed_at '31.01.2026' is no date"),
        ("1,A,lost,,,,2026-02-30,,,,", "closed_at '2026-02-30' is no date"),
        ("1,A,lost,,,,1999-12-31,,,,", "closed_at '1999-12-31' is no date"),
        ('1,A,lost,"1,5",,,2026-01-31,,,,', "amount '1,5' cannot be read"),
        ("1,A,lost,-5,,,2026-01-31,,,,", "amount '-5' cannot be read"),
        ("1,A,lost,5,EURO,,2026-01-31,,,,", "currency 'EURO' is not three letters"),
        ("1,A,lost,5,EUR,,2026-01-31,ana,,,", "owner_email 'ana' is not an address"),
        (",A,lost,5,EUR,,2026-01-31,,,,", "needs a deal_id and a name"),
    ],
)
def test_each_mistake_is_told_with_its_line(row: str, told: str) -> None:
    (complaint,) = complaints(f"{HEADER}{row}\n")
    assert complaint.startswith(f"line 2: {told}")


@pytest.fixture
def bring(run: Run, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `import` on a file with this text."""
    monkeypatch.setenv("DATABASE_URL", database_url)

    def command(content: str, *options: str) -> object:
        file = tmp_path / "deals.csv"
        file.write_text(content, encoding="utf-8")
        return run("import", str(file), *options)

    return command  # type: ignore[return-value]  # a Result, as Run's own


def test_a_second_time_changes_nothing_and_nobody_hears_of_it(bring: Run, db: Database) -> None:
    assert bring(PAST, "--dry-run").stdout.splitlines() == [
        "3 deals: 3 new, 0 changed, 0 as they were.",
        "Nothing was changed: this was a dry run.",
    ]
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(ConnectionRow)) == 0
    assert bring(PAST).stdout == "3 deals: 3 new, 0 changed, 0 as they were.\n"
    assert bring(PAST).stdout == "3 deals: 0 new, 0 changed, 3 as they were.\n"
    with db.read() as session:
        rows = session.scalars(select(DealRow).order_by(DealRow.external_id)).all()
        for kind in (RetrospectiveRow, OutboxRow, DealEventRow):
            assert session.scalar(select(func.count()).select_from(kind)) == 0
    assert [(row.outcome, row.closings) for row in rows] == [("lost", 1), ("won", 1), ("lost", 1)]


def test_one_deal_three_times_is_one_deal_and_the_conflict_is_told(bring: Run, db: Database) -> None:
    result = bring((HOSTILE / "same-deal-three-times.csv").read_text())
    assert "line 4: says something else about the deal 7; the later closing counts (won)" in result.stderr
    assert result.stdout == "1 deal: 1 new, 0 changed, 0 as they were.\n"


def test_an_export_with_more_columns_and_open_deals(bring: Run, db: Database) -> None:
    export = "crm,deal_id,name,outcome,stage,closed_at\nx,1,A,lost,closedlost,2026-01-31\nx,2,B,open,Proposal,\n"
    assert bring(export).stdout.splitlines() == [
        "1 deal: 1 new, 0 changed, 0 as they were.",
        "1 still open: left out.",
    ]


def test_formulas_are_names(bring: Run, db: Database) -> None:
    assert bring((HOSTILE / "formulas.csv").read_text()).exit_code == 0
    with db.read() as session:
        names = set(session.scalars(select(DealRow.name)))
    assert names == {'=HYPERLINK("http://evil.example","x")', "+1+1", "-2", "@SUM(A1)", "=1"}


def test_one_bad_line_and_nothing_is_taken(bring: Run, db: Database) -> None:
    result = bring(PAST + "D-4,Adatum,open,,,,2026-01-31,,,,\n")
    assert (result.exit_code, "nothing was imported" in result.stderr, "line 5" in result.stderr) == (2, True, True)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(DealRow)) == 0


def test_deals_belong_to_the_crm_that_is_connected(bring: Run, run: Run, tmp_path: Path, db: Database) -> None:
    config = tmp_path / "generic.json"
    config.write_text('{"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}')
    run("connect", "generic", "--config", str(config))
    assert bring(PAST).exit_code == 0
    run("connect", "generic", "--another", "--config", str(config))
    refused = bring(PAST)
    assert (refused.exit_code, "--connection" in refused.stderr) == (2, True)
    with db.read() as session:
        whose = str(session.scalars(select(DealRow.connection_id).distinct()).one())
    assert bring(PAST, "--connection", whose).stdout == "3 deals: 0 new, 0 changed, 3 as they were.\n"
    lately = f"{HEADER}D-9,Adatum,lost,,,,{clock.now().isoformat()},,,,\n"
    assert bring(lately, "--connection", whose).stdout.splitlines() == [
        "0 deals: 0 new, 0 changed, 0 as they were.",
        "1 closed within the last day: left to what the CRM tells of them.",
    ]


def test_more_than_one_batch(bring: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 20)
    many = "".join(f"D-{n},Deal {n},lost,1,EUR,,2026-01-31,,,,\n" for n in range(45))
    assert bring(HEADER + many).stdout == "45 deals: 45 new, 0 changed, 0 as they were.\n"
