"""`rehearse`: what would be posted, on paper."""

from __future__ import annotations

import click

from bot import clock
from bot.cli.last_month import last_month
from bot.cli.opening import chosen, follow_sandbox, opened, workspace_option


@click.group()
def rehearse() -> None:
    """Print what would be posted now; nothing is posted."""


@rehearse.command("weekly")
@workspace_option
def rehearse_weekly(named: str | None) -> None:
    """The weekly posts as they would stand now, and why it would be this loss of the week."""
    from bot.storage import workspaces
    from bot.use_cases.week import choices, weekly

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        with db.read() as session:
            row = workspaces.by_id(session, workspace_id)
            channel = workspaces.preferences(row).team_channel if row else None
            why = choices.explain(session, workspace_id, clock.now())
            messages = weekly.rehearse(session, workspace_id, clock.now())
    if channel is None:
        click.echo("No team channel is set, so nothing will be posted: settings set team_channel C…", err=True)
    if not messages:
        click.echo("Nothing would be posted.")
    if why is not None:
        click.echo(f"{why.text}\n")
    click.echo("\n\n".join(message.text for message in messages))


@rehearse.command("gaffe")
@workspace_option
def rehearse_gaffe(named: str | None) -> None:
    """What the leader and the team would read of the next gaffe of the week; nobody's lines are shown here."""
    from bot.storage import workspaces
    from bot.use_cases.gaffe import gaffes

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        with db.read() as session:
            row = workspaces.by_id(session, workspace_id)
            is_on = row is not None and workspaces.preferences(row).gaffe
            messages = gaffes.rehearse(session, workspace_id, clock.now())
    if not is_on:
        click.echo("It is off, so nothing will be posted: settings set gaffe yes", err=True)
    if not messages:
        click.echo("Nobody goes first, so nothing would be posted: settings set gaffe_leader U…")
    click.echo("\n\n".join(message.text for message in messages))


@rehearse.command("pay-backs")
@workspace_option
def rehearse_pay_backs(named: str | None) -> None:
    """What the lessons of the quarter that ended last did, as the team would read it now."""
    from bot.use_cases.week import pay_backs

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        with db.read() as session:
            message = pay_backs.rehearse(session, workspace_id, clock.now())
    click.echo(
        message.text if message else "Nothing would be posted: it is off, or fewer than five lessons were tried."
    )


@rehearse.command("reviews")
@workspace_option
def rehearse_reviews(named: str | None) -> None:
    """Monday's reviews as managers and the head of sales would read them now."""
    from bot.use_cases.week import reviews

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        with db.read() as session:
            messages = reviews.rehearse(session, workspace_id, clock.now())
    if not messages:
        click.echo("Nobody would read anything.")
    click.echo("\n\n\n".join(message.text for message in messages))


@rehearse.command("asks")
@workspace_option
def rehearse_asks(named: str | None) -> None:
    """The open asks as each department's channel would read them now."""
    from bot.use_cases.asks import roll_ups

    with opened() as (settings, db):
        workspace_id = chosen(db, settings, named)
        follow_sandbox(settings)
        with db.read() as session:
            messages = roll_ups.rehearse(session, workspace_id, clock.now())
    if not messages:
        click.echo("Nothing would be posted: no ask is open where a department has a channel.")
    click.echo("\n\n".join(message.text for message in messages))


rehearse.add_command(last_month)
