"""The one action of a wrap-up, until it is done."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Task
from bot.domain.actions import STILL_OPEN, Finish
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import tasks
from bot.messages.prompts import speaking
from bot.storage import actions, audit, outbox
from bot.storage.models import ActionRow, DealRow, RetrospectiveRow
from bot.use_cases.people import voices
from bot.use_cases.talk import threads


def finish(session: Session, actor: Actor, action_id: UUID, outcome: Finish, now: datetime) -> None:
    """Say what became of an action: whoever shall do it may, and the two whose talk it came from.

    Raises NotFound or NotAllowed; AlreadySettled when somebody has said so before.
    """
    row, talk = _open(session, actor, action_id)
    actions.finish(row, outcome, now)
    thing = f"action:{row.id}"
    audit.note(session, row.workspace_id, actor=actor.slack_user, action=f"action_{outcome}", thing=thing, now=now)
    _settle_question(session, row, talk, outcome, now)


def finish_unless_done(session: Session, actor: Actor, action_id: UUID, outcome: Finish, now: datetime) -> None:
    """As `finish`, in a form that says more than this: somebody else may have said so meanwhile."""
    with suppress(AlreadySettled):
        finish(session, actor, action_id, outcome, now)


def leave_open(session: Session, actor: Actor, action_id: UUID, now: datetime) -> None:
    """It is still to be done; the next wrap-up of the same two shows it first. Raises as `finish` does."""
    row, talk = _open(session, actor, action_id)
    _settle_question(session, row, talk, STILL_OPEN, now)


def key_of_question(row: ActionRow) -> str:
    """The key of the message that asks how it went, on its day."""
    return f"action:{row.id}:{row.due_on}"


def _open(session: Session, actor: Actor, action_id: UUID) -> tuple[ActionRow, RetrospectiveRow]:
    found = actions.locked(session, actor.workspace, action_id)
    if found is None:
        raise NotFound
    row, talk = found
    task = Task(row.workspace_id, row.id, row.owner_id, talk.rep_id, talk.manager_id)
    if not access.allow(actor, Action.FINISH, task):
        raise NotAllowed(action=Action.FINISH, thing=f"action:{row.id}")
    if row.done_at is not None:
        raise AlreadySettled(deal_name=session.get_one(DealRow, talk.deal_id).name)
    return row, talk


def _settle_question(session: Session, row: ActionRow, talk: RetrospectiveRow, answer: str, now: datetime) -> None:
    """The question in the DM of whoever does it says what became of it; its buttons go."""
    asked = outbox.find_by_key(session, row.workspace_id, key_of_question(row))
    owner = threads.slack_user(session, row.workspace_id, row.owner_id)
    if asked is None or owner is None:
        return
    with speaking(voices.of_person(session, row.workspace_id, owner)):
        message = tasks.answered(session.get_one(DealRow, talk.deal_id).name, row.text, answer)
    outbox.update(session, row.workspace_id, target_id=asked, message=message, now=now)
