"""`recount`: the summary rows, anew from the deals and talks."""

from __future__ import annotations

import click

from bot.cli.opening import opened


@click.command()
def recount() -> None:
    """Count the figures of the digest and of `/retro patterns` anew, in every workspace.

    Needed when `doctor` says that they differ. Deals that close meanwhile wait, a second or so for each 100,000 deals.
    """
    from bot.storage import tallies, workspaces

    with opened() as (_settings, db):
        with db.read() as session:
            rows = workspaces.every(session)
        for row in rows:
            with db.begin() as session:
                filled = tallies.rebuild(session, row.id)
            click.echo(f"{row.team_id}: {filled} figures counted anew.")
