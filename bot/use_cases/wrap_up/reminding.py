"""The one action of a wrap-up on its day: whoever does it is asked how it went, once, in private."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.messages import tasks
from bot.messages.prompts import speaking
from bot.storage import actions, outbox, people
from bot.storage.models import ActionRow, DealRow, PersonRow, RetrospectiveRow
from bot.use_cases.people import hours, letters, voices
from bot.use_cases.wrap_up.actions import key_of_question

AT_ONCE = 100


def plan(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """Have whoever does the action of this talk asked on its day; on none when that has begun, or nobody does it."""
    row = actions.of(session, talk)
    if row is None or row.done_at is not None:
        return
    owner = _owner(session, row)
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
    owner = _owner(session, row)
    is_of_pair = row.owner_id in (talk.rep_id, talk.manager_id)
    if owner is None or owner.slack_user is None or not people.takes_part(owner):
        return False
    if talk.is_sensitive and not is_of_pair:
        return False
    opens_at = hours.next_open(session, [owner.id], now)
    if opens_at > now:  # by then it may be done, or sensitive
        row.remind_at = opens_at
    else:
        _ask(session, row, talk, owner.slack_user, now)
    return True


def follow(session: Session, talk: RetrospectiveRow, now: datetime) -> None:
    """A talk is sensitive now: who does its action and is not of the pair has no question with its words any more."""
    row = actions.of(session, talk)
    if row is None or row.owner_id in (talk.rep_id, talk.manager_id):
        return
    asked, owner = outbox.find_by_key(session, row.workspace_id, key_of_question(row)), _owner(session, row)
    if not talk.is_sensitive or asked is None or owner is None or owner.slack_user is None:
        return
    with speaking(voices.of_person(session, row.workspace_id, owner.slack_user)):
        message = tasks.withdrawn(session.get_one(DealRow, talk.deal_id).name)
    outbox.update(session, row.workspace_id, target_id=asked, message=message, now=now)


def _owner(session: Session, row: ActionRow) -> PersonRow | None:
    return people.by_id(session, row.workspace_id, row.owner_id) if row.owner_id else None


def _ask(session: Session, row: ActionRow, talk: RetrospectiveRow, slack_user: str, now: datetime) -> None:
    with speaking(voices.of_person(session, row.workspace_id, slack_user)):
        message = tasks.due(session.get_one(DealRow, talk.deal_id).name, row.text, row.id)
    letters.write(session, row.workspace_id, slack_user, message, key_of_question(row), now)
