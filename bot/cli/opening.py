"""What most commands begin with: the settings, an open database, and the workspace that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import click

from bot import clock, slack_app
from bot.errors import SetUpError

if TYPE_CHECKING:  # these take most of a second to import
    from bot.config import Settings
    from bot.storage.database import Database
    from bot.storage.models import WorkspaceRow

workspace_option = click.option(
    "--workspace", "named", metavar="T", help="Slack's team id or the workspace's name; needed when there are several."
)


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """The settings and the database at this release's schema; a new database is set up.

    Raises SetUpError, also for what goes wrong with the database inside the block.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from bot import config
    from bot.storage import schema
    from bot.storage.database import Database, plain
    from bot.storage.vault import CannotOpen

    settings = config.read()
    try:
        db = Database(settings.database_url, settings.keys)
        try:
            if not schema.is_current(db) and schema.is_empty(db):
                schema.migrate(db)
            schema.require(db)
            yield settings, db
        finally:
            db.close()
    except CannotOpen as error:
        raise SetUpError(f"SECRET_KEYS lacks the key that this database was written with ({error})") from None
    except SQLAlchemyError as error:
        raise SetUpError(f"the database does not answer: {plain(error)}") from None


def chosen(db: Database, settings: Settings, named: str | None) -> UUID:
    """The workspace that is meant: the named one, or the only one, or that of `SLACK_BOT_TOKEN`, stored now.

    Raises SetUpError that says which workspaces there are.
    """
    from bot.installing import installation
    from bot.slack_client import Slack
    from bot.storage import workspaces

    with db.read() as session:
        rows = workspaces.every(session)
    if not rows:
        if not settings.slack_bot_token.get_secret_value():
            raise SetUpError(
                f"no workspace has installed the bot yet: open {slack_app.install_url(settings.public_url)}"
            )
        installation.ensure(db, Slack(settings.slack_api_url), settings, clock.now())
        with db.read() as session:
            rows = workspaces.every(session)
    return _meant(rows, named).id


def follow_sandbox(settings: Settings) -> None:
    """Beside a sandbox "now" is its time, as it is for the bot."""
    if settings.sandbox_clock_url is None:
        return
    from bot import sandbox_clock

    try:
        with sandbox_clock.open_client() as http:
            offset, _ = sandbox_clock.ask(http, settings.sandbox_clock_url)
    except sandbox_clock.Silent:
        raise SetUpError("the sandbox's clock does not answer: SANDBOX_CLOCK_URL") from None
    clock.shift(offset)


def _meant(rows: list[WorkspaceRow], named: str | None) -> WorkspaceRow:
    if named is None:
        meant, complaint = rows, "there are several workspaces; say which with --workspace:"
    else:
        meant = [row for row in rows if named in (row.team_id, str(row.id))]
        meant = meant or [row for row in rows if named.casefold() == row.name.casefold()]
        complaint = f"{'several workspaces are' if meant else 'no workspace is'} called {named!r}; there are:"
    if len(meant) != 1:
        raise SetUpError("\n".join([complaint, *(f"  {row.team_id}  {row.name}" for row in rows)]))
    return meant[0]
