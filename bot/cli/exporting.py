"""`export`: what a workspace has, for its admin to take along."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import clock
from bot.cli import export_files, progress
from bot.cli.export_files import Contents
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
@click.option("--force", is_flag=True, help="Take the place of what an earlier export left there.")
@click.option("--with-talks", is_flag=True, help="Also what was said in talks; somebody else must approve.")
@click.option("--with-sensitive", is_flag=True, help="Also the talks that are marked as sensitive.")
@click.option(
    "--approved-by", metavar="U…", help="The Slack id of whoever approved that, not the admin; they are told."
)
@workspace_option
def export(
    target: Path, force: bool, with_talks: bool, with_sensitive: bool, approved_by: str | None, named: str | None
) -> None:
    """Write what a workspace has as CSV files, with a line about each in README.txt; only you can read the files.

    Deals, people, settings, the playbook, the asks of departments, what was posted, and the audit. What was said in
    talks belongs to those who talked: with --with-talks it is there too, for a legal duty, and the audit says who
    approved it. What somebody wrote privately is never exported here: each has `/retro export` for that.
    """
    export_files.check(target, force=force)
    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        with_talks = with_talks or with_sensitive
        approver = _approver(db, workspace_id, approved_by) if with_talks else None
        _note(db, workspace_id, approver, with_sensitive=with_sensitive)
        with db.read() as session:
            sheets = list(_sheets(session, workspace_id, with_talks=with_talks, with_sensitive=with_sensitive))
            counted = _write(session, workspace_id, target, sheets)
    for name, rows in counted.items():
        click.echo(f"{name}.csv: {rows} {'row' if rows == 1 else 'rows'}")
    click.echo(f"All of it is in {target}.")


def _approver(db: Database, workspace_id: UUID, approved_by: str | None) -> str:
    """The Slack id of whoever's word stands for it. Raises SetUpError unless that is somebody else than the admin."""
    from bot.storage import people, workspaces

    with db.read() as session:
        person = people.by_slack_user(session, workspace_id, approved_by) if approved_by else None
        is_admin = approved_by == workspaces.admin(session, workspace_id)
    if approved_by is None or person is None or not people.takes_part(person) or is_admin:
        raise SetUpError(
            "what was said in talks belongs to those who talked: for a legal duty somebody else than the admin "
            "approves its export; say who with --approved-by and their Slack id, and they are told"
        )
    return approved_by


def _note(db: Database, workspace_id: UUID, approver: str | None, *, with_sensitive: bool) -> None:
    """Have the audit keep it, and whoever approved it hear of it, before a word is written."""
    from bot.storage import audit
    from bot.use_cases.people import exports

    action = "export_sensitive" if with_sensitive else "export_talks" if approver else "export"
    now = clock.now()
    with db.begin() as session:
        audit.note(
            session,
            workspace_id,
            actor="operator",
            action=action,
            thing=f"workspace:{workspace_id}",
            reason=f"approved by {approver}" if approver else None,
            now=now,
        )
        if approver:
            exports.tell_approver(session, workspace_id, approver, now, with_sensitive=with_sensitive)


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


def _write(session: Session, workspace_id: UUID, target: Path, sheets: Sequence[Sheet]) -> dict[str, int]:
    """Write all files, with a word on each in the workspace's language; returns how many rows each table has."""
    from bot.messages import exports
    from bot.messages.prompts import speaking
    from bot.use_cases.people import voices

    with speaking(voices.of_workspace(session, workspace_id)):
        readme = exports.house_readme(sheet.name for sheet in sheets)
    counted: dict[str, int] = {}
    with progress.line("Reading", unwatched=lambda text: None) as say:
        counting = [_counting(sheet, counted, say) for sheet in sheets]
        export_files.write(target, Contents(counting, _settings(session, workspace_id), readme))
    return counted


def _counting(sheet: Sheet, counted: dict[str, int], say: Callable[[str], None]) -> Sheet:
    def rows() -> Iterator[Sequence[Cell]]:
        counted[sheet.name] = 0
        for row in sheet.rows:
            yield row
            counted[sheet.name] += 1
            if counted[sheet.name] % EVERY == 0:
                say(f"{sheet.name}.csv: {counted[sheet.name]} rows")

    return replace(sheet, rows=rows())
