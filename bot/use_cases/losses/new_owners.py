"""A deal has a new owner while its talk is open: they are asked whether they take it; until then it stays as it is.

What was written stays under the name of whoever wrote it. A sensitive talk is offered to nobody: the pair may hand it
over. Nobody is asked about more than three talks a day.
"""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Offered
from bot.domain import weeks
from bot.domain.conversation import TALKING, Status
from bot.domain.deals import Deal
from bot.domain.fixes import FixKind
from bot.domain.replies import Restarted
from bot.domain.workdays import DAY, next_open
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import colleagues as rooms_cards
from bot.messages import seats as cards
from bot.messages.prompts import speaking
from bot.storage import audit, deals, fixes, outbox, participants, people, retrospectives, rooms, seat_offers
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, SeatOfferRow
from bot.use_cases.people import hours, voices
from bot.use_cases.talk import moves, seats, threads
from bot.use_cases.talk.threads import Thread

MOST_A_DAY = 3  # a bulk change of owners must not bury anybody
MIDNIGHT = time()


def follow(session: Session, deal: DealRow, before: Deal, now: datetime) -> None:
    """The CRM has shown the deal anew; `before` is what it looked like. Another owner is offered its open talks."""
    owner = deals.deal(deal).owner.email
    if _same(owner, before.owner.email):
        return
    for row in retrospectives.of_deal(session, deal):
        seats.withdraw(session, row, now)
        rests = _rests(row)
        if not (rests or _is_open(session, row)):
            continue
        rep = people.by_id(session, row.workspace_id, row.rep_id) if row.rep_id else None
        if owner is not None and not (rep and _same(owner, rep.email)):
            standing = seat_offers.put(session, row, owner, now)
            if rests:
                seat_offers.rest(standing)


def offer(
    session: Session, workspace_id: UUID, retrospective_id: UUID, email: str, person_id: UUID | None, now: datetime
) -> None:
    """Slack has said who the new owner is: ask them now, or have them looked for again when they may be asked.

    `person_id` None: nobody who could take it. While the talk is paused or sensitive the offer rests.
    """
    row = retrospectives.locked(session, workspace_id, retrospective_id)
    standing = seat_offers.of_talk(session, row) if row else None
    if row is None or standing is None or standing.email != email or standing.due_at is None:
        return
    # Locked, so that two processes together ask no more than one day may bring.
    person = people.locked(session, row.workspace_id, person_id) if person_id else None
    if person is None or person.id in (row.rep_id, row.manager_id) or not (_rests(row) or _is_open(session, row)):
        session.delete(standing)
        return
    if _rests(row):
        seat_offers.rest(standing)
        return
    asks_at = _may_ask_at(session, person, now)
    if asks_at > now:  # a post with a date would hold up everything else that they are to read
        standing.due_at, standing.attempts = asks_at, 0
        return
    _ask(session, row, standing, person, now)


def offer_by_hand(session: Session, actor: Actor, row: RetrospectiveRow, now: datetime) -> bool:
    """Whoever owns a deal by now wants to begin its talk, which others closed: ask them at once whether they take it.

    `row` is locked. False when it is not theirs to take: they had a seat in it all along, do not own the deal, or it is
    sensitive.
    """
    person = people.by_id(session, row.workspace_id, actor.person) if actor.person else None
    owner = session.get_one(DealRow, row.deal_id).owner_email
    if person is None or not person.email or not _same(owner, person.email):
        return False
    if row.is_sensitive or person.id in (row.rep_id, row.manager_id):
        return False
    standing = seat_offers.of_talk(session, row)
    if standing is None or standing.person_id != person.id or standing.answered_at is not None:
        seats.withdraw(session, row, now)
        _ask(session, row, seat_offers.put(session, row, person.email, now), person, now)
    return True


