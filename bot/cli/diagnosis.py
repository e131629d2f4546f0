"""`doctor`: everything that can be amiss, in one go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot import clock, slack_app
from bot.cli.findings import Finding, Level, wrong
from bot.errors import SetUpError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.slack_client import Slack
    from bot.storage.database import Database
    from bot.storage.models import WorkspaceRow

MARKS = {Level.FINE: "ok   ", Level.NOTE: "note ", Level.WRONG: "WRONG"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Check everything; exit code 0 when nothing is wrong, else 1."""
    found = list(_findings())
    well = all(finding.level is not Level.WRONG for finding in found)
    if as_json:
        click.echo(json.dumps({"ok": well, "findings": [asdict(finding) for finding in found]}, indent=2))
    else:
        for finding in found:
            _print(finding)
    context.exit(0 if well else 1)


def _print(finding: Finding) -> None:
    click.echo(f"{MARKS[finding.level]}  {finding.name}: {finding.what}")
    if finding.level is not Level.FINE:
        click.echo(f"         why: {finding.why}")
        click.echo(f"         fix: {finding.fix}")


def _findings() -> Iterator[Finding]:
    from bot import config

    try:
        settings = config.read()
    except SetUpError as error:
        for line in str(error).splitlines():
            yield wrong("settings", line, why="no command and no process can start", fix="set it in .env")
        return
    yield from _with_settings(settings)


def _with_settings(settings: Settings) -> Iterator[Finding]:
    from bot.cli import database_checks, slack_checks
    from bot.slack_client import Slack
    from bot.storage.database import Database

    yield slack_checks.reachability(settings)
    db = Database(settings.database_url, settings.keys)
    try:
        standing = database_checks.database(db)
        yield standing
        slack = Slack(settings.slack_api_url)
        if standing.level is Level.FINE:
            yield from _with_database(settings, db, slack)
        elif given := settings.slack_bot_token.get_secret_value():
            yield from _token(slack, given)
    finally:
        db.close()


def _with_database(settings: Settings, db: Database, slack: Slack) -> Iterator[Finding]:
    from bot.cli import standstill_checks
    from bot.storage import workspaces

    given = settings.slack_bot_token.get_secret_value()
    with db.read() as session:
        rows = [row for row in workspaces.every(session) if row.revoked_at is None]
    if given and given not in {row.token for row in rows}:
        yield from _token(slack, given)
    if not rows:
        fix = "start the bot: python app.py" if given else f"open {slack_app.install_url(settings.public_url)}"
        yield wrong("workspace", "none is known yet", why="there is nobody to work for", fix=fix)
    for row in rows:
        yield from _workspace(settings, db, slack, row)
    with db.read() as session:
        yield standstill_checks.inbox(session, clock.now())


def _workspace(settings: Settings, db: Database, slack: Slack, row: WorkspaceRow) -> Iterator[Finding]:
    from bot.cli import (
        crm_checks,
        database_checks,
        fix_list,
        message_checks,
        slack_checks,
        standstill_checks,
        write_checks,
    )
    from bot.storage import connections, sweeps, workspaces

    secret, now = row.token or "", clock.now()
    if row.paused:
        yield standstill_checks.pause(row.paused)
    yield from _token(slack, secret)
    preferences = workspaces.preferences(row)
    yield slack_checks.team_channel(slack, secret, preferences.team_channel)
    for department, channel in preferences.department_channels.items():
        yield slack_checks.channel_of(f"{department} channel", slack, secret, channel)
    yield slack_checks.admin(slack, secret, preferences.admin)
    with db.read() as session:
        crms = connections.of_workspace(session, row.id)
        swept = sweeps.of_workspace(session, row.id)
        yield from database_checks.connections(session, crms, settings, now)
    yield from crm_checks.tokens(crms)
    yield from crm_checks.subscriptions(crms, now)
    yield from crm_checks.sweeps(crms, swept)
    yield from crm_checks.refusals(crms)
    if preferences.crm_write_back:
        yield from write_checks.write_backs(crms, now)
    with db.read() as session:
        yield from fix_list.findings(session, row.id)
        yield standstill_checks.deal_events(session, row.id, now)
        yield database_checks.figures(session, row.id)
        yield message_checks.unasked(session, row, now)
        yield from standstill_checks.outbox(session, row.id, now)


def _token(slack: Slack, secret: str) -> Iterator[Finding]:
    from bot.cli import slack_checks

    yield from slack_checks.token(slack, secret, clock.machine_now())
