"""`people import`: the roster, for managers and countries that neither the CRM nor Slack tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import csv_files, progress
from bot.cli.opening import chosen, opened, workspace_option

if TYPE_CHECKING:
    from bot.storage.people import RosterEntry


@click.group()
def people() -> None:
    """The workspace's people."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@workspace_option
def import_people(file: Path, named: str | None) -> None:
    """Import a roster: CSV with the columns email, manager_email, role, country.

    The file is checked as a whole first, and taken as a whole or not at all. A second time changes nothing.
    """
    from bot.storage.people import import_roster

    entries = _checked(file)
    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        with db.begin() as session:
            done = import_roster(session, workspace_id, progress.through("People", entries, len(entries), lambda _: 1))
    click.echo(f"{len(entries)} people: {done.added} new, {done.changed} changed, {done.same} as they were.")


def _checked(file: Path) -> tuple[RosterEntry, ...]:
    from bot.cli import roster

    read = roster.read(csv_files.content(file))
    if read.complaints:
        raise csv_files.refusal(file, read.complaints)
    return read.entries
