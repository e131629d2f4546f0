"""Tables that people take with them: what others wrote is never computed."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.sheets import BYTE_ORDER_MARK, Cell, Sheet, cell, lines


@pytest.mark.parametrize(
    ("value", "stands"),
    [
        ('=HYPERLINK("http://evil.example","x")', '\'=HYPERLINK("http://evil.example","x")'),
        ("+1+1", "'+1+1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b\u2060=1", "'\u200b\u2060=1"),
        ("\x00=1", "'\x00=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1", "'\uff0b1"),
        ("\uff0d1", "'\uff0d1"),
        ("\ufeff\uff20SUM(A1)", "'\ufeff\uff20SUM(A1)"),
        ("\u200b", "\u200b"),
        ("1-2", "1-2"),
        ("", ""),
        (None, ""),
        (True, "yes"),
        (-3, "-3"),
        (Decimal("48000.50"), "48000.50"),
        (date(2026, 11, 3), "2026-11-03"),
        (datetime(2026, 11, 3, 9, 40, tzinfo=UTC), "2026-11-03T09:40:00+00:00"),
    ],
)
def test_a_cell_as_it_stands(value: Cell, stands: str) -> None:
    assert cell(value) == stands


def test_a_sheet_is_read_back_as_it_was() -> None:
    sheet = Sheet("deals", ("name", "days"), [('two\nlines, "quoted"', 3), ("Müller", None)])
    content = b"".join(lines(sheet)).decode()
    assert content.startswith(BYTE_ORDER_MARK)
    found = list(csv.reader(io.StringIO(content.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert found == [["name", "days"], ['two\nlines, "quoted"', "3"], ["Müller", ""]]
