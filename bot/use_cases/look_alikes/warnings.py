"""An open deal that looks like deals that were lost: found when it comes, or by the day, told in its owner's hours."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import look_alikes as domain
from bot.domain import weeks
from bot.domain.deals import Outcome
from bot.domain.heard import AIM
from bot.domain.look_alikes import LOOKS_BACK, PAUSE, LookAlike
from bot.messages import look_alikes as messages
from bot.messages.prompts import speaking
from bot.storage import heard, look_alikes, people, workspaces
from bot.storage.models import DealRow, LookAlikeRow, PersonRow, WorkspaceRow
from bot.use_cases.people import hours, letters, voices

AT_ONCE = 100
MOST_OPEN = 1000  # that are looked at in a day: whoever has more hears of some a day later
DAY = timedelta(days=1)


def follow(session: Session, deal: DealRow, now: datetime) -> None:
    """The CRM tells something new of an open deal: its owner is to hear of it if deals like it were lost."""
    if _is_on(session, deal.workspace_id) and found(session, deal, now):
        _plan(session, deal, now)


def look(session: Session, workspace: WorkspaceRow, now: datetime) -> bool:
    """Once a day: find the open deals that look like deals that were lost by now. Returns whether there may be any.

    The workspace's row must be locked.
    """
    workspace.next_look_at = now + DAY
    if not workspaces.preferences(workspace).look_alikes:
        return False
    competitors, left = look_alikes.competitors(session, workspace.id, now - LOOKS_BACK), MOST_OPEN
    for competitor in domain.in_turn(competitors, now.date()):
        deals = look_alikes.unwarned(session, workspace.id, competitor, left)
        ended = look_alikes.ended(session, workspace.id, competitor, now - LOOKS_BACK) if deals else []
        for deal in deals:
            if domain.like(look_alikes.traits(deal), ended):
                _plan(session, deal, now)
        left -= len(deals)
    return bool(competitors)


def due(session: Session, now: datetime) -> list[UUID]:
    """Warnings that somebody is to read now."""
    return look_alikes.due(session, now, AT_ONCE)


def tell(session: Session, warning_id: UUID, now: datetime) -> bool:
    """Warn the owner of a deal; False when that was done, or when there is nothing to warn of any more."""
    row = look_alikes.claim(session, warning_id, now)
    # Locked: of two deals of one owner that are due together, one waits for the next week.
    person = people.locked(session, row.workspace_id, row.person_id) if row else None
    if row is None or person is None:
        return False
    deal = session.get_one(DealRow, row.deal_id)
    pattern = found(session, deal, now) if _may_hear(session, person, deal) else None
    if pattern is None:
        session.delete(row)  # it may come to look like one again
        return False
    row.due_at = _waits_until(session, person, now)
    if row.due_at is None:
        _tell(session, row, person, deal, pattern, now)
    return True


def found(session: Session, deal: DealRow, now: datetime) -> LookAlike | None:
    """The losing pattern that a deal fits as it stands now, or None; an ended one fits none."""
    if deal.outcome != Outcome.OPEN or deal.deleted_at is not None or not deal.competitor:
        return None
    ended = look_alikes.ended(session, deal.workspace_id, deal.competitor, now - LOOKS_BACK)
    return domain.like(look_alikes.traits(deal), ended)


def _plan(session: Session, deal: DealRow, now: datetime) -> None:
    person = people.by_email(session, deal.workspace_id, deal.owner_email) if deal.owner_email else None
    if person is not None and people.takes_part(person) and person.wants_look_alikes:
        look_alikes.plan(session, deal, person.id, hours.next_open(session, [person.id], now))


def _may_hear(session: Session, person: PersonRow, deal: DealRow) -> bool:
    is_theirs = person.email is not None and person.email == deal.owner_email
    is_wanted = person.wants_look_alikes and _is_on(session, person.workspace_id)
    return is_theirs and is_wanted and people.takes_part(person)


def _waits_until(session: Session, person: PersonRow, now: datetime) -> datetime | None:
    """When they may hear of it, in UTC; None: now. One in a week, and none on top of what is much already."""
    last = look_alikes.last_told_at(session, person.id)
    earliest = max(now, last + PAUSE) if last else now
    zone = workspaces.preferences(session.get_one(WorkspaceRow, person.workspace_id)).timezone
    if heard.of_person(session, person, weeks.iso_week(now, zone)).unasked >= AIM:
        earliest = max(earliest, now + DAY)
    at = hours.next_open(session, [person.id], earliest)
    return at if at > now else None


def _tell(
    session: Session, row: LookAlikeRow, person: PersonRow, deal: DealRow, pattern: LookAlike, now: datetime
) -> None:
    slack_user = str(person.slack_user)
    with speaking(voices.of_person(session, row.workspace_id, slack_user)):
        message = messages.warning(deal.name, pattern, row.id)
    row.told_at = now
    row.post_id = letters.write(session, row.workspace_id, slack_user, message, f"look_alike:{row.id}", now)
    session.flush()


def _is_on(session: Session, workspace_id: UUID) -> bool:
    return workspaces.preferences(session.get_one(WorkspaceRow, workspace_id)).look_alikes
