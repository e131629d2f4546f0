"""The loss of the week: which it is, how it is told, and how colleagues answer it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Published
from bot.domain import celebrations as domain
from bot.domain.celebrations import Background, Candidate, CelebrationFacts
from bot.domain.conversation import MessageRef, Quotable
from bot.domain.guides import View
from bot.domain.preferences import Preferences
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound, TryLater
from bot.storage import celebrations, outbox, people, retrospectives, wrap_ups
from bot.storage.models import CelebrationRow, ConsentRow, DealRow, LessonRow, RetrospectiveRow

SUBJECT = "celebration:"


@dataclass(frozen=True)
class Celebrated:
    """A celebration and what it is about, inside the current transaction."""

    row: CelebrationRow
    retrospective: RetrospectiveRow
    deal: DealRow
    lesson: LessonRow


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
    """What the team reads: what the rep saw, with or without the name as the rep chose."""
    retrospective = session.get_one(RetrospectiveRow, candidate.retrospective_id)
    assert retrospective.announced is not None, "consent is asked for after the announcement was shown"
    rep = _named(session, celebrations.consent(session, retrospective))
    return domain.of(retrospective.announced, rep=rep, show_amount=preferences.show_amounts)


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
    form = wrap_ups.find(session, told.retrospective)
    conversation = retrospectives.conversation(session, told.retrospective)
    return Background(
        deal=told.deal.name,
        lesson=told.lesson.text,
        ending=form.ending if form else None,
        reasons=form.reasons if form else (),
        quotes=tuple(answer.text for answer in conversation.said(View.CUSTOMERS) if answer.quotable is Quotable.INSIDE),
        cheers=celebrations.cheers(session, told.row),
    )


def load(session: Session, actor: Actor, celebration_id: UUID, action: Action) -> Celebrated:
    """The celebration, for somebody who wants to do `action`. Raises NotFound or NotAllowed."""
    row = celebrations.by_id(session, actor.workspace, celebration_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, action, Published(row.workspace_id, row.id)):
        raise NotAllowed(action=action, thing=f"{SUBJECT}{row.id}")
    retrospective = session.get_one(RetrospectiveRow, row.retrospective_id)
    deal = session.get_one(DealRow, retrospective.deal_id)
    return Celebrated(row, retrospective, deal, celebrations.lesson(session, retrospective))


def _named(session: Session, consent: ConsentRow) -> str | None:
    """The Slack id of whoever agreed to be named. Nobody else is."""
    if consent.choice != Consent.NAME:
        return None
    person = people.by_id(session, consent.workspace_id, consent.person_id)
    return person.slack_user if person else None


def _of_subject(session: Session, workspace_id: UUID, subject: str | None) -> CelebrationRow | None:
    if subject is None or not subject.startswith(SUBJECT):
        return None
    return celebrations.by_id(session, workspace_id, UUID(subject.removeprefix(SUBJECT)))
