"""Others who were there join a talk; and a rep goes on without anybody to lead."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.colleagues import Objection
from bot.domain.conversation import FINISHED
from bot.errors import AlreadySettled, NotAColleague
from bot.messages import colleagues as cards
from bot.storage import audit, outbox, participants
from bot.use_cases.people import colleagues
from bot.use_cases.talk import moves, steps, threads
from bot.use_cases.talk.threads import Thread


def to_add(session: Session, actor: Actor, retrospective_id: UUID) -> Thread:
    """The thread, for the form that asks who was there. Raises AlreadySettled when the talk is over."""
    thread = threads.load(session, actor, retrospective_id, Action.ADD_PEOPLE)
    threads.must_be_talking(thread)
    return thread


def add(session: Session, actor: Actor, retrospective_id: UUID, slack_users: Sequence[str], now: datetime) -> None:
    """Let these people join: all of them, or nobody. The talk goes on in the room of everybody.

    Raises NotAColleague, NotMetYet, and AlreadySettled when the talk is over.
    """
    thread = to_add(session, actor, retrospective_id)
    talk = thread.talk
    if not slack_users:
        raise NotAColleague(Objection.NOBODY, deal_name=talk.deal.name)
    new = [colleagues.chosen(session, actor.workspace, one, talk.members, talk.deal.name) for one in slack_users]
    moves.must_fit({*talk.members, *slack_users}, talk.deal.name)
    for person in new:
        participants.add(session, thread.row, person.id, now)
    there = threads.of_row(session, thread.row)
    moved = moves.move(session, there, cards.went_on(there.talk), now)
    welcome = cards.added(moved.talk, actor.slack_user, slack_users)
    threads.say(session, moved, welcome, f"added:{now.timestamp()}", now)
    audit.note_talk(session, thread.row, actor.slack_user, "added_people", now)


def go_alone(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """The rep goes on without anybody to lead; the question who should is settled.

    Raises AlreadySettled when somebody leads already, or the talk is over.
    """
    thread = threads.load(session, actor, retrospective_id, Action.CHOOSE_MANAGER)
    asked = outbox.latest_of(session, actor.workspace, steps.subject_of_choice(thread.row))
    if asked is None or thread.row.manager_id is not None or thread.conversation.status in FINISHED:
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    outbox.update(session, actor.workspace, target_id=asked, message=cards.going_alone(thread.talk), now=now)
