"""`import`: past deals from a file or a CRM, so that figures have something to say from the first week on."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from bot import clock
from bot.cli import csv_files, progress
from bot.cli.crm_progress import watched
from bot.cli.opening import chosen, follow_sandbox, opened, workspace_option
from bot.errors import SetUpError

if TYPE_CHECKING:
    from bot.domain.deals import Deal
    from bot.storage.database import Database
    from bot.storage.models import ConnectionRow
    from bot.use_cases.losses.past_deals import Learnt

BATCH = 500
UNREAD_TOLD = 20
STOPPED = 130  # what a shell says of a command that Ctrl-C ended


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--from-crm", is_flag=True, help="Ask the CRM for them instead of reading a file.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="With --from-crm: what closed on that day or later.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--connection", metavar="ID", help="Which CRM the deals are of, where several are connected.")
@click.option("--dates", type=click.Choice(["iso", "day-first", "month-first"]), default="iso", show_default=True)
@click.option("--decimals", type=click.Choice(["point", "comma"]), default="point", show_default=True)
@workspace_option
def import_deals(
    file: Path | None,
    from_crm: bool,
    since: datetime | None,
    dry_run: bool,
    connection: str | None,
    dates: str,
    decimals: str,
    named: str | None,
) -> None:
    """Import closed deals from a CSV, or from the CRM. No retrospective is opened for them, and nobody is told.

    Columns: deal_id, name, outcome (won, lost, open) or stage (closed lost, closed won), and closed_at; and as you have
    them created_at, amount, currency, owner_email, manager_email, customer, competitor, vertical, region, persona,
    reason, pipeline, segment. Others are passed over, and so are open deals. The file is checked as a whole first.
    Stopped half-way, or run again, either goes on where it was: what is known already changes nothing.
    """
    if (file is None) is not from_crm or from_crm is (since is None):
        raise SetUpError("name a file, or --from-crm with --since 2026-01-31")
    if file is not None:
        _from_file(file, dates, decimals, connection, named, dry_run=dry_run)
    if since is not None:
        _from_crm(since.replace(tzinfo=UTC), connection, named, dry_run=dry_run)


def _from_file(
    file: Path, dates: str, decimals: str, connection: str | None, named: str | None, *, dry_run: bool
) -> None:
    from bot.cli.past_deals import Format, in_order, read

    found = read(csv_files.content(file), Format(dates, decimals))
    if found.complaints:
        raise csv_files.refusal(file, found.complaints)
    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        crm = _crm(db, workspace_id, connection)
        counted = _import(db, workspace_id, crm, list(in_order(found)), dry_run=dry_run)
    for conflict in found.conflicts[: csv_files.TOLD_AT_MOST]:
        click.echo(str(conflict), err=True)
    _tell(counted, dry_run=dry_run)
    if found.still_open:
        click.echo(f"{found.still_open} still open: left out.")


def _from_crm(since: datetime, connection: str | None, named: str | None, *, dry_run: bool) -> None:
    from bot.backfill import Backfill
    from bot.crm import Http

    with opened() as (settings, db), closing(Http()) as http, watched() as watch:
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        row = _connected(db, workspace_id, connection)
        backfill = Backfill(db, http, row, since, dry_run, clock.now, watch.tell, watch.wait)
        try:
            backfill.run()
        except KeyboardInterrupt:
            click.echo(f"Stopped. {backfill.goes_on}", err=True)
            raise SystemExit(STOPPED) from None
    for one in backfill.unread[:UNREAD_TOLD]:
        click.echo(f"left out, because it cannot be read: {one.external_id or '?'} ({one.reason})", err=True)
    _tell(backfill.counted, dry_run=dry_run)
    if backfill.unread:
        click.echo(f"{len(backfill.unread)} cannot be read: left out.")


def _connected(db: Database, workspace_id: UUID, connection: str | None) -> ConnectionRow:
    from bot.storage import connections

    crm = _crm(db, workspace_id, connection)
    with db.read() as session:
        row = connections.by_id(session, workspace_id, crm) if crm else None
    if row is None:
        raise SetUpError("no CRM is connected: python -m bot connect PROVIDER --config FILE")
    return row


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
    batches = [deals[start : start + BATCH] for start in range(0, len(deals), BATCH)]
    for batch in progress.through("Deals", batches, len(deals), len):
        with db.begin() as session:
            if crm:
                counted.update(past_deals.learn_old(session, workspace_id, crm, deal, clock.now()) for deal in batch)
            else:
                by_hand = connections.by_hand(session, workspace_id, clock.now()).id
                counted.update(past_deals.learn(session, workspace_id, by_hand, deal) for deal in batch)
            if dry_run:
                session.rollback()
    return counted


def _tell(counted: Counter[Learnt], *, dry_run: bool) -> None:
    from bot.use_cases.losses.past_deals import Learnt

    new, changed, same = (counted[one] for one in (Learnt.NEW, Learnt.CHANGED, Learnt.SAME))
    total = new + changed + same
    click.echo(f"{total} {'deal' if total == 1 else 'deals'}: {new} new, {changed} changed, {same} as they were.")
    if counted[Learnt.LEFT]:
        click.echo(f"{counted[Learnt.LEFT]} closed within the last day: left to what the CRM tells of them.")
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
