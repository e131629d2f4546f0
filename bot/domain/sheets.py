"""Tables for people to take with them, as a spreadsheet opens them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zipfile import ZipFile

# What makes a spreadsheet compute a cell instead of showing it: https://owasp.org/www-community/attacks/CSV_Injection
FORMULAS = ("=", "+", "-", "@")
CONTROLS = ("\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else

Cell = str | int | bool | Decimal | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One table, its rows read as they are needed. `name` is its file's, without the ending."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def lines(sheet: Sheet) -> Iterator[str]:
    """The sheet as CSV, line by line, the columns first. Times are in UTC; what people wrote is never a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    written.write(BYTE_ORDER_MARK)
    for row in _with_columns(sheet):
        writer.writerow([cell(value) for value in row])
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def pack(archive: ZipFile, sheet: Sheet) -> None:
    """Put the sheet into an archive."""
    with archive.open(f"{sheet.name}.csv", "w") as file:
        for line in lines(sheet):
            file.write(line.encode())


def cell(value: Cell) -> str:
    """A value as it stands in the file."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case str():
            is_computed = value.startswith(CONTROLS) or value.lstrip().startswith(FORMULAS)
            return f"'{value}" if is_computed else value
    return str(value)


def _with_columns(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    yield sheet.columns
    yield from sheet.rows
