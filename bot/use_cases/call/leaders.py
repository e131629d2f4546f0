"""Somebody else leads the customer call."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.errors import NotFound
from bot.messages import calls as cards
from bot.messages import colleagues as signposts
from bot.storage import participants
from bot.storage.models import PersonRow
from bot.use_cases.call import call_cards, plans
from bot.use_cases.people import colleagues
from bot.use_cases.talk import moves, threads
from bot.use_cases.talk.threads import Thread


def choose(session: Session, actor: Actor, retrospective_id: UUID, slack_user: str, now: datetime) -> None:
    """Have the colleague `slack_user` lead the call and write down what the customer says; the card is theirs now.

    Who was not in the room joins it. Raises NotAColleague with the reason, NotMetYet, and AlreadySettled when the talk
    is over.
    """
    thread = threads.load(session, actor, retrospective_id, Action.LEAD_CALL)
    threads.must_be_talking(thread)
    if thread.call is None:
        raise NotFound
    before = threads.slack_user(session, actor.workspace, thread.caller_id) or ""
    person = colleagues.chosen(session, actor.workspace, slack_user, [before], thread.talk.deal.name)
    thread.call.leader_id = person.id
    led = _joined(session, thread, person, now)
    plans.follow(session, led, now)
    call_cards.show(session, led, now)
    threads.say(session, led, cards.led_by(led.talk), f"led_by:{now.timestamp()}", now)


def _joined(session: Session, thread: Thread, person: PersonRow, now: datetime) -> Thread:
    """The talk in a room that whoever leads the call is in."""
    talk = thread.talk
    if person.slack_user in talk.members:
        return threads.of_row(session, thread.row)
    moves.must_fit({*talk.members, str(person.slack_user)}, talk.deal.name)
    participants.add(session, thread.row, person.id, now)
    there = threads.of_row(session, thread.row)
    return moves.move(session, there, signposts.went_on(there.talk), now)
