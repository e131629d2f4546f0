"""Where we talk: channels by id, and DMs and group DMs by their members until Slack names their channel."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_unless_there
from bot.storage.models import OutboxRow, RetrospectiveRow, RoomRow

MOST_MEMBERS = 7  # Slack takes eight; whether the bot itself counts is not said


def of_members(session: Session, workspace_id: UUID, slack_users: Iterable[str]) -> UUID:
    """The room of exactly these people and the bot; delivery opens it when it is first needed.

    Raises ValueError when there are none, or more than Slack lets into a group DM.
    """
    members = sorted(set(slack_users))
    if not 1 <= len(members) <= MOST_MEMBERS:
        raise ValueError(f"a room has 1 to {MOST_MEMBERS} members, not {len(members)}")
    joined = ",".join(members)
    new: UUID | None = insert_unless_there(session, RoomRow, workspace_id=workspace_id, members=joined)
    return new or _one(session, workspace_id, RoomRow.members == joined)


def of_channel(session: Session, workspace_id: UUID, channel: str) -> UUID:
    """The room that is this channel, whatever its kind."""
    new: UUID | None = insert_unless_there(session, RoomRow, workspace_id=workspace_id, channel=channel)
    return new or _one(session, workspace_id, RoomRow.channel == channel)


def has_member(session: Session, room_id: UUID | None, slack_user: str) -> bool:
    """Whether this room was opened for them, alone or with others; a channel was opened for nobody."""
    room = session.get(RoomRow, room_id) if room_id else None
    return room is not None and slack_user in (room.members or "").split(",")


def is_ours(session: Session, workspace_id: UUID, channel: str) -> bool:
    """Whether we have talked in this channel."""
    here = (RoomRow.workspace_id == workspace_id, RoomRow.channel == channel)
    return session.scalar(select(RoomRow.id).where(*here)) is not None


def opened(session: Session, room_id: UUID, channel: str) -> None:
    """Note the channel that Slack gave to a room. Another room that was known by this channel becomes one with it."""
    room = session.get_one(RoomRow, room_id)
    _take_over(session, room, channel)
    room.channel = channel
    session.flush()


def renumber(session: Session, workspace_id: UUID, old: str, new: str) -> None:
    """Slack gave the channel `old` the id `new`: what stands there is found, and changed, under that from now on."""
    room = session.scalar(select(RoomRow).where(RoomRow.workspace_id == workspace_id, RoomRow.channel == old))
    if room is None:
        return
    opened(session, room.id, new)
    posted = update(OutboxRow).where(OutboxRow.workspace_id == workspace_id, OutboxRow.channel == old)
    session.execute(posted.values(channel=new))


def _take_over(session: Session, room: RoomRow, channel: str) -> None:
    same_channel = (RoomRow.workspace_id == room.workspace_id, RoomRow.channel == channel, RoomRow.id != room.id)
    other = session.scalar(select(RoomRow).where(*same_channel))
    if other is None:
        return
    for row in (OutboxRow, RetrospectiveRow):
        session.execute(update(row).where(row.room_id == other.id).values(room_id=room.id))
    session.delete(other)
    session.flush()


def _one(session: Session, workspace_id: UUID, condition: ColumnElement[bool]) -> UUID:
    return session.scalars(select(RoomRow.id).where(RoomRow.workspace_id == workspace_id, condition)).one()
