"""The loss of the week: which it is, how it is told, and how colleagues answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Published
from bot.domain import celebrations as domain
from bot.domain.celebrations import Background, Candidate, CelebrationFacts
from bot.domain.conversation import Answer, MessageRef, Quotable
from bot.domain.guides import View
from bot.domain.preferences import Preferences
from bot.domain.reasons import Reason
from bot.errors import NotAllowed, NotFound, TryLater
from bot.storage import celebrations, conversations, outbox, retrospectives, trials, wrap_ups
from bot.storage.models import CelebrationRow, DealRow, LessonRow, RetrospectiveRow
from bot.use_cases.week import publications

SUBJECT = "celebration:"


@dataclass(frozen=True)
class Celebrated:
    """A celebration and what it is about, inside the current transaction."""

    row: CelebrationRow
    retrospective: RetrospectiveRow
    deal: DealRow
    lesson: LessonRow

    @property
    def words(self) -> str:
        """The lesson as the rep agreed to it."""
        return str(self.agreed.get("lesson", self.lesson.text))

    @property
    def agreed(self) -> Mapping[str, Any]:
        """What the rep said yes to, as it was stored."""
        return self.retrospective.announced or {}


def chosen(session: Session, workspace_id: UUID, week: str, now: datetime) -> Candidate | None:
    """Whom to celebrate in `week`, or None when nobody said yes or everybody who did was told of lately."""
    candidates = celebrations.candidates(session, workspace_id, since=now - domain.FRESH)
    return domain.choose(candidates, celebrations.told(session, workspace_id), week)


def settle(session: Session, workspace_id: UUID, week: str, now: datetime) -> Candidate | None:
    """As `chosen`, for posting: a rep who is changing their mind at this moment is waited for, and heard."""
    first = chosen(session, workspace_id, week, now)
    if first is None:
        return None
    retrospectives.locked(session, workspace_id, first.retrospective_id)
    return chosen(session, workspace_id, week, now)


def facts(session: Session, candidate: Candidate, preferences: Preferences) -> CelebrationFacts:
    """What the team reads of `candidate`."""
    retrospective = session.get_one(RetrospectiveRow, candidate.retrospective_id)
    return publications.facts(session, retrospective, preferences)


def react(session: Session, actor: Actor, ref: MessageRef, name: str, event_ts: str, *, added: bool) -> None:
    """Count a reaction to a celebration, or take it back, as Slack told at `event_ts`; the newest news counts.

    Other messages are left alone. Raises TryLater while a post may have arrived in the channel without our knowing
    its `ts`.
    """
    post = outbox.find_by_ts(session, actor.workspace, ref.channel, ref.ts)
    if post is None and outbox.unsettled_root(session, actor.workspace, ref.channel):
        raise TryLater("a post of this channel is not settled yet", after_seconds=5)
    row = _of_subject(session, actor.workspace, post.subject if post else None)
    if row is None or not access.allow(actor, Action.READ_LESSON, Published(row.workspace_id, row.id)):
        return
    if not celebrations.note_news(session, row, actor.slack_user, name, event_ts):
        return  # a second attempt of Slack's that comes after newer news
    count = celebrations.cheer if added else celebrations.uncheer
    count(session, row, actor.slack_user, name)


def background(session: Session, actor: Actor, celebration_id: UUID) -> Background:
    """What `Tell me more` shows. Raises NotFound or NotAllowed.

    The talk itself stays with the pair; the customer's words appear where they may stand beside the deal's name.
    """
    told = load(session, actor, celebration_id, Action.READ_LESSON)
    conversation = conversations.of(session, told.retrospective)
    return Background(
        deal=told.deal.name,
        lesson=told.words,
        ending=told.agreed.get("ending"),
        reasons=tuple(Reason(one) for one in told.agreed.get("reasons", ())),
        quotes=tuple(answer.text for answer in conversation.said(View.CUSTOMERS) if _may_stand_here(answer)),
        cheers=celebrations.cheers(session, told.row),
        record=trials.record(session, told.lesson.id),
    )


def _may_stand_here(answer: Answer) -> bool:
    return answer.verbatim and answer.quotable is Quotable.INSIDE


def load(session: Session, actor: Actor, celebration_id: UUID, action: Action) -> Celebrated:
    """The celebration, for somebody who wants to do `action`. Raises NotAllowed; NotFound also once taken back."""
    row = celebrations.by_id(session, actor.workspace, celebration_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, action, Published(row.workspace_id, row.id)):
        raise NotAllowed(action=action, thing=f"{SUBJECT}{row.id}")
    retrospective = session.get_one(RetrospectiveRow, row.retrospective_id)
    if not wrap_ups.may_be_told(session, retrospective):
        raise NotFound
    deal = session.get_one(DealRow, retrospective.deal_id)
    return Celebrated(row, retrospective, deal, celebrations.lesson(session, retrospective))


def _of_subject(session: Session, workspace_id: UUID, subject: str | None) -> CelebrationRow | None:
    if subject is None or not subject.startswith(SUBJECT):
        return None
    return celebrations.by_id(session, workspace_id, UUID(subject.removeprefix(SUBJECT)))
