"""On the morning of the working day before, whoever leads is asked about the loss of the week, in private and once."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import proposals as domain
from bot.domain.choices import Candidate
from bot.domain.preferences import Preferences
from bot.domain.proposals import Asking
from bot.storage import people, proposals, workspaces
from bot.storage.models import PersonRow, RetrospectiveRow, WorkspaceRow
from bot.storage.slots import Kind
from bot.use_cases.people import hours, letters
from bot.use_cases.week import choices, occasions
from bot.use_cases.week.proposals import card

NO_CHOICE = "fewer than two to choose from"
NOBODY_LEADS = "nobody to ask"
NOT_AT_WORK = "whoever leads is not at work before"


def hold(session: Session, workspace: WorkspaceRow, now: datetime) -> bool:
    """Ask about the losses of the week whose eve has come by `now`, and note when the next one does.

    The workspace's row must be locked. Returns whether somebody was asked. Raises ZoneInfoNotFoundError.
    """
    preferences = workspaces.preferences(workspace)
    plan = domain.askings(occasions.weekly_hour(preferences), hours.office(preferences), now)
    due = [one for one in plan if one.asks_at is not None and one.asks_at <= now < one.held_at]
    asked = [_ask(session, workspace, preferences, one, now) for one in due]
    workspace.next_proposal_at = domain.next_moment(plan, now)
    return any(asked)


def _ask(session: Session, workspace: WorkspaceRow, preferences: Preferences, asking: Asking, now: datetime) -> bool:
    ranked = choices.ranked(session, workspace.id, asking.week, now)
    head = _head(session, workspace, preferences, ranked[0]) if ranked else None
    at = hours.next_open(session, [head.id], now) if head else now
    reason = _stands_against(preferences, len(ranked), head, at, asking)
    is_new = occasions.take(session, workspace.id, Kind.PROPOSAL, asking.asks_at or now, asking.week, reason, now)
    if not is_new or reason or head is None:
        return False
    row = proposals.add(session, workspace.id, asking, head.id, ranked[0].retrospective_id)
    message, key = card(session, row, now), f"proposal:{row.id}"
    row.post_id = letters.write(session, workspace.id, head.slack_user or "", message, key, now, at=at)
    return True


def _stands_against(
    preferences: Preferences, count: int, head: PersonRow | None, at: datetime, asking: Asking
) -> str | None:
    """Why nobody is asked, or None."""
    if not (preferences.proposal and preferences.loss_of_the_week):
        return occasions.OFF
    if preferences.team_channel is None:
        return occasions.NO_CHANNEL
    if count < domain.ENOUGH:
        return NO_CHOICE
    if head is None:
        return NOBODY_LEADS
    return NOT_AT_WORK if at > asking.held_at - domain.HEADSTART else None


def _head(session: Session, workspace: WorkspaceRow, preferences: Preferences, chosen: Candidate) -> PersonRow | None:
    """Whoever leads by the workspace's settings, else whoever leads the rep; None where that is nobody who is here."""
    if preferences.gaffe_leader is not None:
        head = people.by_slack_user(session, workspace.id, preferences.gaffe_leader)
    else:
        talk = session.get_one(RetrospectiveRow, chosen.retrospective_id)
        rep = people.by_id(session, workspace.id, chosen.person_id)
        by_roster = people.manager_of(session, rep) if rep else None
        head = people.by_id(session, workspace.id, talk.manager_id) if talk.manager_id else by_roster
    return head if head is not None and head.slack_user and people.takes_part(head) else None
