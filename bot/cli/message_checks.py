"""`doctor` on how much people hear from the bot that they did not ask for. Nothing in it is about one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.cli.findings import Finding, fine, note
from bot.domain.heard import AIM, FEWEST
from bot.storage.models import WorkspaceRow
from bot.use_cases.app_home import heard

NAME = "messages per person"


def unasked(session: Session, workspace: WorkspaceRow, now: datetime) -> Finding:
    """Last week's messages that nobody had asked for, per person."""
    week = heard.last_week(session, workspace, now)
    if week is None:
        return fine(NAME, f"last week too few to say (fewer than {FEWEST} people heard from the bot)")
    told = f"last week a median of {week.median} that nobody had asked for, {week.highest} at most"
    if not week.above:
        return fine(NAME, told)
    return note(
        NAME,
        f"{told}; {week.above} of {week.people} people got more than {AIM}",
        why="whoever hears too much stops reading",
        fix="fewer full talks a week (settings set full_per_week), or more deals below the line (full_from_amount)",
    )
