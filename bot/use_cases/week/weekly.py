"""The weekly hour of one workspace: the celebration, the digest right after, each once a week whatever happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot.domain import weeks
from bot.domain.celebrations import CelebrationFacts
from bot.domain.choices import Candidate
from bot.domain.digests import Digest
from bot.domain.fixes import FixKind
from bot.domain.message import Message
from bot.domain.preferences import Preferences
from bot.domain.weeks import Holiday, Occasion, Weekly
from bot.messages import weekly as messages
from bot.messages.holidays import noted
from bot.messages.prompts import speaking
from bot.storage import celebrations as celebration_rows
from bot.storage import digest_posts, fixes, outbox, rooms, slots, workspaces
from bot.storage.models import WorkspaceRow
from bot.storage.slots import Kind, Outcome
from bot.use_cases import channels
from bot.use_cases.week import celebrations, choices, digests, occasions, pay_backs, proposals, publications

NOBODY = "nothing with consent"


@dataclass(frozen=True)
class Hour:
    """One occasion of one workspace, at the moment `now` it is held."""

    workspace: WorkspaceRow
    preferences: Preferences
    occasion: Occasion
    now: datetime

    @property
    def lateness(self) -> timedelta:
        return self.now - self.occasion.at

    @property
    def holiday(self) -> Holiday | None:
        """What it was put off by."""
        return occasions.holiday(self.preferences, occasions.weekly_hour(self.preferences), self.occasion.week)


@dataclass(frozen=True)
class Week:
    """What there is to say in one week."""

    chosen: Candidate | None
    facts: CelebrationFacts | None
    digest: Digest
    cheered_id: UUID | None


def post(session: Session, workspace: WorkspaceRow, now: datetime) -> None:
    """Hold the occasions of a workspace that have come by `now`, and say when the next one does.

    The workspace's row must be locked. Raises ZoneInfoNotFoundError when its zone is unknown.
    """
    preferences = workspaces.preferences(workspace)
    weekly = occasions.weekly_hour(preferences)
    for occasion in _come(workspace, weekly, now):
        _hold(session, Hour(workspace, preferences, occasion, now))
    workspace.next_slot_at = weeks.following(weekly, now).at


def rehearse(session: Session, workspace_id: UUID, now: datetime) -> list[Message]:
    """What would be posted if the hour were now. Posts and records nothing."""
    workspace = workspaces.by_id(session, workspace_id)
    if workspace is None:
        return []
    preferences = workspaces.preferences(workspace)
    week = weeks.iso_week(now, preferences.timezone)
    chosen = choices.chosen(session, workspace_id, week, now) if preferences.loss_of_the_week else None
    found = _find(session, Hour(workspace, preferences, Occasion(now, week), now), chosen)
    cheered = publications.cheered(session, found.cheered_id)
    holiday = occasions.holiday(preferences, occasions.weekly_hour(preferences), week)
    with speaking(preferences.voice):
        told = [messages.celebration(found.facts, uuid4(), cheered)] if found.facts else []
        if preferences.digest and found.digest.says_something:
            told.append(messages.digest(found.digest))
        return [noted(message, holiday) for message in told]


def _come(workspace: WorkspaceRow, appointment: Weekly, now: datetime) -> list[Occasion]:
    """The occasions since the one we waited for; none from before the workspace had us."""
    return weeks.between(appointment, occasions.since(workspace, workspace.next_slot_at, now), now)


def _hold(session: Session, hour: Hour) -> None:
    if hour.lateness > occasions.LATEST:
        _skip(session, hour, occasions.TOO_LATE)
        return
    workspace_id, channel = hour.workspace.id, hour.preferences.team_channel
    if channel is None:
        fixes.report(session, workspace_id, FixKind.TEAM_CHANNEL, channels.TEAM, hour.now)
        _skip(session, hour, occasions.NO_CHANNEL)
        return
    fixes.fixed(session, workspace_id, FixKind.TEAM_CHANNEL, channels.TEAM, hour.now)
    if channels.is_shared(session, workspace_id, channel):
        _skip(session, hour, channels.SHARED)
        return
    room_id = rooms.of_channel(session, workspace_id, channel)
    found = _find(session, hour, _settled(session, hour))
    _celebrate(session, hour, room_id, found)
    proposals.close(session, workspace_id, hour.occasion.week, found.chosen, hour.now)
    _sum_up(session, hour, room_id, found.digest)
    _pay_back(session, hour, room_id)


def _settled(session: Session, hour: Hour) -> Candidate | None:
    if not hour.preferences.loss_of_the_week:
        return None
    return choices.settle(session, hour.workspace.id, hour.occasion.week, hour.now)


def _find(session: Session, hour: Hour, chosen: Candidate | None) -> Week:
    facts = celebrations.facts(session, chosen, hour.preferences) if chosen else None
    told = chosen.retrospective_id if chosen else None
    digest = digests.of_week(session, hour.workspace.id, hour.occasion.at, told)
    cheered = celebrations.most_cheered_last_month(session, hour.workspace.id, hour.preferences, hour.now)
    return Week(chosen, facts, digest, cheered.id if cheered else None)


def _celebrate(session: Session, hour: Hour, room_id: UUID, found: Week) -> None:
    nobody = NOBODY if hour.preferences.loss_of_the_week else occasions.OFF
    is_new = _take(session, hour, Kind.CELEBRATION, None if found.chosen else nobody)
    if not is_new or found.chosen is None or found.facts is None:
        return
    week = hour.occasion.week
    row = celebration_rows.add(session, hour.workspace.id, found.chosen, week, hour.now)
    row.cheered_id = found.cheered_id
    subject = f"{celebrations.SUBJECT}{row.id}"
    with speaking(hour.preferences.voice):
        message = messages.celebration(found.facts, row.id, publications.cheered(session, found.cheered_id))
    row.post_id = _say(session, hour, room_id, message, f"celebration:{week}", subject)


def _sum_up(session: Session, hour: Hour, room_id: UUID, digest: Digest) -> None:
    silent = None if digest.says_something else occasions.NO_NEWS
    reason = silent if hour.preferences.digest else occasions.OFF
    if _take(session, hour, Kind.DIGEST, reason) and reason is None:
        with speaking(hour.preferences.voice):
            message = messages.digest(digest)
        post_id = _say(session, hour, room_id, message, f"digest:{hour.occasion.week}")
        chart_at = (
            hour.now if digest.pace and digest.pace.is_drawable and workspaces.may_upload(hour.workspace) else None
        )
        digest_posts.add(session, hour.workspace.id, hour.occasion.week, post_id, digest, chart_at)


def _pay_back(session: Session, hour: Hour, room_id: UUID) -> None:
    """Once a quarter, in its first weekly hour; silent when too few lessons were tried."""
    workspace_id = hour.workspace.id
    quarter, told = pay_backs.of_last_quarter(session, workspace_id, hour.preferences, hour.occasion.at)
    if not (told.says_something and hour.preferences.pay_back):
        return
    if slots.take(session, workspace_id, Kind.PAY_BACK, quarter, Outcome.POSTED, None, hour.now):
        with speaking(hour.preferences.voice):
            message = messages.pay_back(told)
        _say(session, hour, room_id, message, f"pay_back:{quarter}")


def _skip(session: Session, hour: Hour, reason: str) -> None:
    for kind in slots.OF_THE_WEEKLY_HOUR:
        _take(session, hour, kind, reason)


def _take(session: Session, hour: Hour, kind: Kind, reason: str | None) -> bool:
    """Take a slot of this occasion; with a reason it is skipped. False when it was taken before."""
    at, week = hour.occasion.at, hour.occasion.week
    return occasions.take(session, hour.workspace.id, kind, at, week, reason, hour.now)


def _say(session: Session, hour: Hour, room_id: UUID, message: Message, key: str, subject: str | None = None) -> int:
    """Post one of the hour's messages, with the holiday that put them all off."""
    with speaking(hour.preferences.voice):
        message = noted(message, hour.holiday)
    return outbox.post(
        session,
        hour.workspace.id,
        lane=f"weekly:{hour.workspace.id}",
        room_id=room_id,
        message=message,
        dedupe_key=key,
        subject=subject,
        now=hour.now,
    )
