"""Which loss becomes the loss of a week."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import choices as domain
from bot.domain import proposals as domain_of_proposals
from bot.domain import weeks
from bot.domain.choices import Candidate
from bot.domain.message import Message
from bot.messages import proposals as messages
from bot.messages.prompts import speaking
from bot.storage import candidates, celebrations, people, proposals, retrospectives, workspaces


def ranked(session: Session, workspace_id: UUID, week: str, now: datetime) -> Sequence[Candidate]:
    """Whom one could celebrate in `week` ("2026-W47"), the best first: with consent, and not told of lately."""
    told = celebrations.told(session, workspace_id)
    found = candidates.of_workspace(session, workspace_id, since=now - domain.FRESH)
    return domain.ranked(_leaders_first(session, workspace_id, found, told), told, week)


def chosen(session: Session, workspace_id: UUID, week: str, now: datetime) -> Candidate | None:
    """Whom to celebrate in `week`, or None when nobody said yes, everybody who did was told of lately, or whoever leads
    wants none that week.
    """
    row = proposals.of_week(session, workspace_id, week)
    return domain_of_proposals.standing(ranked(session, workspace_id, week, now), proposals.value(row) if row else None)


def settle(session: Session, workspace_id: UUID, week: str, now: datetime) -> Candidate | None:
    """As `chosen`, for posting: who is changing their mind at this moment, leader or rep, is waited for, and heard."""
    proposals.of_week(session, workspace_id, week, lock=True)
    first = chosen(session, workspace_id, week, now)
    if first is None:
        return None
    retrospectives.locked(session, workspace_id, first.retrospective_id)
    return chosen(session, workspace_id, week, now)


def explain(session: Session, workspace_id: UUID, now: datetime) -> Message | None:
    """Why it would be this loss of the week if the hour were now, and what else it could be; None: there is none."""
    workspace = workspaces.by_id(session, workspace_id)
    preferences = workspaces.preferences(workspace) if workspace else None
    if preferences is None or not preferences.loss_of_the_week:
        return None
    found = ranked(session, workspace_id, weeks.iso_week(now, preferences.timezone), now)
    with speaking(preferences.voice):
        return messages.why(found) if found else None


def _leaders_first(
    session: Session, workspace_id: UUID, found: Sequence[Candidate], told: Mapping[UUID, str]
) -> Sequence[Candidate]:
    """Where nobody was celebrated yet, whoever leads people goes before those whom they lead."""
    if told:
        return found
    return [replace(one, goes_first=one.is_named and _leads(session, workspace_id, one)) for one in found]


def _leads(session: Session, workspace_id: UUID, candidate: Candidate) -> bool:
    person = people.by_id(session, workspace_id, candidate.person_id)
    return person is not None and people.leads_somebody(session, person)
