"""Tables for people to take with them, as a spreadsheet opens them."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

# What makes a spreadsheet compute a cell instead of showing it: https://owasp.org/www-community/attacks/CSV_Injection
FORMULAS = ("=", "+", "-", "@")
CONTROLS = ("\t", "\r")
UNSEEN = "CMZ"  # what may stand before it unnoticed: the Unicode categories of controls, marks and blanks
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for something else

Cell = str | int | bool | Decimal | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One table, its rows read as they are needed. `name` is its file's, without the ending."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def lines(sheet: Sheet) -> Iterator[bytes]:
    """The sheet as CSV in UTF-8, line by line, the columns first. Times are in UTC; what people wrote is no formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    written.write(BYTE_ORDER_MARK)
    for row in _with_columns(sheet):
        writer.writerow([cell(value) for value in row])
        yield written.getvalue().encode()
        written.seek(0)
        written.truncate()


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
            return f"'{value}" if _is_computed(value) else value
    return str(value)


def _is_computed(text: str) -> bool:
    """Whether a spreadsheet may take this for a formula, also behind what nobody sees and in full-width signs."""
    first = next((char for char in text if unicodedata.category(char)[0] not in UNSEEN), "")
    return text.startswith(CONTROLS) or unicodedata.normalize("NFKC", first).startswith(FORMULAS)


def _with_columns(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    yield sheet.columns
    yield from sheet.rows
