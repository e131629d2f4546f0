"""The one action of a wrap-up on its day: whoever does it is asked how it went, once, in private."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.messages import tasks
from bot.messages.prompts import speaking
from bot.storage import actions, people
from bot.storage.models import ActionRow, DealRow, RetrospectiveRow
from bot.use_cases.people import hours, letters, voices
from bot.use_cases.wrap_up.actions import key_of_question

AT_ONCE = 100


def plan(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """Have whoever does the action of this talk asked on its day; on none when that has begun, or nobody does it."""
    row = actions.of(session, talk)
    if row is None or row.done_at is not None:
        return
    owner = people.by_id(session, row.workspace_id, row.owner_id) if row.owner_id else None
    begins = hours.begins(session, owner, row.due_on) if owner and row.due_on else None
    row.remind_at = begins if begins and begins > now else None


def due(session: Session, now: datetime) -> list[UUID]:
    """Actions whose day has come."""
    return actions.due(session, now, AT_ONCE)


def remind(session: Session, action_id: UUID, now: datetime) -> bool:
    """Ask how it went, in the person's own hours; False when that was done, or nobody is there to be asked.

    Of a sensitive talk nobody but its two hears.
    """
    claimed = actions.claim(session, action_id, now)
    if claimed is None:
        return False
    row, talk = claimed
    owner = people.by_id(session, row.workspace_id, row.owner_id) if row.owner_id else None
    is_of_pair = row.owner_id in (talk.rep_id, talk.manager_id)
    if owner is None or owner.slack_user is None or not people.takes_part(owner):
        return False
    if talk.is_sensitive and not is_of_pair:
        return False
    _ask(session, row, talk, owner.id, owner.slack_user, now)
    return True


def _ask(
    session: Session, row: ActionRow, talk: RetrospectiveRow, owner_id: UUID, slack_user: str, now: datetime
) -> None:
    with speaking(voices.of_person(session, row.workspace_id, slack_user)):
        message = tasks.due(session.get_one(DealRow, talk.deal_id).name, row.text, row.id)
    at = hours.next_open(session, [owner_id], now)
    letters.write(session, row.workspace_id, slack_user, message, key_of_question(row), now, at=at)
