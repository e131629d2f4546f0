"""`rehearse weekly`: what would be posted now, on paper."""

from __future__ import annotations

import click

from bot import clock
from bot.cli.opening import chosen, opened, workspace_option


@click.group()
def rehearse() -> None:
    """Print what would be posted now; nothing is posted."""


@rehearse.command("weekly")
@workspace_option
def rehearse_weekly(named: str | None) -> None:
    """The weekly posts as they would stand now."""
    from bot.storage import workspaces
    from bot.use_cases import weekly

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        with db.read() as session:
            row = workspaces.by_id(session, workspace_id)
            channel = workspaces.preferences(row).team_channel if row else None
            messages = weekly.rehearse(session, workspace_id, clock.now())
    if channel is None:
        click.echo("No team channel is set, so nothing will be posted: settings set team_channel C…", err=True)
    if not messages:
        click.echo("Nothing would be posted.")
    click.echo("\n\n".join(message.text for message in messages))
