"""What is somebody's own, sent to them as a file in their DM.

Making it and asking Slack happen outside any transaction. That Slack is about to be asked to show it is noted first:
what may stand there already is not sent again, and whoever asked is told so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot import uploads
from bot.domain.outcomes import NoReply, Outcome, Sent, Unsure, Wait, WorkspaceDown, judge
from bot.domain.voices import Voice
from bot.messages import exports as messages
from bot.messages.prompts import speaking
from bot.slack_client import Slack
from bot.storage import own_exports as rows
from bot.storage.database import Database
from bot.storage.models import OwnExportRow, PersonRow, WorkspaceRow
from bot.use_cases.people import exports, voices

LEASE = timedelta(seconds=90)  # longer than making it and four calls may take
PAUSE = timedelta(minutes=1)
MOST_TRIES = 3
NAME = "silver-lining.zip"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Wish:
    """One that was asked for, as it was claimed."""

    export_id: UUID
    token: str
    slack_user: str
    voice: Voice
    content: bytes


def work(db: Database, slack: Slack, now: datetime) -> int:
    """Have the next one that is due made and sent. Returns how many were taken in hand.

    Raises only when the database is away.
    """
    with db.read() as session:  # an idle worker must not take the one write lock
        if not rows.is_due(session, now):
            return 0
    with db.begin() as session:
        row = rows.claim(session, now, LEASE)
        if row is not None and (row.is_handed_over or row.attempts > MOST_TRIES):
            exports.give_up(session, row, now)
            return 1
    if row is None:
        return 0
    try:
        outcome = _sent(db, slack, row)
    except Exception as error:
        log.error("export failed", export=str(row.id), exc_info=error)
        outcome = Unsure(type(error).__name__)
    _settle(db, row.id, outcome, now)
    return 1


def _sent(db: Database, slack: Slack, row: OwnExportRow) -> Outcome:
    wish = _made(db, row)
    if wish is None:
        return Unsure("nobody to send it to")
    opened = slack.write(wish.token, "conversations.open", {"users": wish.slack_user})
    outcome = judge(opened)
    if not isinstance(outcome, Sent) or isinstance(opened, NoReply):
        return outcome
    with speaking(wish.voice):
        title, comment = messages.title(), messages.comment()
    file = uploads.send(slack, wish.token, uploads.File(NAME, title, wish.content))
    if not isinstance(file, str):
        return file
    with db.begin() as session:
        handed = rows.locked(session, wish.export_id)
        if handed is None:
            return Unsure("settled meanwhile")
        handed.is_handed_over = True
    return uploads.show(slack, wish.token, file, title, str(opened.body["channel"]["id"]), comment)


def _made(db: Database, row: OwnExportRow) -> Wish | None:
    with db.read() as session:
        person = session.get_one(PersonRow, row.person_id)
        token = session.get_one(WorkspaceRow, row.workspace_id).token
        if token is None or person.slack_user is None or not person.active:
            return None
        voice = voices.of_person(session, row.workspace_id, person.slack_user)
        with speaking(voice):
            content = exports.made(session, person)
    return Wish(row.id, token, person.slack_user, voice, content)


def _settle(db: Database, export_id: UUID, outcome: Outcome, now: datetime) -> None:
    with db.begin() as session:
        row = rows.locked(session, export_id)
        if row is None:
            return
        match outcome:
            case Sent():
                session.delete(row)
            case Wait(seconds):
                row.is_handed_over = False  # Slack says that it has not done it
                row.due_at = now + max(PAUSE, timedelta(seconds=seconds))
            case Unsure() | WorkspaceDown():
                row.due_at = now + PAUSE
            case _:  # refused for good
                log.warning("export not sent", export=str(export_id), result=str(outcome))
                exports.give_up(session, row, now)
