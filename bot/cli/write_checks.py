"""`doctor` on what pairs write back into their CRMs: where that cannot work, as far as a CRM tells before we try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cli.findings import Finding, fine, note
from bot.crm import TASKS, UNWRITABLE, WRITERS, Gone, Http
from bot.crm.accounts import Account
from bot.crm.configuration import written_fields
from bot.errors import TryLater
from bot.storage.models import ConnectionRow

NAME = "write back"


def write_backs(rows: Sequence[ConnectionRow], now: datetime) -> Iterator[Finding]:
    """One finding for each connection of a workspace that wants what talks end with written back."""
    http = Http()
    try:
        for row in rows:
            yield _finding(http, row, now)
    finally:
        http.close()


def _finding(http: Http, row: ConnectionRow, now: datetime) -> Finding:
    writer, guide = WRITERS.get(row.provider), f"docs/{row.provider}.md"
    account = writer.account(http, row.config, now) if writer else None
    if writer is None or account is None:
        fix = f"open its API as {guide} says" if writer else "nothing: such senders only tell"
        return note(NAME, f"{row.provider} cannot be written", why="nobody is asked about its deals", fix=fix)
    fields = list(written_fields(row.config, writer.FIELDS).values())
    if missing := _unwritable(row.provider, account, fields):
        what = f"{row.provider} has no {' and no '.join(missing)} that we may change"
        fix = f"name other fields under write, or let its user change these, as {guide} says"
        return note(NAME, what, why="what would go there stands in the note alone", fix=fix)
    taken = [*fields, "a note", *(["a task for the day to ask again"] if row.provider in TASKS else [])]
    return fine(NAME, f"{row.provider} takes {', '.join(taken)}, once somebody presses")


def _unwritable(provider: str, account: Account, fields: Sequence[str]) -> list[str]:
    """Nothing where the CRM does not tell; whether its token works is another check's matter."""
    try:
        return UNWRITABLE[provider](account, fields) if provider in UNWRITABLE else []
    except (Gone, TryLater):
        return []
