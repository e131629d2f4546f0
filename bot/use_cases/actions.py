"""The one action of a wrap-up, until it is done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Task
from bot.domain.actions import Finish
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage import actions, audit
from bot.storage.models import DealRow


def finish(session: Session, actor: Actor, action_id: UUID, outcome: Finish, now: datetime) -> None:
    """Say what became of an action: whoever shall do it may, and the two whose talk it came from.

    Raises NotFound or NotAllowed; AlreadySettled when somebody has said so before.
    """
    found = actions.locked(session, actor.workspace, action_id)
    if found is None:
        raise NotFound
    row, talk = found
    task = Task(row.workspace_id, row.id, row.owner_id, talk.rep_id, talk.manager_id)
    if not access.allow(actor, Action.FINISH, task):
        raise NotAllowed(action=Action.FINISH, thing=f"action:{row.id}")
    if row.done_at is not None:
        raise AlreadySettled(deal_name=session.get_one(DealRow, talk.deal_id).name)
    actions.finish(row, outcome, now)
    thing = f"action:{row.id}"
    audit.note(session, row.workspace_id, actor=actor.slack_user, action=f"action_{outcome}", thing=thing, now=now)
