"""`import`: past deals from a file, so that figures have something to say from the first week on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from bot import clock
from bot.cli import csv_files
from bot.cli.opening import chosen, opened, workspace_option
from bot.errors import SetUpError

if TYPE_CHECKING:
    from bot.cli.past_deals import PastDeals
    from bot.domain.deals import Deal
    from bot.storage.database import Database
    from bot.use_cases.losses.past_deals import Learnt

BATCH = 500


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--connection", metavar="ID", help="Which CRM the deals are of, where several are connected.")
@click.option("--dates", type=click.Choice(["iso", "day-first", "month-first"]), default="iso", show_default=True)
@click.option("--decimals", type=click.Choice(["point", "comma"]), default="point", show_default=True)
@workspace_option
def import_deals(
    file: Path, dry_run: bool, connection: str | None, dates: str, decimals: str, named: str | None
) -> None:
    """Import closed deals from a CSV. No retrospective is opened for them, and nobody is told.

    Columns: deal_id, name, outcome (won, lost, open) or stage (closed lost, closed won), and closed_at; and as you have
    them created_at, amount, currency, owner_email, manager_email, customer, competitor, vertical, region, persona,
    reason, pipeline. Others are passed over, and so are open deals. The file is checked as a whole first.
    Stopped half-way, or run again, it goes on where it was: what is known already changes nothing.
    """
    from bot.cli.past_deals import Format, in_order, read

    found = read(csv_files.content(file), Format(dates, decimals))
    if found.complaints:
        raise csv_files.refusal(file, found.complaints)
    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        crm = _crm(db, workspace_id, connection)
        counted = _import(db, workspace_id, crm, list(in_order(found)), dry_run=dry_run)
    _tell(found, counted, dry_run=dry_run)


def _crm(db: Database, workspace_id: UUID, named: str | None) -> UUID | None:
    """The connection that the deals belong to, so that its later news finds them; None where no CRM is connected.

    Raises SetUpError.
    """
    from bot.storage import connections

    with db.read() as session:
        rows = connections.of_workspace(session, workspace_id)
        if not rows and named is None:
            return None
        meant = [row for row in rows if named in (None, str(row.id), row.slug, row.account, row.provider)]
        listed = [f"  {row.id}  {' '.join(filter(None, (row.provider, row.account)))}" for row in rows]
    if len(meant) == 1:
        return meant[0].id
    says = "several CRMs are connected" if named is None else f"{len(meant)} connections are called {named!r}"
    raise SetUpError("\n".join([f"{says}; say which with --connection:", *listed]))


def _import(db: Database, workspace_id: UUID, crm: UUID | None, deals: list[Deal], *, dry_run: bool) -> Counter[Learnt]:
    from bot.storage import connections
    from bot.use_cases.losses import past_deals

    counted: Counter[Learnt] = Counter()
    for batch in _with_progress(deals):
        with db.begin() as session:
            whose = crm or connections.by_hand(session, workspace_id, clock.now()).id
            counted.update(past_deals.learn(session, workspace_id, whose, deal) for deal in batch)
            if dry_run:
                session.rollback()
    return counted


def _with_progress(deals: list[Deal]) -> Iterator[list[Deal]]:
    batches = [deals[start : start + BATCH] for start in range(0, len(deals), BATCH)]
    if len(batches) < 2 or not sys.stderr.isatty():
        yield from batches
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Deals", total=len(deals))
        for batch in batches:
            yield batch
            progress.advance(task, len(batch))


def _tell(found: PastDeals, counted: Counter[Learnt], *, dry_run: bool) -> None:
    from bot.use_cases.losses.past_deals import Learnt

    for conflict in found.conflicts[: csv_files.TOLD_AT_MOST]:
        click.echo(str(conflict), err=True)
    new, changed, same = (counted[one] for one in (Learnt.NEW, Learnt.CHANGED, Learnt.SAME))
    total = len(found.deals)
    click.echo(f"{total} {'deal' if total == 1 else 'deals'}: {new} new, {changed} changed, {same} as they were.")
    if found.still_open:
        click.echo(f"{found.still_open} still open: left out.")
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
