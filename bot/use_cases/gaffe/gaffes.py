"""The gaffe of the week by the clock: the leader is asked in private; once they have gone first, the team is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.domain import gaffes as domain
from bot.domain.gaffes import NotShown, Round, Stage
from bot.domain.message import Message
from bot.domain.preferences import Preferences
from bot.domain.weeks import Holiday
from bot.messages import gaffes as messages
from bot.messages.gaffes import Hours
from bot.messages.holidays import noted
from bot.messages.prompts import speaking
from bot.storage import gaffes, outbox, people, rooms, workspaces
from bot.storage.models import GaffeRow, PersonRow, WorkspaceRow
from bot.storage.slots import Kind
from bot.use_cases import channels
from bot.use_cases.gaffe import gaffe_reveals, gaffe_secrets
from bot.use_cases.people import days, hours, letters, voices
from bot.use_cases.week import occasions
from bot.use_cases.week.occasions import LATEST, NO_CHANNEL, TOO_LATE

NOBODY_FIRST = "nobody has gone first"
WHY = {
    NOBODY_FIRST: NotShown.NOT_TOGETHER,
    TOO_LATE: NotShown.TOO_LATE,
    NO_CHANNEL: NotShown.NO_CHANNEL,
    channels.SHARED: NotShown.NO_CHANNEL,
}
NOT_AT_WORK = "the leader is not at work before"


@dataclass(frozen=True)
class Turn:
    """One round of one workspace, at a moment `now` at which it is looked at."""

    workspace: WorkspaceRow
    preferences: Preferences
    round: Round
    now: datetime


def hold(session: Session, workspace: WorkspaceRow, now: datetime) -> bool:
    """Ask the leader and the team if their hour has come by `now`, and note when there is something to do next.

    The workspace's row must be locked. Returns False where it is off. Raises ZoneInfoNotFoundError for an unknown zone.
    """
    preferences = workspaces.preferences(workspace)
    first = preferences.goes_first if preferences.gaffe else None
    leader = people.ensure(session, workspace.id, first) if first else None
    since = occasions.since(workspace, workspace.next_gaffe_at, now)
    coming = plan(session, preferences, leader, since, now)
    for one in coming if preferences.gaffe else ():
        _take_turn(session, Turn(workspace, preferences, one, now), leader)
    workspace.next_gaffe_at = domain.next_moment(coming, now)
    return preferences.gaffe


def plan(
    session: Session, preferences: Preferences, leader: PersonRow | None, since: datetime, now: datetime
) -> Sequence[Round]:
    """The rounds of a workspace with these settings from `since` on, until there is one after `now`."""
    is_here = leader is not None and people.takes_part(leader)
    return domain.rounds(
        occasions.gaffe_hour(preferences),
        occasions.gaffe_reveal_hour(preferences),
        hours.workdays(session, leader) if leader and is_here else None,
        since,
        now,
    )


def rehearse(session: Session, workspace_id: UUID, now: datetime) -> list[Message]:
    """What the leader and the team would read of the next round. Posts and records nothing, and reads no line.

    Nothing where nobody goes first.
    """
    workspace = workspaces.by_id(session, workspace_id)
    preferences = workspaces.preferences(workspace) if workspace else Preferences()
    first = preferences.goes_first
    if first is None:
        return []
    leader = people.by_slack_user(session, workspace_id, first)
    following = next(one for one in plan(session, preferences, leader, now, now) if one.prompts_at > now)
    told = _hours(following, preferences.timezone)
    with speaking(voices.of_person(session, workspace_id, first)):
        asked = messages.ask(uuid4(), told)
    with speaking(preferences.voice):
        prompt = messages.prompt(uuid4(), first, told.reveals_at)
        return [asked, noted(prompt, _holiday(preferences, following.week))]


def _take_turn(session: Session, turn: Turn, leader: PersonRow | None) -> None:
    asks_at = turn.round.asks_at
    # Leaders may travel or come back after the hour was computed: late is better than not, while the prompt is ahead.
    if leader is not None and asks_at is not None and asks_at <= turn.now:
        _ask(session, turn, leader, asks_at)
    if turn.round.prompts_at <= turn.now:
        _prompt(session, turn)


def _ask(session: Session, turn: Turn, leader: PersonRow, asks_at: datetime) -> None:
    """Ask the leader in their own hours, unless none is left before the team would be asked."""
    at = hours.next_open(session, [leader.id], turn.now)
    reason = TOO_LATE if turn.now >= turn.round.prompts_at else NOT_AT_WORK if at >= turn.round.prompts_at else None
    if not _take(session, turn, Kind.GAFFE_ASK, asks_at, reason) or reason:
        return
    row = gaffes.begin(session, turn.workspace.id, turn.round, leader.id)
    slack_user, zone = leader.slack_user or "", days.zone_of(session, turn.workspace.id, leader.id)
    with speaking(voices.of_person(session, turn.workspace.id, slack_user)):
        message = messages.ask(row.id, _hours(turn.round, zone))
    key = gaffe_reveals.receipt_key(row.id, slack_user)
    letters.write(session, turn.workspace.id, slack_user, message, key, turn.now, at=at)


def _prompt(session: Session, turn: Turn) -> None:
    """Ask the team, if the leader has gone first; else the round is over, and nobody hears of it."""
    row = gaffes.of_week(session, turn.workspace.id, turn.round.week)
    reason = _stands_against(session, turn, row)
    if not _take(session, turn, Kind.GAFFE_PROMPT, turn.round.prompts_at, reason) or row is None:
        return
    if reason is None:
        _open(session, turn, row)
    else:
        gaffe_reveals.keep(session, row, turn.now, WHY[reason])


def _stands_against(session: Session, turn: Turn, row: GaffeRow | None) -> str | None:
    """Why the team is not asked, or None."""
    first = gaffes.line_of(session, row, row.leader_id) if row else None
    if row is None or first is None or gaffe_secrets.of(session, row.workspace_id).held_by(first):
        return NOBODY_FIRST
    if turn.now - turn.round.prompts_at > LATEST or turn.now >= row.reveals_at:
        return TOO_LATE
    channel = turn.preferences.team_channel
    if channel is None:
        return NO_CHANNEL
    return channels.SHARED if channels.is_shared(session, turn.workspace.id, channel) else None


def _open(session: Session, turn: Turn, row: GaffeRow) -> None:
    leader = people.by_id(session, row.workspace_id, row.leader_id) if row.leader_id else None
    reveals_at = row.reveals_at.astimezone(ZoneInfo(turn.preferences.timezone))
    with speaking(turn.preferences.voice):
        slack_user = (leader.slack_user if leader else None) or ""
        prompt = messages.prompt(row.id, slack_user, reveals_at)
        message = noted(prompt, _holiday(turn.preferences, row.week))
    row.stage = Stage.OPEN
    row.prompt_id = outbox.post(
        session,
        row.workspace_id,
        lane=gaffe_reveals.lane(row),
        room_id=rooms.of_channel(session, row.workspace_id, turn.preferences.team_channel or ""),
        message=message,
        dedupe_key=f"gaffe_prompt:{row.week}",
        now=turn.now,
    )


def _take(session: Session, turn: Turn, kind: Kind, at: datetime, reason: str | None) -> bool:
    return occasions.take(session, turn.workspace.id, kind, at, turn.round.week, reason, turn.now)


def _holiday(preferences: Preferences, week: str) -> Holiday | None:
    return occasions.holiday(preferences, occasions.gaffe_hour(preferences), week)


def _hours(one: Round, zone: str) -> Hours:
    local = ZoneInfo(zone)
    return Hours(one.prompts_at.astimezone(local), one.reveals_at.astimezone(local))
