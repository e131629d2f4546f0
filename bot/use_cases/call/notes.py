"""The note that asks a customer for their time. The bot drafts it and never sends it; nothing of it is stored."""

from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.calls import USUAL_LENGTH
from bot.errors import AlreadySettled
from bot.messages.notes import Invitation
from bot.storage import people
from bot.use_cases.call import stops
from bot.use_cases.talk import threads
from bot.use_cases.talk.threads import Thread


def to_draft(session: Session, actor: Actor, retrospective_id: UUID) -> tuple[Thread, Invitation]:
    """The thread, and what the note is to say when `actor` writes it.

    Raises AlreadySettled when nobody need ask any more, and MustNotBeContacted.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    stops.must_be_free(session, thread)
    if thread.conversation.customer_call.is_settled:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    minutes = thread.call.minutes if thread.call else USUAL_LENGTH
    questions = len(thread.conversation.guide.fitting(minutes))
    is_rep = actor.person == thread.row.rep_id
    rep = None if is_rep else _name(session, actor.workspace, thread.row.rep_id) or None
    return thread, Invitation(minutes, questions, _name(session, actor.workspace, actor.person), rep)


def _name(session: Session, workspace_id: UUID, person_id: UUID | None) -> str:
    person = people.by_id(session, workspace_id, person_id) if person_id else None
    return person.name if person else ""
