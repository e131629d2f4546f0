"""A lesson that the team may read, wherever somebody met it: in its celebration or in the playbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Published
from bot.domain.permissions import told_inside
from bot.errors import NotAllowed, NotFound
from bot.storage import celebrations, conversations, lessons, wrap_ups
from bot.storage.models import CelebrationRow, DealRow, LessonRow, RetrospectiveRow


@dataclass(frozen=True)
class Told:
    """A lesson and what it is about, inside the current transaction."""

    lesson: LessonRow
    retrospective: RetrospectiveRow
    deal: DealRow
    celebration: CelebrationRow | None

    @property
    def deal_name(self) -> str:
        """The deal as the rep agreed to have it named, whatever it is called since."""
        return str(self.agreed.get("deal", self.deal.name))

    @property
    def words(self) -> str:
        """The lesson as the rep agreed to it."""
        return str(self.agreed.get("lesson", self.lesson.text))

    @property
    def agreed(self) -> Mapping[str, Any]:
        """What the rep said yes to, as it was stored."""
        return self.retrospective.announced or {}


def load(session: Session, actor: Actor, thing_id: UUID, action: Action) -> Told:
    """The lesson, by its own id or its celebration's, for somebody who wants to do `action`.

    Raises NotAllowed; NotFound also once it was taken back.
    """
    celebration = celebrations.by_id(session, actor.workspace, thing_id)
    lesson = _celebrated(session, celebration) if celebration else lessons.by_id(session, actor.workspace, thing_id)
    if lesson is None:
        raise NotFound
    if not access.allow(actor, action, Published(lesson.workspace_id, lesson.id)):
        raise NotAllowed(action=action, thing=f"lesson:{lesson.id}")
    told = find(session, lesson)
    if told is None:
        raise NotFound
    return told


def find(session: Session, lesson: LessonRow) -> Told | None:
    """The lesson as the team may read it now, or None."""
    retrospective = session.get_one(RetrospectiveRow, lesson.retrospective_id)
    if not wrap_ups.may_be_told(session, retrospective):
        return None
    deal = session.get_one(DealRow, retrospective.deal_id)
    return Told(lesson, retrospective, deal, celebrations.of_retrospective(session, retrospective))


def quotes(session: Session, told: Told) -> tuple[str, ...]:
    """The customer's words as the rep agreed to have them read, as far as they may be still."""
    conversation = conversations.of(session, told.retrospective)
    return tuple(words for words in told_inside(conversation) if words in told.agreed.get("quotes", ()))


def _celebrated(session: Session, celebration: CelebrationRow) -> LessonRow:
    return celebrations.lesson(session, session.get_one(RetrospectiveRow, celebration.retrospective_id))
