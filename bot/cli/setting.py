"""`settings get` and `settings set`: what a workspace may set for itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import click

from bot import clock
from bot.cli.opening import chosen, opened, workspace_option
from bot.errors import SetUpError, TryLater

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.storage.database import Database

# Settings that are a person; an e-mail address is looked up in Slack.
PEOPLE = {"admin", "gaffe_leader", "head_of_sales"}
_ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")


@click.group()
def settings() -> None:
    """The workspace's settings."""


@settings.command("get")
@click.argument("name", required=False)
@workspace_option
def get_setting(name: str | None, named: str | None) -> None:
    """Print one setting's value, or all as name=value."""
    from bot.domain import preferences
    from bot.storage import workspaces

    if name is not None and name not in preferences.NAMES:
        raise SetUpError(preferences.unknown(name))
    with opened() as (configured, db):
        workspace_id = chosen(db, configured, named)
        with db.read() as session:
            row = workspaces.by_id(session, workspace_id)
            lines = preferences.shown(row.settings if row else {})
    for line in lines:
        label, _, value = line.partition("=")
        if name is None:
            click.echo(line)
        elif label == name:
            click.echo(value)


# A value such as -1 is for us to refuse in plain words, not an option.
@settings.command("set", context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("value")
@workspace_option
def set_setting(name: str, value: str, named: str | None) -> None:
    """Set one setting; `none` empties what may be empty. People may be given by e-mail address."""
    from bot.domain import preferences
    from bot.storage import workspaces
    from bot.use_cases import channels

    with opened() as (configured, db):
        workspace_id = chosen(db, configured, named)
        if name in PEOPLE and _ADDRESS.fullmatch(value):
            value = _member(db, configured, workspace_id, value)
        if name in channels.SETTINGS:
            _must_be_among_ourselves(db, configured, workspace_id, value)
        with db.begin() as session:
            row = workspaces.by_id(session, workspace_id)
            assert row is not None
            try:
                if name in channels.SETTINGS:
                    channels.choose(session, row, name, value, clock.now())
                else:
                    workspaces.change(session, row, name, value)
            except ValueError as error:
                raise SetUpError(str(error)) from None
            lines = preferences.shown(row.settings)
    click.echo(next(line for line in lines if line.startswith(f"{name}=")))


def _must_be_among_ourselves(db: Database, configured: Settings, workspace_id: UUID, channel: str) -> None:
    """Raise SetUpError for a channel that another company reads. Where Slack does not say, `doctor` asks again."""
    from bot import channel_looks
    from bot.slack_client import Slack
    from bot.storage import workspaces

    with db.read() as session:
        row = workspaces.by_id(session, workspace_id)
        token = row.token if row else None
    if token and channel_looks.ask_if_shared(Slack(configured.slack_api_url), token, channel):
        raise SetUpError(
            f"{channel} is shared with another company, and what lost deals teach is for colleagues only; "
            "end the sharing in Slack, or choose another channel"
        )


def _member(db: Database, configured: Settings, workspace_id: UUID, email: str) -> str:
    """The Slack id of the member with this address. Raises SetUpError."""
    from bot import directory
    from bot.slack_client import Slack

    try:
        person = directory.find(db, Slack(configured.slack_api_url), workspace_id, email, clock.now())
    except TryLater as error:
        raise SetUpError(f"Slack cannot be asked who {email} is ({error}); try again, or give the id") from None
    if person is None or person.slack_user is None:
        raise SetUpError(f"nobody in this Slack workspace has the address {email}")
    return person.slack_user
