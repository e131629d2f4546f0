"""CSV files as spreadsheets save them: text, records and columns, with every mistake named by its line."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SetUpError

LARGEST = 20 * 1024 * 1024
SEPARATORS = ",;\t"
AS_UTF8 = 'save it as "CSV UTF-8"'
TOLD_AT_MOST = 50

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Complaint(Exception):
    """What is wrong in one line of the file; lines are counted from 1, as editors do."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True)
class Columns:
    """The columns that a file may have, in the order of telling; `needed` are those without which it makes no sense.

    `others` says whether it may have more: a CRM's export has dozens that nobody asked for.
    """

    known: tuple[str, ...]
    needed: tuple[str, ...]
    others: bool = False


def content(file: Path) -> bytes:
    """The bytes of a file, one more than allowed at most."""
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def text(raw: bytes) -> str:
    """The text of a file. Raises Complaint unless it is UTF-8 of a bearable size."""
    if len(raw) > LARGEST:
        raise Complaint(1, f"the file is larger than {LARGEST // 1024 // 1024} MB")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Complaint(1, f"the file is UTF-16; {AS_UTF8}")
    if b"\0" in raw:
        raise Complaint(_line_of(raw, raw.index(b"\0")), f"holds a NUL byte; {AS_UTF8}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Complaint(_line_of(raw, error.start), f"is not UTF-8; {AS_UTF8}") from None


def records(text: str) -> Iterator[Record]:
    """The records that are not blank, each with the line it begins on. Raises Complaint."""
    lines = list(io.StringIO(text, newline=""))  # str.splitlines would also part at signs that no editor counts
    heading = next((line for line in lines if line.strip()), "")
    rows = csv.reader(lines, delimiter=max(SEPARATORS, key=heading.count), strict=True)
    while True:
        line = rows.line_num + 1
        try:
            cells = [cell.strip() for cell in next(rows)]
        except StopIteration:
            return
        except csv.Error as error:
            raise Complaint(line, f"a quote that opens here does not close properly ({error})") from None
        if rows.line_num > line:
            raise Complaint(line, f"a quote that opens here closes only in line {rows.line_num}")
        if any(cells):
            yield line, cells


def header(rows: Iterator[Record], columns: Columns) -> list[str]:
    """The names of the file's columns, in lower case. Raises Complaint."""
    first = next(rows, None)
    allowed = ", ".join(columns.known)
    if first is None:
        raise Complaint(1, f"the file is empty; its first line names the columns: {allowed}")
    line, cells = first
    names = [cell.lower() for cell in cells]
    missing = [name for name in columns.needed if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    unknown = [cell for cell, name in zip(cells, names, strict=True) if name not in columns.known]
    if missing:
        raise Complaint(line, f"there is no column {', '.join(missing)}; the columns are {allowed}")
    if twice:
        raise Complaint(line, f"named twice: {_listed(twice)}")
    if unknown and not columns.others:
        raise Complaint(line, f"unknown: {_listed(unknown)}; the columns are {allowed}")
    return names


def cells_by_name(line: int, cells: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """One record as name → cell. Raises Complaint when it is too short or too long."""
    if len(cells) != len(names):
        raise Complaint(line, f"has {len(cells)} columns where the first line has {len(names)}")
    return dict(zip(names, cells, strict=True))


def refusal(file: Path, complaints: Sequence[Complaint]) -> SetUpError:
    """What the person at the terminal is told: every complaint, up to fifty."""
    lines = [f"  {complaint}" for complaint in complaints[:TOLD_AT_MOST]]
    if len(complaints) > TOLD_AT_MOST:
        lines.append(f"  and {len(complaints) - TOLD_AT_MOST} more")
    return SetUpError("\n".join([f"nothing was imported from {file}:", *lines]))


def _line_of(raw: bytes, place: int) -> int:
    return raw.count(b"\n", 0, place) + 1


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
