"""The roster file: checked as a whole, so that it is taken as a whole or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cli import csv_files
from bot.cli.csv_files import Columns, Complaint, Record
from bot.domain import text
from bot.storage.people import RosterEntry, normal_email

COLUMNS = Columns(known=("email", "manager_email", "role", "country"), needed=("email",))
LONGEST_ROLE = 100

_COUNTRY = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?")


@dataclass(frozen=True)
class Roster:
    """What a file says: the entries when there is no complaint."""

    entries: tuple[RosterEntry, ...] = ()
    complaints: tuple[Complaint, ...] = ()


def read(content: bytes) -> Roster:
    """Read a roster: CSV in UTF-8 with commas, semicolons or tabs, and a header line that names at least `email`."""
    try:
        records = csv_files.records(csv_files.text(content))
        columns = csv_files.header(records, COLUMNS)
    except Complaint as complaint:
        return Roster(complaints=(complaint,))
    return _entries(records, columns)


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
    try:
        said = csv_files.cells_by_name(line, cells, columns)
    except Complaint as complaint:
        return [complaint]
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
    if text.address(entry.email) is None:
        yield Complaint(line, f"email {entry.email[:60]!r} is not an address")
    if entry.manager_email and text.address(entry.manager_email) is None:
        yield Complaint(line, f"manager_email {entry.manager_email[:60]!r} is not an address")
    if len(entry.role) > LONGEST_ROLE or not entry.role.isprintable():
        yield Complaint(line, f"role is not plain text of at most {LONGEST_ROLE} characters")
    if entry.country and not _COUNTRY.fullmatch(entry.country):
        yield Complaint(line, f"country {entry.country[:20]!r} is not a two-letter code such as DE")
