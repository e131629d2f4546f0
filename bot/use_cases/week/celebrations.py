"""The loss of the week: how it is told, and how colleagues answer it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Published
from bot.domain import months
from bot.domain.celebrations import CelebrationFacts
from bot.domain.choices import Candidate
from bot.domain.conversation import MessageRef
from bot.domain.preferences import Preferences
from bot.errors import TryLater
from bot.storage import celebrations, cheers, outbox, typed_replies
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
    row = _at(session, actor.workspace, ref.channel, ref.ts)
    if row is None or not access.allow(actor, Action.READ_LESSON, Published(row.workspace_id, row.id)):
        return
    if not cheers.note_news(session, row, actor.slack_user, name, event_ts):
        return  # a second attempt of Slack's that comes after newer news
    count = cheers.cheer if added else cheers.uncheer
    count(session, row, actor.slack_user, name)


def reply(session: Session, actor: Actor, ref: MessageRef, thread_ts: str) -> None:
    """Count a reply below a celebration, whatever it says, unless it is known to be deleted.

    Replies elsewhere are left alone. Raises TryLater as `react` does.
    """
    row = _at(session, actor.workspace, ref.channel, thread_ts)
    if row is None or not access.allow(actor, Action.READ_LESSON, Published(row.workspace_id, row.id)):
        return
    celebrations.locked(session, row.workspace_id, row.id)  # its deletion may be worked off at this moment
    if not typed_replies.is_buried(session, actor.workspace, ref):
        cheers.add_reply(session, row, actor.slack_user, ref.ts)


def unreply(session: Session, workspace_id: UUID, ref: MessageRef, thread_ts: str, now: datetime) -> None:
    """A reply below a celebration was deleted, by whoever may: it counts no more, also when its own event comes later.

    Replies elsewhere are left alone. Raises TryLater as `react` does.
    """
    row = _at(session, workspace_id, ref.channel, thread_ts) if thread_ts else None
    if row is not None:
        celebrations.locked(session, workspace_id, row.id)
        typed_replies.bury(session, workspace_id, ref, now)
        cheers.drop_reply(session, row, ref.ts)


def most_cheered_last_month(
    session: Session, workspace_id: UUID, preferences: Preferences, now: datetime
) -> CelebrationRow | None:
    """What most colleagues answered in the month before, for the first celebration of a month; else None."""
    since, until = months.before(now, preferences.timezone)
    if cheers.is_any_since(session, workspace_id, until):
        return None
    return cheers.most_cheered(session, workspace_id, since, until)


def _at(session: Session, workspace_id: UUID, channel: str, ts: str) -> CelebrationRow | None:
    """The celebration whose post stands there, or None."""
    post = outbox.find_by_ts(session, workspace_id, channel, ts)
    if post is None and outbox.unsettled_root(session, workspace_id, channel):
        raise TryLater("a post of this channel is not settled yet", after_seconds=5)
    if post is None or post.subject is None or not post.subject.startswith(SUBJECT):
        return None
    return celebrations.by_id(session, workspace_id, UUID(post.subject.removeprefix(SUBJECT)))
