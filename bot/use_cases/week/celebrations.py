"""The loss of the week: how it is told, and how colleagues answer it."""

from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Published
from bot.domain.celebrations import CelebrationFacts
from bot.domain.choices import Candidate
from bot.domain.conversation import MessageRef
from bot.domain.preferences import Preferences
from bot.errors import TryLater
from bot.storage import celebrations, outbox
from bot.storage.models import CelebrationRow, RetrospectiveRow
from bot.use_cases.week import publications

SUBJECT = "celebration:"


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


def _of_subject(session: Session, workspace_id: UUID, subject: str | None) -> CelebrationRow | None:
    if subject is None or not subject.startswith(SUBJECT):
        return None
    return celebrations.by_id(session, workspace_id, UUID(subject.removeprefix(SUBJECT)))
