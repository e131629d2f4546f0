"""Since when nobody has gone on with a talk, whose turn it is, and when that will be noticed."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain import reminders
from bot.domain.conversation import Conversation, Status
from bot.domain.reminders import Turn
from bot.storage import calls, workspaces
from bot.storage.models import PersonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.people import hours


def begin(session: Session, row: RetrospectiveRow, conversation: Conversation, now: datetime) -> None:
    """The talk has just moved, or been brought to mind: from now on its silence counts anew.

    A call that is planned for a later day holds the end of it back, and any reminder of the call.
    """
    person = whose_turn(session, row, conversation)
    if person is None:
        row.remind_at = row.snoozed_until = None
        return
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    workdays = hours.workdays(session, person)
    row.remind_at = reminders.due_at(workdays, now, row.reminded, row.snoozed_until, preferences.close_after_days)
    day = reminders.call_ahead(conversation, reminders.due(row.reminded, row.snoozed_until))
    if row.remind_at is not None and day is not None:
        row.remind_at = reminders.after_call(workdays, row.remind_at, day)


def whose_turn(session: Session, row: RetrospectiveRow, conversation: Conversation) -> PersonRow | None:
    """Who can go on with it; None where nobody can, or need."""
    turn = reminders.turn(conversation)
    if turn is None:
        return None
    call = calls.find(session, row) if conversation.status is Status.CUSTOMERS_VIEW else None
    leader_id = call.leader_id if call else None
    person_id = row.rep_id if turn is Turn.REP else leader_id or row.manager_id or row.rep_id
    return session.get(PersonRow, person_id) if person_id else None
