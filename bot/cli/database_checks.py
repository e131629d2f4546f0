"""`doctor` on our own side: the database and the connections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.cli.findings import Finding, fine, note, wrong
from bot.config import Settings
from bot.storage import schema, tallies
from bot.storage.database import Database
from bot.storage.models import ConnectionRow
from bot.use_cases.app_home import crm_silences


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


def connections(
    session: Session, rows: Sequence[ConnectionRow], settings: Settings, now: datetime
) -> Iterator[Finding]:
    """Each CRM with its last delivery, and whether that is longer ago than is usual for it."""
    if not rows:
        yield note(
            "connection",
            "no CRM is connected",
            why="no lost deal is heard of",
            fix="python -m bot connect <provider> --config FILE",
        )
    for row in rows:
        yield _connection(row, crm_silences.expected_by(session, row), settings, now)


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


def _connection(row: ConnectionRow, expected_by: datetime | None, settings: Settings, now: datetime) -> Finding:
    fix = f"its webhook's URL: {settings.public_url}/crm/{row.provider}/{row.slug}"
    if row.last_received_at is None:
        why = "the webhook there is not set up, or no deal was closed since"
        return note("connection", f"{row.provider}: nothing has arrived yet", why=why, fix=fix)
    last = f"{row.provider}: last delivery {row.last_received_at:%Y-%m-%d %H:%M} UTC"
    if expected_by is not None and expected_by < now:
        why = "its webhook may be gone or switched off there, and then nothing lost is heard of"
        return note("connection", f"{last}, longer ago than is usual for it", why=why, fix=fix)
    return fine("connection", last)
