"""`export`: what a workspace has, for its admin to take along."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from bot import clock
from bot.cli.opening import chosen, opened, workspace_option
from bot.errors import SetUpError

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from bot.domain.sheets import Cell, Sheet
    from bot.storage.database import Database

EVERY = 500  # rows between two looks at the progress


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="FOLDER|FILE.zip")
@click.option("--force", is_flag=True, help="Write over what an earlier export left there.")
@click.option("--with-talks", is_flag=True, help="Also what was said in talks; somebody else must approve.")
@click.option("--with-sensitive", is_flag=True, help="Also the talks that are marked as sensitive.")
@click.option("--approved-by", metavar="U…", help="The Slack id of whoever approved that, not the admin's own.")
@workspace_option
def export(
    target: Path, force: bool, with_talks: bool, with_sensitive: bool, approved_by: str | None, named: str | None
) -> None:
    """Write what a workspace has as CSV files, with a line about each in README.txt; only you can read the files.

    Deals, people, settings, the playbook, the asks of departments, what was posted, and the audit. What was said in
    talks belongs to those who talked: with --with-talks it is there too, for a legal duty, and the audit says who
    approved it. What somebody wrote privately is never exported here: each has `/retro export` for that.
    """
    if target.exists() and not force:
        raise SetUpError(f"{target} is there already: name another, or write over it with --force")
    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        with_talks = with_talks or with_sensitive
        reason = _approval(db, workspace_id, approved_by) if with_talks else None
        _note(db, workspace_id, with_talks=with_talks, with_sensitive=with_sensitive, reason=reason)
        with db.read() as session:
            sheets = list(_sheets(session, workspace_id, with_talks=with_talks, with_sensitive=with_sensitive))
            counted = _write(target, _settings(session, workspace_id), sheets)
    for name, rows in counted.items():
        click.echo(f"{name}.csv: {rows} {'row' if rows == 1 else 'rows'}")
    click.echo(f"All of it is in {target}.")


def _approval(db: Database, workspace_id: UUID, approved_by: str | None) -> str:
    """What the audit says of who approved it. Raises SetUpError."""
    from bot.storage import people, workspaces

    with db.read() as session:
        person = people.by_slack_user(session, workspace_id, approved_by) if approved_by else None
        is_admin = approved_by == workspaces.admin(session, workspace_id)
    if person is None or not people.takes_part(person) or is_admin:
        raise SetUpError(
            "what was said in talks belongs to those who talked: for a legal duty somebody else than the admin "
            "approves its export; say who with --approved-by and their Slack id"
        )
    return f"approved by {approved_by}"


def _note(db: Database, workspace_id: UUID, *, with_talks: bool, with_sensitive: bool, reason: str | None) -> None:
    from bot.storage import audit

    action = "export_sensitive" if with_sensitive else "export_talks" if with_talks else "export"
    with db.begin() as session:
        audit.note(
            session,
            workspace_id,
            actor="operator",
            action=action,
            thing=f"workspace:{workspace_id}",
            reason=reason,
            now=clock.now(),
        )


def _sheets(session: Session, workspace_id: UUID, *, with_talks: bool, with_sensitive: bool) -> Iterator[Sheet]:
    from bot.storage.exports import house, talks
    from bot.storage.models import RetrospectiveRow

    yield from house.sheets(session, workspace_id)
    if with_talks:
        here = RetrospectiveRow.workspace_id == workspace_id
        yield from talks.sheets(session, here if with_sensitive else here & RetrospectiveRow.is_sensitive.is_(False))


def _settings(session: Session, workspace_id: UUID) -> str:
    from bot.storage import workspaces

    row = workspaces.by_id(session, workspace_id)
    return json.dumps(row.settings if row else {}, indent=2, ensure_ascii=False) + "\n"


def _write(target: Path, settings: str, sheets: Sequence[Sheet]) -> dict[str, int]:
    """Write all files; returns how many rows each table has. Stopped half-way, an archive is not there at all, and a
    folder lacks its README.txt.
    """
    from bot.messages import exports

    counted: dict[str, int] = {}
    readme = (
        exports.readme(sheet.name for sheet in sheets) + "settings.json: The settings that differ from the defaults.\n"
    )
    write = _write_archive if target.suffix == ".zip" else _write_folder
    with _progress() as advance:
        write(target, [_counting(sheet, counted, advance) for sheet in sheets], settings, readme)
    return counted


def _write_archive(target: Path, sheets: Sequence[Sheet], settings: str, readme: str) -> None:
    from zipfile import ZIP_DEFLATED, ZipFile

    from bot.domain.sheets import pack

    with _private(target) as file, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for sheet in sheets:
            pack(archive, sheet)
        archive.writestr("settings.json", settings)
        archive.writestr("README.txt", readme)


def _write_folder(target: Path, sheets: Sequence[Sheet], settings: str, readme: str) -> None:
    from bot.domain.sheets import lines

    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    (target / "README.txt").unlink(missing_ok=True)
    for sheet in sheets:
        with _private(target / f"{sheet.name}.csv") as file:
            file.writelines(line.encode() for line in lines(sheet))
    for name, text in (("settings.json", settings), ("README.txt", readme)):
        with _private(target / name) as file:
            file.write(text.encode())


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only we may read, which takes the place of `path` once it is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _counting(sheet: Sheet, counted: dict[str, int], advance: Callable[[str, int], None]) -> Sheet:
    def rows() -> Iterator[Sequence[Cell]]:
        counted[sheet.name] = 0
        for row in sheet.rows:
            yield row
            counted[sheet.name] += 1
            if counted[sheet.name] % EVERY == 0:
                advance(sheet.name, counted[sheet.name])

    return replace(sheet, rows=rows())


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Hears of a table's name and how many rows of it are written."""
    if not sys.stderr.isatty():
        yield lambda name, rows: None
        return
    from rich.console import Console
    from rich.status import Status

    with Status("Reading", console=Console(stderr=True)) as status:
        yield lambda name, rows: status.update(f"{name}.csv: {rows} rows")
