"""A deal has a new owner while its talk is open: they are asked whether they take it; until then it stays as it is.

What was written stays under the name of whoever wrote it. A sensitive talk is offered to nobody: the pair may hand it
over.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Offered
from bot.domain.conversation import TALKING, Status
from bot.domain.deals import Deal
from bot.domain.fixes import FixKind
from bot.domain.message import Message
from bot.domain.replies import Restarted
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.messages import colleagues as rooms_cards
from bot.messages import seats as cards
from bot.messages.prompts import speaking
from bot.storage import audit, deals, fixes, outbox, participants, people, retrospectives, rooms, seat_offers
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, SeatOfferRow
from bot.use_cases.people import hours, voices
from bot.use_cases.talk import moves, threads
from bot.use_cases.talk.threads import Thread


def follow(session: Session, deal: DealRow, before: Deal, now: datetime) -> None:
    """The CRM has shown the deal anew; `before` is what it looked like. Another owner is offered its open talks."""
    owner = deals.deal(deal).owner.email
    if _same(owner, before.owner.email):
        return
    for row in retrospectives.of_deal(session, deal):
        if not _is_open(session, row):
            continue
        rep = people.by_id(session, row.workspace_id, row.rep_id) if row.rep_id else None
        _withdraw(session, row, now)
        if owner is not None and not (rep and _same(owner, rep.email)):
            seat_offers.put(session, row, owner, now)


def offer(session: Session, retrospective_id: UUID, email: str, person_id: UUID | None, now: datetime) -> None:
    """Slack has said who the new owner is: ask them, when they are at work. None: nobody who could take it."""
    row = session.get(RetrospectiveRow, retrospective_id, with_for_update=True, populate_existing=True)
    standing = seat_offers.of_talk(session, row) if row else None
    if row is None or standing is None or standing.email != email or standing.due_at is None:
        return
    person = people.by_id(session, row.workspace_id, person_id) if person_id else None
    if person is None or person.id in (row.rep_id, row.manager_id) or not _is_open(session, row):
        session.delete(standing)
        return
    standing.person_id, standing.due_at = person.id, None
    _ask(session, row, standing, person, now)


def take(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`I will take it`: the talk goes on with them, and those who had it before hear so.

    Raises NotFound, NotAllowed, and AlreadySettled when they have answered already or it is over.
    """
    row = _answered(session, actor, retrospective_id, now)
    thread = threads.of_row(session, row)
    if thread.conversation.status is Status.PARTIAL:
        threads.keep(session, thread, Restarted(), actor, now)
    else:
        _say_taken(session, thread, actor, now)
    _give_seat(session, row, actor)
    there = threads.of_row(session, row)
    moved = moves.move(session, there, rooms_cards.went_on(there.talk), now)
    fixes.fixed(session, row.workspace_id, FixKind.NOBODY_LEFT, str(row.deal_id), now)
    _settle(session, row, cards.taken(moved.talk), now)


def refuse(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> None:
    """`Not me`: it stays with whoever has it, and they hear nothing of it. Raises as `take` does."""
    row = _answered(session, actor, retrospective_id, now)
    _settle(session, row, cards.refused(threads.of_row(session, row).talk), now)


def _is_open(session: Session, row: RetrospectiveRow) -> bool:
    """Whether its seat can go to somebody: it is under way, or closed only because nobody was left."""
    if row.is_sensitive:
        return False
    is_left = row.status == Status.PARTIAL and fixes.open_since(
        session, row.workspace_id, FixKind.NOBODY_LEFT, str(row.deal_id)
    )
    return row.status in TALKING or bool(is_left)


def _ask(session: Session, row: RetrospectiveRow, standing: SeatOfferRow, person: PersonRow, now: datetime) -> None:
    owner = str(person.slack_user)
    with speaking(voices.of_person(session, row.workspace_id, owner)):
        card = cards.offer(threads.of_row(session, row).talk)
    outbox.post(
        session,
        row.workspace_id,
        lane=f"dm:{owner}",
        room_id=rooms.of_members(session, row.workspace_id, [owner]),
        message=card,
        dedupe_key=f"seat_offer:{standing.id}",
        subject=seat_offers.subject(row),
        now=hours.next_open(session, [person.id], now),
    )


def _answered(session: Session, actor: Actor, retrospective_id: UUID, now: datetime) -> RetrospectiveRow:
    """The talk whose seat this person has just answered for."""
    row = retrospectives.locked(session, actor.workspace, retrospective_id)
    if row is None:
        raise NotFound
    standing, thing = seat_offers.of_talk(session, row), f"retrospective:{row.id}"
    offered = Offered(row.workspace_id, row.id, standing.person_id if standing else None)
    if standing is None or not access.allow(actor, Action.TAKE_SEAT, offered):
        raise NotAllowed(action=Action.TAKE_SEAT, thing=thing)
    if standing.answered_at is not None or not _is_open(session, row):
        raise AlreadySettled(deal_name=session.get_one(DealRow, row.deal_id).name)
    standing.answered_at = now
    audit.note(session, row.workspace_id, actor=actor.slack_user, action="answered_offer", thing=thing, now=now)
    return row


def _give_seat(session: Session, row: RetrospectiveRow, actor: Actor) -> None:
    """The rep's seat is theirs; a manager who had it in between, of a rep who left, leads again."""
    assert actor.person is not None, "it was offered to them"
    before, row.rep_id = row.rep_id, actor.person
    participants.remove(session, row, actor.person)
    person = people.by_id(session, row.workspace_id, actor.person)
    manager = people.manager_of(session, person) if person else None
    if row.manager_id is None and manager is not None and manager.id == before and people.takes_part(manager):
        row.manager_id = before


def _say_taken(session: Session, thread: Thread, actor: Actor, now: datetime) -> None:
    """Those who have it still read it in its thread, when they are at work."""
    at_work = hours.next_open(session, [thread.row.rep_id], now)
    message = cards.taken_over(thread.talk, actor.slack_user)
    threads.say(session, thread, message, f"taken_over:{now.timestamp()}", at_work)


def _withdraw(session: Session, row: RetrospectiveRow, now: datetime) -> None:
    """Somebody else owns the deal by now: whoever was asked before need not answer."""
    standing = seat_offers.of_talk(session, row)
    if standing is None:
        return
    if standing.person_id is not None and standing.answered_at is None:
        _settle(session, row, cards.withdrawn(threads.of_row(session, row).talk), now)
    session.delete(standing)
    session.flush()


def _settle(session: Session, row: RetrospectiveRow, card: Message, now: datetime) -> None:
    """What stands in place of the question."""
    asked = outbox.latest_of(session, row.workspace_id, seat_offers.subject(row))
    if asked is not None:
        outbox.update(session, row.workspace_id, target_id=asked, message=card, now=now)


def _same(one: str | None, other: str | None) -> bool:
    return people.normal_email(one or "") == people.normal_email(other or "")
