"""Whoever gave a lesson takes it down from its page: its post, its line in a digest, its place in the playbook."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import celebrations as domain
from bot.domain.wrap_ups import Consent
from bot.errors import NotFound, SharedMeanwhile
from bot.storage import lessons, wrap_ups
from bot.storage.models import RetrospectiveRow
from bot.use_cases.week import consents, publications


@dataclass(frozen=True)
class TakenDown:
    """The deal, and what the rep had said before: to be said again if they tell it after all."""

    deal: str
    earlier: Consent


def take_down(session: Session, actor: Actor, lesson_id: UUID, now: datetime) -> TakenDown:
    """Take a lesson back wherever the team could read it. Again, it changes nothing. Raises NotFound or NotAllowed."""
    talk = _talk(session, actor, lesson_id)
    earlier = wrap_ups.consent(session, talk)
    consents.answer(session, actor, talk.id, Consent.NO, now)
    # After a second click nobody knows any more; without the name less is told, not more.
    return TakenDown((talk.announced or {})["deal"], earlier if earlier in wrap_ups.YES else Consent.NO_NAME)


def tell_after_all(session: Session, actor: Actor, lesson_id: UUID, choice: Consent, now: datetime) -> None:
    """Have it told as it was, with the name or without.

    Raises as `consents.answer` does, NotFound, or SharedMeanwhile where another company would read it.
    """
    talk = _talk(session, actor, lesson_id)
    if publications.is_overheard(session, talk):
        raise SharedMeanwhile(deal_name=(talk.announced or {}).get("deal"))
    consents.answer(session, actor, talk.id, choice, now, domain.mark(talk.announced or {}))


def _talk(session: Session, actor: Actor, lesson_id: UUID) -> RetrospectiveRow:
    lesson = lessons.by_id(session, actor.workspace, lesson_id)
    if lesson is None:
        raise NotFound
    return session.get_one(RetrospectiveRow, lesson.retrospective_id)
