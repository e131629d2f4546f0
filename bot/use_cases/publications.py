"""What the team channel has read follows the rep's last word: another text, without the name, or taken back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain import celebrations as domain
from bot.domain.celebrations import CelebrationFacts
from bot.domain.preferences import Preferences
from bot.domain.wrap_ups import Consent
from bot.messages import weekly
from bot.messages.prompts import speaking
from bot.storage import celebrations, outbox, people, workspaces, wrap_ups
from bot.storage.models import RetrospectiveRow, WorkspaceRow


def correct(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """Have every post that told of this talk say what may be told now."""
    told = celebrations.of_retrospective(session, row)
    if told is None or told.post_id is None:
        return
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    with speaking(preferences.voice):
        if wrap_ups.may_be_told(session, row):
            message = weekly.celebration(facts(session, row, preferences), told.id)
        else:
            message = weekly.taken_back()
    outbox.update(session, row.workspace_id, target_id=told.post_id, message=message, now=now)


def facts(session: Session, row: RetrospectiveRow, preferences: Preferences) -> CelebrationFacts:
    """What the team reads of a talk that may be told: what the rep saw, with or without the name as the rep chose."""
    assert row.announced is not None, "consent is asked for after the announcement was shown"
    consent = celebrations.consent(session, row)
    rep = _slack_user(session, row.workspace_id, consent.person_id) if consent.choice == Consent.NAME else None
    return domain.of(row.announced, rep=rep, show_amount=preferences.show_amounts)


def _slack_user(session: Session, workspace_id: UUID, person_id: UUID) -> str | None:
    person = people.by_id(session, workspace_id, person_id)
    return person.slack_user if person else None
