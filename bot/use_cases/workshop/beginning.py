"""A workshop begins: groups of whoever is at work now, one post in the channel, and a thread for each group.

The thread hangs in a group message of its members and us: of what is typed in channels we keep no word, on purpose.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import workshops as domain
from bot.domain.message import Message
from bot.domain.workshops import Stage, Unfit
from bot.messages import workshops as messages
from bot.messages.prompts import speaking
from bot.storage import outbox, rooms, workshops, workspaces
from bot.storage.models import OutboxRow, PersonRow, WorkshopGroupRow, WorkshopRow, WorkspaceRow
from bot.use_cases import channels
from bot.use_cases.people import voices
from bot.use_cases.workshop import cards, groups, leaders_card


def begin(session: Session, row: WorkshopRow, now: datetime) -> None:
    """Have its groups write from now on, unless it is too late for that or too few are at work.

    The row must be locked. Whoever holds it is told either way.
    """
    _follow_the_team(session, row)
    formed = groups.form(session, workshops.members(session, row), row.id, now)
    why = _stands_against(session, row, formed, now)
    if why is not None:
        row.stage, row.why, row.due_at = Stage.STOPPED, why, None
    else:
        row.stage, row.ends_at = Stage.WRITING, now + domain.WRITE_FOR
        row.due_at = row.ends_at - domain.LAST_CALL
        _open(session, row, formed, now)
    session.flush()
    leaders_card.post(session, row, now)


def say_in_threads(session: Session, row: WorkshopRow, message: Message, what: str, now: datetime) -> None:
    """Say the same in the thread of each group, once by `what` it is."""
    for group in workshops.groups(session, row):
        root = session.get(OutboxRow, group.root_id) if group.root_id else None
        if root is not None and root.room_id is not None:
            _post(session, row, message, f"workshop_group:{group.id}:{what}", now, room=root.room_id, under=root.id)


def post(session: Session, row: WorkshopRow, message: Message, key: str, now: datetime) -> int:
    """Have a message posted in its channel, once by `key`. Returns the row's id."""
    room = rooms.of_channel(session, row.workspace_id, row.channel)
    return _post(session, row, message, key, now, room=room)


def _post(
    session: Session,
    row: WorkshopRow,
    message: Message,
    key: str,
    now: datetime,
    *,
    room: UUID,
    under: int | None = None,
) -> int:
    return outbox.post(
        session,
        row.workspace_id,
        lane=f"workshop:{row.id}:{room}",
        room_id=room,
        message=message,
        dedupe_key=key,
        thread_id=under,
        now=now,
    )


def _stands_against(
    session: Session, row: WorkshopRow, formed: Sequence[Sequence[PersonRow]], now: datetime
) -> Unfit | None:
    if cards.facts(session, row) is None:
        return Unfit.NO_LESSON
    if channels.is_shared(session, row.workspace_id, row.channel):
        return Unfit.SHARED_CHANNEL
    if now - row.starts_at > domain.LATEST:
        return Unfit.TOO_LATE
    return None if formed else Unfit.TOO_FEW


def _follow_the_team(session: Session, row: WorkshopRow) -> None:
    """Have it held where the team is by now, which may be another channel than on the day it was planned."""
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    row.channel = preferences.team_channel or row.channel


def _open(session: Session, row: WorkshopRow, formed: Sequence[Sequence[PersonRow]], now: datetime) -> None:
    workshops.form(session, row, [[person.id for person in group] for group in formed])
    row.opening_id = post(session, row, cards.opening(session, row), f"workshop:{row.id}:opening", now)
    for group, people in zip(workshops.groups(session, row), formed, strict=True):
        _open_thread(session, row, group, len(formed), people, now)


def _open_thread(
    session: Session, row: WorkshopRow, group: WorkshopGroupRow, groups: int, people: Sequence[PersonRow], now: datetime
) -> None:
    who = [str(person.slack_user) for person in people]
    room, key = rooms.of_members(session, row.workspace_id, who), f"workshop_group:{group.id}"
    with speaking(voices.of_workspace(session, row.workspace_id)):
        root = messages.root(group.number, groups, who, row.ends_at or now)
    group.root_id = _post(session, row, root, key, now, room=room)
    card = cards.card(session, row, group)
    group.card_id = _post(session, row, card, f"{key}:card", now, room=room, under=group.root_id)
