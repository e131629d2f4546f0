"""The processes: `web`, `worker`, and `migrate`, the release step before them."""

from __future__ import annotations

import click

from bot.errors import SetUpError


@click.command()
def web() -> None:
    """Receive what Slack and the CRMs send, at PORT."""
    from bot import config, lean, startup  # noqa: F401  # lean: before whatever logs

    startup.run(config.read(), web=True, worker=False, migrating=False)


@click.command()
def worker() -> None:
    """Work off what was received, and post."""
    from bot import config, lean, startup  # noqa: F401  # lean: before whatever logs

    startup.run(config.read(), web=False, worker=True, migrating=False)


@click.command()
def migrate() -> None:
    """Bring the database up to this release. Safe to repeat."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot import config
    from bot.storage import schema
    from bot.storage.database import Database, plain

    settings = config.read()
    try:
        db = Database(settings.database_url, settings.keys)
        schema.migrate(db)
        db.close()
    except SQLAlchemyError as error:
        raise SetUpError(f"the database cannot be migrated: {plain(error)}") from None
    click.echo("The database is up to date.")
