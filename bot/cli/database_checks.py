"""`doctor` on our own side: the database and the connections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.cli.findings import Finding, fine, note, wrong
from bot.config import Settings
from bot.storage import schema, tallies
from bot.storage.database import Database
from bot.storage.models import ConnectionRow


def database(db: Database) -> Finding:
    """Whether it answers and stands at this release's schema."""
    try:
        db.ping()
        current = schema.is_current(db)
    except SQLAlchemyError as error:
        return wrong(
            "database",
            f"it does not answer ({type(getattr(error, 'orig', None) or error).__name__})",
            why="nothing can be received or posted",
            fix="see whether it runs and whether DATABASE_URL names it",
        )
    kind = "SQLite" if db.is_sqlite else "PostgreSQL"
    if not current:
        return wrong(
            "database",
            f"{kind} answers, its schema is of another release",
            why="the bot refuses to start on it",
            fix="python -m bot migrate",
        )
    return fine("database", f"{kind}, schema up to date")


def connections(rows: Sequence[ConnectionRow], settings: Settings) -> Iterator[Finding]:
    """Each CRM with its last delivery."""
    if not rows:
        yield note(
            "connection",
            "no CRM is connected",
            why="no lost deal is heard of",
            fix="python -m bot connect <provider> --config FILE",
        )
    for row in rows:
        yield _connection(row, settings)


def figures(session: Session, workspace_id: UUID) -> Finding:
    """Whether the summary rows say what the deals and talks say."""
    drifted = tallies.drift(session, workspace_id)
    if not drifted:
        return fine("figures", "the summary rows agree with the deals and talks")
    return wrong(
        "figures",
        f"{drifted} summary rows differ from the deals and talks",
        why="the digest and /retro patterns tell wrong figures; after an upgrade while the old release still ran "
        "this is to be expected",
        fix="python -m bot recount",
    )


def _connection(row: ConnectionRow, settings: Settings) -> Finding:
    if row.last_received_at is None:
        return note(
            "connection",
            f"{row.provider}: nothing has arrived yet",
            why="the webhook there is not set up, or no deal was closed since",
            fix=f"its webhook's URL: {settings.public_url}/crm/{row.provider}/{row.slug}",
        )
    return fine("connection", f"{row.provider}: last delivery {row.last_received_at:%Y-%m-%d %H:%M} UTC")
