"""The chart below a digest: drawn and uploaded after its post, which goes out whatever becomes of the picture.

Drawing and asking Slack happen outside any transaction. To upload once more does no harm: what is shown nowhere is
seen by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bot import uploads
from bot.domain import digests
from bot.domain.outcomes import Outcome, Sent, Unsure, Wait
from bot.domain.voices import Voice
from bot.messages import charts
from bot.messages.prompts import speaking
from bot.slack_client import Slack
from bot.storage import charts as rows
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import WorkspaceRow
from bot.use_cases.week import publications

LEASE = timedelta(seconds=90)  # longer than drawing and three calls may take
PAUSE = timedelta(minutes=1)
# Slack must have looked at a picture before a message can show it.
PROCESSING = timedelta(seconds=5)
NAME = "days-to-lose-and-win.png"
SCALE = 2.0  # pixels for each of the drawing's: sharp on small screens as well

Draw = Callable[[dict[str, Any]], bytes | None]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Wish:
    """A chart that was asked for, as it was claimed: what to draw, and how it is described."""

    digest_id: UUID
    token: str | None
    voice: Voice
    told: digests.Digest


def png(drawing: dict[str, Any]) -> bytes | None:
    """The picture (PNG) of a Vega-Lite specification; None where what draws it is not installed."""
    try:
        import vl_convert  # an optional extra, and too big to be loaded before it is needed
    except ImportError:
        return None
    return bytes(vl_convert.vegalite_to_png(drawing, scale=SCALE))


def work(db: Database, slack: Slack, now: datetime, draw: Draw = png) -> int:
    """Have the next chart that is due drawn, uploaded and shown. Returns how many were taken in hand.

    After a few tries the digest stays as it is. Raises only when the database is away.
    """
    wish = _claim(db, now)
    if wish is None:
        return 0
    try:
        result = _made(slack, wish, draw)
    except Exception as error:
        log.error("chart failed", digest=str(wish.digest_id), exc_info=error)
        result = Unsure(type(error).__name__)
    with db.begin() as session:
        row = rows.locked(session, wish.digest_id)
        if row is None:
            return 1
        match result:
            case str() as file:
                publications.illustrate(session, row, file, now + PROCESSING / slack.pace)
            case Wait(seconds):
                row.chart_at = now + max(PAUSE, timedelta(seconds=seconds))
            case Unsure():
                row.chart_at = now + PAUSE
            case _:  # not installed, or refused for good
                log.warning("digest goes without its chart", digest=str(wish.digest_id), result=str(result))
                row.chart_at = None
    return 1


def _claim(db: Database, now: datetime) -> Wish | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not rows.is_due(session, now):
            return None
    with db.begin() as session:
        row = rows.claim(session, now, LEASE)
        if row is None:
            return None
        workspace = session.get_one(WorkspaceRow, row.workspace_id)
        voice = workspaces.preferences(workspace).voice
        return Wish(row.id, workspace.token, voice, digests.of(row.told))


def _made(slack: Slack, wish: Wish, draw: Draw) -> str | Outcome | None:
    """The file of the picture, or what came between."""
    if wish.token is None or wish.told.pace is None:
        return None
    with speaking(wish.voice):
        picture = draw(charts.drawing(wish.told.pace))
        about = charts.title(), charts.alt_text(wish.told.pace)
    return _upload(slack, wish.token, picture, *about) if picture else None


def _upload(slack: Slack, token: str, picture: bytes, title: str, alt_text: str) -> str | Outcome:
    file = uploads.send(slack, token, uploads.File(NAME, title, picture, alt_text))
    if not isinstance(file, str):
        return file
    outcome = uploads.show(slack, token, file, title)
    return file if isinstance(outcome, Sent) else outcome