def take(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`I will take it`: the talk goes on with them, and those who had it before hear so.

    Raises NotFound, NotAllowed, and AlreadySettled when they have answered, or have a seat already, or it is over.
    """
    row = _answered(session, actor, retrospective_id, "took_seat", now)
    thread = threads.of_row(session, row)
    threads.forget_news(session, row, now)
    if thread.conversation.status is Status.PARTIAL:
        threads.keep(session, thread, Restarted(), actor, now)
    else:
        _say_taken(session, thread, actor, now)
    _give_seat(session, row, actor)
    there = threads.of_row(session, row)
    moved = moves.move(session, there, rooms_cards.went_on(there.talk), now)
    fixes.fixed(session, row.workspace_id, FixKind.NOBODY_LEFT, str(row.deal_id), now)
    seats.settle(session, moved, _person_of(actor), cards.taken, now)


def refuse(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`Not me`: it stays with whoever has it, and they hear nothing of it. Raises as `take` does."""
    row = _answered(session, actor, retrospective_id, "refused_seat", now)
    card = cards.left_closed if row.status == Status.PARTIAL else cards.refused
    seats.settle(session, threads.of_row(session, row), _person_of(actor), card, now)


def _is_open(session: Session, row: RetrospectiveRow) -> bool:
    """Whether its seat can go to somebody: it is under way, or closed only because nobody was left."""
    if row.is_sensitive:
        return False
    is_left = row.status == Status.PARTIAL and fixes.open_since(
        session, row.workspace_id, FixKind.NOBODY_LEFT, str(row.deal_id)
    )
    return row.status in TALKING or bool(is_left)


def _rests(row: RetrospectiveRow) -> bool:
    """Whether it is offered to nobody for now, and may be later."""
    return row.status == Status.PAUSED or (row.is_sensitive and row.status in TALKING)


def _ask(session: Session, row: RetrospectiveRow, standing: SeatOfferRow, person: PersonRow, now: datetime) -> None:
    standing.person_id, standing.due_at = person.id, None
    owner = str(person.slack_user)
    with speaking(voices.of_person(session, row.workspace_id, owner)):
        card = cards.offer(threads.of_row(session, row).talk)
    outbox.post(
        session,
        row.workspace_id,
        lane=f"dm:{owner}",
        room_id=_room_of(session, person),
        message=card,
        dedupe_key=f"seat_offer:{standing.id}",
        subject=seat_offers.subject(row),
        now=now,
    )


def _may_ask_at(session: Session, person: PersonRow, now: datetime) -> datetime:
    """When they are at work, on a day of theirs that has not brought as many questions as a day may."""
    workdays, room_id = hours.workdays(session, person), _room_of(session, person)
    today = now.astimezone(workdays.local).date()
    if seat_offers.asked_since(session, room_id, weeks.instant(today, MIDNIGHT, workdays.zone)) < MOST_A_DAY:
        return hours.next_open(session, [person.id], now)
    return next_open(workdays, weeks.instant(today + DAY, MIDNIGHT, workdays.zone))


def _room_of(session: Session, person: PersonRow) -> UUID:
    return rooms.of_members(session, person.workspace_id, [str(person.slack_user)])


def _answered(session: Session, actor: Actor, retrospective_id: UUID, answer: str, now: datetime) -> RetrospectiveRow:
    """The talk whose seat this person has just answered for; `answer` is what the audit calls it."""
    row = retrospectives.locked(session, actor.workspace, retrospective_id)
    if row is None:
        raise NotFound
    standing, thing = seat_offers.of_talk(session, row), f"retrospective:{row.id}"
    offered = Offered(row.workspace_id, row.id, standing.person_id if standing else None)
    if standing is None or not access.allow(actor, Action.TAKE_SEAT, offered):
        raise NotAllowed(action=Action.TAKE_SEAT, thing=thing)
    is_seated = actor.person in (row.rep_id, row.manager_id)
    is_over = row.is_sensitive or row.status not in (*TALKING, Status.PARTIAL)
    if standing.answered_at is not None or is_seated or is_over:
        raise AlreadySettled(deal_name=session.get_one(DealRow, row.deal_id).name)
    seat_offers.answered(standing, now)
    audit.note(session, row.workspace_id, actor=actor.slack_user, action=answer, thing=thing, now=now)
    return row


def _person_of(actor: Actor) -> UUID:
    assert actor.person is not None, "it was offered to them"
    return actor.person


def _give_seat(session: Session, row: RetrospectiveRow, actor: Actor) -> None:
    """The rep's seat is theirs; a manager who had it in between, of a rep who left, leads again."""
    before, row.rep_id = row.rep_id, _person_of(actor)
    participants.remove(session, row, row.rep_id)
    person = people.by_id(session, row.workspace_id, row.rep_id)
    manager = people.manager_of(session, person) if person else None
    if row.manager_id is None and manager is not None and manager.id == before and people.takes_part(manager):
        row.manager_id = before


def _say_taken(session: Session, thread: Thread, actor: Actor, now: datetime) -> None:
    """Those who have it still read it in its thread, when they are at work."""
    message = cards.taken_over(thread.talk, actor.slack_user)
    threads.say_at_work(session, thread, message, f"taken_over:{now.timestamp()}", [thread.row.rep_id], now)


def _same(one: str | None, other: str | None) -> bool:
    return people.normal_email(one or "") == people.normal_email(other or "")
