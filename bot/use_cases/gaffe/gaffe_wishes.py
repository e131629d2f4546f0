"""What somebody may wish of the gaffe of the week by `/retro gaffe`: to write, to see their own line, on and off."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Gaffe
from bot.domain.message import Message
from bot.errors import NotAllowed
from bot.messages import gaffes as messages
from bot.messages.prompts import speaking
from bot.storage import audit, gaffes, people, workspaces
from bot.storage.models import PersonRow, WorkspaceRow
from bot.use_cases.app_home.upkeep import as_admin
from bot.use_cases.gaffe import gaffes as rounds
from bot.use_cases.people import days


def under_way(session: Session, actor: Actor) -> UUID | None:
    """The round that they may write in now, or None."""
    return gaffes.under_way(session, actor.workspace, actor.person)


def outside_a_round(session: Session, actor: Actor, now: datetime, *, has_words: bool) -> Message:
    """What somebody is told while they cannot write: their own line that was shown, or when the next round comes.

    `has_words`: they typed a line, so that it has to be said that it was not kept. Raises NotAllowed for strangers.
    """
    if not access.allow(actor, Action.WRITE_GAFFE, Gaffe(actor.workspace, None, is_open=True)):
        raise NotAllowed(action=Action.WRITE_GAFFE, thing="gaffe")
    own = None if has_words else gaffes.shown_line_of(session, actor.person)
    row = session.get_one(WorkspaceRow, actor.workspace)
    with speaking(actor.voice):
        if own is not None:
            return messages.own(own.gaffe_id, own.text or "", is_named=own.is_named)
        if not workspaces.preferences(row).gaffe:
            return messages.off(has_words=has_words)
        return messages.none_open(_next_prompt(session, actor, row, now), has_words=has_words)


def turn(session: Session, actor: Actor, now: datetime, *, is_on: bool) -> Message:
    """Turn it on or off for the workspace; whoever turns it on goes first, unless somebody is named already.

    Raises NotAllowed for anybody but an admin and whoever goes first.
    """
    row = session.get_one(WorkspaceRow, actor.workspace, with_for_update=True)
    _check(session, actor, row)
    workspaces.change(session, row, "gaffe", "yes" if is_on else "no")
    if is_on and workspaces.preferences(row).gaffe_leader is None:
        workspaces.change(session, row, "gaffe_leader", actor.slack_user)
    action = f"{Action.TURN_GAFFE}_{'on' if is_on else 'off'}"
    audit.note(session, row.id, actor=actor.slack_user, action=action, thing=f"workspace:{row.id}", now=now)
    with speaking(actor.voice):
        return _turned_on(session, actor, row, now) if is_on else messages.turned_off()


def _check(session: Session, actor: Actor, row: WorkspaceRow) -> None:
    leader = _leader(session, row)
    thing = Gaffe(row.id, leader.id if leader else None)
    if not access.allow(as_admin(session, actor), Action.TURN_GAFFE, thing):
        raise NotAllowed(action=Action.TURN_GAFFE, thing=f"workspace:{row.id}")


def _turned_on(session: Session, actor: Actor, row: WorkspaceRow, now: datetime) -> Message:
    preferences = workspaces.preferences(row)
    return messages.turned_on(
        preferences.goes_first or actor.slack_user,
        _next_prompt(session, actor, row, now),
        has_channel=preferences.team_channel is not None,
    )


def _next_prompt(session: Session, actor: Actor, row: WorkspaceRow, now: datetime) -> datetime:
    """When the team is asked next, by the clock of whoever reads it."""
    coming = rounds.plan(session, workspaces.preferences(row), _leader(session, row), now, now)
    at = next(one.prompts_at for one in coming if one.prompts_at > now)
    return at.astimezone(ZoneInfo(days.zone_of(session, actor.workspace, actor.person)))


def _leader(session: Session, row: WorkspaceRow) -> PersonRow | None:
    first = workspaces.preferences(row).goes_first
    return people.by_slack_user(session, row.id, first) if first else None
