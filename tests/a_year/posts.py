"""What the team could read, as it stood at the end of each week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.models import OutboxRow, RoomRow

Payload = Mapping[str, Any]
# Beside what stands in channels: letters to one person that belong to the week.
LETTERS = ("review:", "giver:")


@dataclass(frozen=True)
class Post:
    """One message. `room` is the channel's id, or the Slack id of who reads it alone.

    `said` is what it said when it came, and after that, where it was edited in the same week, what it says by now.
    """

    at: datetime
    room: str
    said: Sequence[Payload]


class Reader:
    """Notes when messages came, and reads them once a week, as they were edited last."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen = 0
        self._came: list[tuple[int, datetime]] = []

    def note(self, now: datetime) -> None:
        """What was posted since the last time came now."""
        with self._db.read() as session:
            new = select(OutboxRow.id).where(OutboxRow.id > self._seen, OutboxRow.method == "post")
            for post_id in session.scalars(new.order_by(OutboxRow.id)):
                self._came.append((post_id, now))
                self._seen = post_id

    def week(self) -> Sequence[Post]:
        """What came since the last week was read, in the order in which it came."""
        came, self._came = self._came, []
        with self._db.read() as session:
            found = [(session.get_one(OutboxRow, post_id), now) for post_id, now in came]
            rooms = {row.id: session.get(RoomRow, row.room_id) for row, _ in found if row.thread_id is None}
            return [
                Post(now, _where(room), _said(session, row))
                for row, now in found
                if (room := rooms.get(row.id)) is not None and (_is_open(room) or row.dedupe_key.startswith(LETTERS))
            ]


def _is_open(room: RoomRow) -> bool:
    return str(room.channel).startswith("C0")


def _where(room: RoomRow) -> str:
    return str(room.channel if _is_open(room) else room.members)


def _said(session: Session, row: OutboxRow) -> Sequence[Payload]:
    edits = select(OutboxRow).where(OutboxRow.target_id == row.id, OutboxRow.method == "update")
    latest = session.scalars(edits.order_by(OutboxRow.id.desc()).limit(1)).first()
    first, last = row.payload or {}, (latest or row).payload or {}
    return [first] if first.get("text") == last.get("text") else [first, last]
