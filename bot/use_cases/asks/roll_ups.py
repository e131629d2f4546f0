"""Once a month, in each department's channel: which asks are open, most heard first, and what was shipped."""

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import months
from bot.domain.asks import RollUp
from bot.domain.message import Message
from bot.domain.months import Monthly, Occasion
from bot.domain.preferences import Preferences
from bot.messages import ask_lists as messages
from bot.messages.prompts import speaking
from bot.storage import outbox, rooms, workspaces
from bot.storage.models import WorkspaceRow
from bot.storage.slots import Kind
from bot.use_cases import channels
from bot.use_cases.asks import lists
from bot.use_cases.people import hours
from bot.use_cases.week import occasions

AT = time(10)
# A moment that lies weeks off would look like a wrong clock's (`slots.FURTHEST`): so it is looked at once a week.
LOOK_AGAIN_AFTER = timedelta(weeks=1)


def hold(session: Session, workspace: WorkspaceRow, now: datetime) -> bool:
    """Have each department told, if the month's hour has come. The workspace's row must be locked.

    Returns whether it had. Raises ZoneInfoNotFoundError when its zone is unknown.
    """
    preferences = workspaces.preferences(workspace)
    appointment = Monthly(AT, preferences.timezone, hours.holidays(preferences))
    since = occasions.since(workspace, workspace.next_roll_up_at, now)
    come = months.between(appointment, since, now) if preferences.department_channels else []
    for occasion in come:
        _hold(session, workspace, preferences, occasion, now)
    workspace.next_roll_up_at = min(months.following(appointment, now).at, now + LOOK_AGAIN_AFTER)
    return bool(come)


def rehearse(session: Session, workspace_id: UUID, now: datetime) -> list[Message]:
    """What departments would read if the hour were now. Posts and records nothing."""
    workspace = workspaces.by_id(session, workspace_id)
    if workspace is None:
        return []
    preferences = workspaces.preferences(workspace)
    with speaking(preferences.voice):
        return [messages.roll_up(one) for _, one in _found(session, workspace, preferences, now)]


def _hold(
    session: Session, workspace: WorkspaceRow, preferences: Preferences, occasion: Occasion, now: datetime
) -> None:
    found = _found(session, workspace, preferences, occasion.at)
    reason = occasions.TOO_LATE if now - occasion.at > occasions.LATEST else None if found else occasions.NO_NEWS
    is_new = occasions.take(session, workspace.id, Kind.ROLL_UP, occasion.at, occasion.month, reason, now)
    if not is_new or reason:
        return
    for channel, told in found:
        with speaking(preferences.voice):
            message = messages.roll_up(told)
        outbox.post(
            session,
            workspace.id,
            lane=f"asks:{channel}",
            room_id=rooms.of_channel(session, workspace.id, channel),
            message=message,
            dedupe_key=f"roll_up:{told.department}:{occasion.month}",
            now=now,
        )


def _found(
    session: Session, workspace: WorkspaceRow, preferences: Preferences, now: datetime
) -> list[tuple[str, RollUp]]:
    """The channel of each department for which there is something to say at `now`, and what."""
    since, until = months.before(now, preferences.timezone)
    found = [
        (channel, lists.of_department(session, workspace, department, since, until))
        for department, channel in channels.of_departments(session, workspace).items()
    ]
    return [(channel, told) for channel, told in found if told.says_something]
