"""A retrospective's life: opened after the second look, left out, paused, taken up again, given a manager."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Action, Actor
from bot.domain.conversation import FINISHED, TALKING
from bot.domain.replies import Declined, LeftAlone, Opened, Overheard, Restarted
from bot.domain.rules import Size, Why
from bot.errors import AlreadySettled
from bot.messages import retrospectives as cards
from bot.messages.prompts import speaking
from bot.storage import audit, outbox, pauses, people, retrospectives, rounds
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow
from bot.use_cases.call import call_cards, stops
from bot.use_cases.losses import quarter_ends, sizes
from bot.use_cases.people import colleagues, hours, letters, voices
from bot.use_cases.talk import asides, carried_over, moves, steps, threads
from bot.use_cases.talk.threads import Thread

WORKING_HOURS = "working hours"  # what a held one may wait for


def open_thread(
    session: Session, row: RetrospectiveRow, rep: PersonRow, manager: PersonRow | None, now: datetime
) -> None:
    """Begin to talk: the root card, the call card and the first question, in the room of the two.

    `row` is held and locked. Without a manager, or when the rep is the manager, it is a guide for one, in the rep's DM.
    Nobody hears of it where the rules say so. Outside their hours it stays held until they are at work, unless somebody
    asked for it.
    """
    if _waits_for_hours(session, row, [rep, manager], now):
        return
    alone = manager is None or manager.id == rep.id
    row.rep_id, row.manager_id = rep.id, None if alone or manager is None else manager.id
    row.due_at, row.waits_for = None, None
    if row.started_by:
        outbox.asked_by(session, row.started_by)
    if sizes.settle(session, row, rep, now) is Size.NONE:
        steps.step(session, threads.of_row(session, row), LeftAlone(), "rules", now)
        return
    row.opened_at = now
    quarter_ends.hold(session, row, now)
    voices.choose(session, row)
    earlier = retrospectives.earlier_round(session, row)
    row.is_sensitive = earlier is not None and earlier.is_sensitive
    if earlier is not None and _is_of_the_same_two(session, row, earlier):
        thread = _rejoin(session, row, earlier, now)
        steps.step(session, thread, Opened(), "crm", now)
        stops.remember(session, thread, now)
    else:
        thread = threads.of_row(session, row)
        steps.step(session, thread, Opened(), "crm", now)  # the cards come after it: they show how it stands
        stops.remember(session, thread, now)
        moves.settle_in(session, thread, now)
    if earlier is not None:
        carried_over.carry(session, threads.of_row(session, earlier), thread, now)
    if manager is None:
        choice = steps.subject_of_choice(row)
        threads.say(session, thread, cards.choose_manager(thread.talk), "choose_manager", now, subject=choice)


def decline(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`Not this one`: the retrospective is left out; what was written stays."""
    thread = threads.load(session, actor, retrospective_id, Action.DECLINE)
    steps.step(session, thread, Declined(), actor, now)


def take_up(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """Go on with one that was left out or paused. Raises AlreadySettled where the next round of its deal has begun."""
    thread = threads.load(session, actor, retrospective_id, Action.DECLINE)
    if pauses.goes_on(session, thread.row):
        raise AlreadySettled(deal_name=thread.talk.deal.name)
    steps.step(session, thread, Restarted(), actor, now)


def show_all(session: Session, deal: DealRow, now: datetime) -> None:
    """The CRM corrected something about the deal: the cards of its talks under way follow."""
    for row in retrospectives.of_deal(session, deal):
        if row.status in TALKING:
            steps.show_root(session, threads.of_row(session, row), now)


def overheard(session: Session, thread: Thread, actor: Actor, now: datetime) -> None:
    """Somebody of another organisation wrote in the thread: nothing of it is kept, the talk rests, the rep hears why.

    Told in private, since the thread is not.
    """
    row, talk = thread.row, thread.talk
    audit.note(
        session,
        row.workspace_id,
        actor=actor.slack_user,
        action=Action.ANSWER,
        thing=f"retrospective:{row.id}",
        allowed=False,
        reason="outside",
        now=now,
    )
    if thread.conversation.status not in TALKING:
        return
    steps.step(session, thread, Overheard(), actor, now)
    with speaking(voices.of_person(session, row.workspace_id, talk.rep)):
        message = cards.overheard(talk)
    letters.write(session, row.workspace_id, talk.rep, message, f"{row.id}:overheard:{now.timestamp()}", now)


def choose_manager(session: Session, actor: Actor, retrospective_id: UUID, slack_user: str, now: datetime) -> None:
    """The rep says who leads. It is remembered, and the talk goes on in the room of the two."""
    thread = threads.load(session, actor, retrospective_id, Action.CHOOSE_MANAGER)
    row, name = thread.row, thread.talk.deal.name
    if row.manager_id is not None or thread.conversation.status in FINISHED:
        raise AlreadySettled(deal_name=name)
    manager = colleagues.chosen(session, actor.workspace, slack_user, [thread.talk.rep], name)
    rep = people.by_slack_user(session, actor.workspace, actor.slack_user)
    row.manager_id = manager.id
    if rep is not None:
        rep.manager_id = manager.id
    thread = threads.of_row(session, row)
    threads.say(session, thread, cards.manager_chosen(thread.talk), "manager_chosen", now)
    moves.move(session, thread, cards.moved_root(thread.talk), now)


def _waits_for_hours(session: Session, row: RetrospectiveRow, pair: list[PersonRow | None], now: datetime) -> bool:
    """Put off what nobody asked for until all of `pair` are at work; whether it had to be."""
    if row.why == Why.BY_HAND:
        return False
    opens_at = hours.next_open(session, [person.id for person in pair if person], now)
    if opens_at == now:
        return False
    row.due_at, row.waits_for, row.attempts = opens_at, WORKING_HOURS, 0
    return True


def _is_of_the_same_two(session: Session, row: RetrospectiveRow, earlier: RetrospectiveRow) -> bool:
    """Whether the earlier round was that of the same pair, and nobody else reads its thread."""
    if (earlier.rep_id, earlier.manager_id) != (row.rep_id, row.manager_id):
        return False
    return earlier.room_id == asides.room_of_pair(session, threads.of_row(session, row))


def _rejoin(session: Session, row: RetrospectiveRow, earlier: RetrospectiveRow, now: datetime) -> Thread:
    """Go on in the thread of an earlier round."""
    row.room_id, row.root_id = earlier.room_id, earlier.root_id
    thread = threads.of_row(session, row)
    threads.say(session, thread, cards.closed_again(thread.talk), rounds.BEGAN_AGAIN, now)
    call_cards.show(session, thread, now)
    return thread
