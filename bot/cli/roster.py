"""The roster file: checked as a whole, so that it is taken as a whole or not at all."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.storage.people import RosterEntry, normal_email

COLUMNS = ("email", "manager_email", "role", "country")
LARGEST = 20 * 1024 * 1024
LONGEST_ROLE = 100
SEPARATORS = ",;\t"
AS_UTF8 = 'save it as "CSV UTF-8"'

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}")
_COUNTRY = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?")

Record = tuple[int, list[str]]


@dataclass(frozen=True)
class Complaint(Exception):
    """What is wrong in one line of the file; lines are counted from 1, as editors do."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


@dataclass(frozen=True)
class Roster:
    """What a file says: the entries when there is no complaint."""

    entries: tuple[RosterEntry, ...] = ()
    complaints: tuple[Complaint, ...] = ()


def read(content: bytes) -> Roster:
    """Read a roster: CSV in UTF-8 with commas, semicolons or tabs, and a header line that names at least `email`."""
    try:
        records = _records(_text(content))
        header = next(records, None)
        if header is None:
            raise Complaint(1, f"the file is empty; its first line names the columns: {', '.join(COLUMNS)}")
        columns = _columns(header)
    except Complaint as complaint:
        return Roster(complaints=(complaint,))
    return _entries(records, columns)


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Complaint(1, f"the file is larger than {LARGEST // 1024 // 1024} MB")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Complaint(1, f"the file is UTF-16; {AS_UTF8}")
    if b"\0" in content:
        raise Complaint(_line_of(content, content.index(b"\0")), f"holds a NUL byte; {AS_UTF8}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Complaint(_line_of(content, error.start), f"is not UTF-8; {AS_UTF8}") from None


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _records(text: str) -> Iterator[Record]:
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


def _columns(header: Record) -> list[str]:
    line, cells = header
    names = [cell.lower() for cell in cells]
    twice = sorted({name for name in names if names.count(name) > 1})
    unknown = [cell for cell, name in zip(cells, names, strict=True) if name not in COLUMNS]
    allowed = f"the columns are {', '.join(COLUMNS)}"
    if "email" not in names:
        raise Complaint(line, f"there is no column email; {allowed}")
    if twice:
        raise Complaint(line, f"named twice: {_listed(twice)}")
    if unknown:
        raise Complaint(line, f"unknown: {_listed(unknown)}; {allowed}")
    return names


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _entries(records: Iterator[Record], columns: list[str]) -> Roster:
    seen: dict[str, tuple[int, RosterEntry]] = {}
    complaints: list[Complaint] = []
    try:
        for line, cells in records:
            complaints += _taken(seen, line, cells, columns)
    except Complaint as complaint:  # after a quote gone wrong nothing that follows can be trusted
        complaints.append(complaint)
    if not seen and not complaints:
        complaints.append(Complaint(1, "nobody follows the line with the columns"))
    if complaints:
        return Roster(complaints=tuple(complaints))
    return Roster(entries=tuple(entry for _, entry in seen.values()))


def _taken(
    seen: dict[str, tuple[int, RosterEntry]], line: int, cells: list[str], columns: list[str]
) -> list[Complaint]:
    """Note one record under its address; what speaks against it is returned."""
    if len(cells) != len(columns):
        return [Complaint(line, f"has {len(cells)} columns where the first line has {len(columns)}")]
    said = dict(zip(columns, cells, strict=True))
    entry = RosterEntry(
        email=normal_email(said["email"]),
        manager_email=normal_email(said.get("manager_email", "")),
        role=said.get("role", ""),
        country=said.get("country", "").upper(),
    )
    before, first = seen.setdefault(entry.email, (line, entry))
    complaints = list(_wrong(line, entry))
    if first != entry:
        complaints.append(Complaint(line, f"says something else about {entry.email} than line {before}"))
    return complaints


def _wrong(line: int, entry: RosterEntry) -> Iterator[Complaint]:
    if not _EMAIL.fullmatch(entry.email):
        yield Complaint(line, f"email {entry.email[:60]!r} is not an address")
    if entry.manager_email and not _EMAIL.fullmatch(entry.manager_email):
        yield Complaint(line, f"manager_email {entry.manager_email[:60]!r} is not an address")
    if len(entry.role) > LONGEST_ROLE or not entry.role.isprintable():
        yield Complaint(line, f"role is not plain text of at most {LONGEST_ROLE} characters")
    if entry.country and not _COUNTRY.fullmatch(entry.country):
        yield Complaint(line, f"country {entry.country[:20]!r} is not a two-letter code such as DE")
