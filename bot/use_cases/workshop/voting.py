"""Everybody votes for what the groups of a workshop wrote: three votes each at most, any of which may be taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Workshop
from bot.domain.workshops import MOST_VOTES, Ballot, Stage
from bot.errors import NotAllowed, NotFound, WorkshopClosed
from bot.messages import ballots
from bot.messages.prompts import speaking
from bot.storage import people, practices
from bot.storage.models import PracticeRow, WorkshopRow
from bot.use_cases.people.whispers import whisper
from bot.use_cases.workshop import cards


def vote(session: Session, actor: Actor, practice_id: UUID, channel: str, key: str, now: datetime) -> None:
    """Count a vote, once however often it is clicked, and show whoever gave it all of theirs, where they clicked.

    Raises NotFound, NotAllowed, or WorkshopClosed.
    """
    row, practice = _load(session, actor, practice_id)
    person, cast = people.ensure(session, actor.workspace, actor.slack_user).id, cards.cast(session, row)
    before = _own(session, cast, person)
    is_full = len(before) >= MOST_VOTES and practice.id not in {one.id for one in before}
    if not is_full:
        practices.vote(session, practice, person)
        cards.show_vote(session, row, now)
    _show_own(session, actor, row, _own(session, cast, person), channel, key, now, is_full=is_full)


def unvote(session: Session, actor: Actor, practice_id: UUID, channel: str, key: str, now: datetime) -> None:
    """Take a vote back; again it changes nothing. Raises as `vote` does."""
    row, practice = _load(session, actor, practice_id)
    person, cast = people.ensure(session, actor.workspace, actor.slack_user).id, cards.cast(session, row)
    practices.unvote(session, practice, person)
    cards.show_vote(session, row, now)
    _show_own(session, actor, row, _own(session, cast, person), channel, key, now)


def _load(session: Session, actor: Actor, practice_id: UUID) -> tuple[WorkshopRow, PracticeRow]:
    """A practice that is voted on, and its workshop, locked: votes are counted by one at a time. Raises as `vote`."""
    practice, row = practices.with_workshop(session, actor.workspace, practice_id)
    if practice is None or row is None:
        raise NotFound
    if not access.allow(actor, Action.VOTE, Workshop(row.workspace_id)):
        raise NotAllowed(action=Action.VOTE, thing=f"workshop:{row.id}")
    if row.stage != Stage.VOTING or cards.facts(session, row) is None:
        raise WorkshopClosed
    return row, practice


def _own(session: Session, cast: Sequence[Ballot], person_id: UUID) -> list[Ballot]:
    theirs = practices.voted_by(session, [one.id for one in cast], person_id)
    return [one for one in cast if one.id in theirs]


def _show_own(
    session: Session,
    actor: Actor,
    row: WorkshopRow,
    chosen: Sequence[Ballot],
    channel: str,
    key: str,
    now: datetime,
    *,
    is_full: bool = False,
) -> None:
    facts = cards.facts(session, row)
    assert facts is not None, "a vote on a lesson that was taken back is closed"
    with speaking(actor.voice):
        message = ballots.own_votes(facts.deal, chosen, is_full=is_full)
    whisper(session, actor, message, channel=channel, key=key, now=now)
