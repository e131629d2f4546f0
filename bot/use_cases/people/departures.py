"""An account is gone from Slack while talks are under way: each of its seats goes to whoever can go on.

First to the account that has the same address now: the same person, as far as Slack can tell. Else the rep's goes to
the manager, with one question; the manager's stays empty until the rep chooses somebody; and where nobody is left the
talk closes with what is there, of which only the admin hears. What was written stays under the name of who wrote it.
In a talk that is paused the seats change hands without a word.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.fixes import FixKind
from bot.domain.replies import FellSilent
from bot.domain.rules import Why
from bot.messages import calls
from bot.messages import colleagues as moves_cards
from bot.messages import departures as cards
from bot.storage import audit, departures, fixes, participants, people
from bot.storage.models import PersonRow, RetrospectiveRow
from bot.use_cases.call import call_cards, plans
from bot.use_cases.losses import sizes
from bot.use_cases.people import hours
from bot.use_cases.talk import moves, steps, threads
from bot.use_cases.talk.threads import Thread

SLACK = "slack"  # who told us, for the audit


def settle(session: Session, departure_id: UUID, now: datetime) -> bool:
    """Settle every seat of one account that is gone. False when it is back, or somebody else has it in hand."""
    row = departures.claim(session, departure_id)
    person = people.by_id(session, row.workspace_id, row.person_id) if row else None
    if row is None or person is None:
        return False
    heir = people.by_id(session, row.workspace_id, row.heir_id) if row.heir_id else None
    session.delete(row)
    if people.takes_part(person):
        return False
    for talk in departures.talks_with(session, person):
        _leave(session, talk, person, heir if heir and people.takes_part(heir) else None, now)
    return True


def _leave(session: Session, row: RetrospectiveRow, person: PersonRow, heir: PersonRow | None, now: datetime) -> None:
    thread = threads.of_row(session, row)
    _note(session, thread, now)
    if heir is not None:
        _follow(session, thread, person, heir, now)
        return
    participants.remove(session, row, person.id)
    if row.status == Status.PAUSED:
        _pass_on(session, thread, person)
    elif row.rep_id == person.id:
        _rep_left(session, thread, person, now)
    elif row.manager_id == person.id:
        _manager_left(session, thread, person, now)
    elif thread.leader_id == person.id:
        _leader_left(session, thread, now)


def _follow(session: Session, thread: Thread, person: PersonRow, heir: PersonRow, now: datetime) -> None:
    """The same person by another account: every seat of the old one is theirs.

    It goes on as soon as either of the pair is at work: nobody waits for somebody who is away.
    """
    row = thread.row
    _take_seats(session, thread, person, heir, now)
    pair = [_active(session, row.workspace_id, one) for one in (row.rep_id, row.manager_id)]
    moved = _move(session, thread, now, hours.first_open(session, [one.id for one in pair if one], now))
    if row.status != Status.PAUSED:
        welcome = cards.followed(moved.talk, str(heir.slack_user))
        threads.say_at_work(session, moved, welcome, f"followed:{heir.id}", [heir.id], now)


def _take_seats(session: Session, thread: Thread, person: PersonRow, heir: PersonRow, now: datetime) -> None:
    row = thread.row
    row.rep_id = heir.id if row.rep_id == person.id else row.rep_id
    row.manager_id = heir.id if row.manager_id == person.id else row.manager_id
    if thread.call is not None and thread.leader_id == person.id:
        thread.call.leader_id = heir.id
    participants.remove(session, row, person.id)
    if person.id in thread.others and heir.id not in (row.rep_id, row.manager_id):
        participants.add(session, row, heir.id, now)
    if heir.id in (row.rep_id, row.manager_id):
        participants.remove(session, row, heir.id)
    if row.manager_id == row.rep_id:
        row.manager_id = None


def _pass_on(session: Session, thread: Thread, person: PersonRow) -> None:
    """Nobody is told of a talk that rests; whoever is left may take it up where it stands."""
    row = thread.row
    _give_up_call(thread, person)
    if row.manager_id == person.id:
        _empty_managers_seat(session, row)
    manager = _active(session, row.workspace_id, row.manager_id)
    if row.rep_id == person.id and manager is not None:
        row.rep_id, row.manager_id = manager.id, None


def _rep_left(session: Session, thread: Thread, person: PersonRow, now: datetime) -> None:
    manager = _active(session, thread.row.workspace_id, thread.row.manager_id)
    if manager is None:
        _close(session, thread, now)
        return
    _give_up_call(thread, person)
    if thread.conversation.status in (Status.OPEN, Status.OUR_VIEW):
        sizes.shorten(session, thread, Why.OWNER_GONE, now)
    thread.row.rep_id, thread.row.manager_id = manager.id, None
    moved, at_work = _go_on(session, thread, manager, now)
    is_short = moved.conversation.guide.is_short
    message = cards.left_to(moved.talk, thread.talk.rep, is_short=is_short)
    threads.say(session, moved, message, f"left_to:{manager.id}", at_work)


def _manager_left(session: Session, thread: Thread, person: PersonRow, now: datetime) -> None:
    rep = _active(session, thread.row.workspace_id, thread.row.rep_id)
    if rep is None:
        _close(session, thread, now)
        return
    _give_up_call(thread, person)
    _empty_managers_seat(session, thread.row)
    moved, at_work = _go_on(session, thread, rep, now)
    asked, key = cards.leader_left(moved.talk, str(person.slack_user)), f"leader_left:{person.id}"
    threads.say(session, moved, asked, key, at_work, subject=steps.subject_of_choice(moved.row))


def _leader_left(session: Session, thread: Thread, now: datetime) -> None:
    """The call is the manager's again."""
    if thread.call is None:
        return
    thread.call.leader_id = None
    there = threads.of_row(session, thread.row)
    plans.follow(session, there, now)
    call_cards.show(session, there, now)
    # The call may be far off, and so may the hours of whoever has it now: the questions do not wait for them.
    threads.say_at_work(session, there, calls.led_by(there.talk), f"led_by:{now.timestamp()}", [there.caller_id], now)


def _close(session: Session, thread: Thread, now: datetime) -> None:
    """Nobody who could go on is left: it ends unheard. Others who were there see it on the card."""
    threads.keep(session, thread, FellSilent(), SLACK, now)
    steps.show_root(session, thread, now)
    fixes.report(session, thread.row.workspace_id, FixKind.NOBODY_LEFT, str(thread.row.deal_id), now)


def _empty_managers_seat(session: Session, row: RetrospectiveRow) -> None:
    rep = people.by_id(session, row.workspace_id, row.rep_id) if row.rep_id else None
    if rep is not None and rep.manager_id == row.manager_id:
        rep.manager_id = None  # who was chosen once is not asked for again
    row.manager_id = None


def _give_up_call(thread: Thread, person: PersonRow) -> None:
    if thread.call is not None and thread.leader_id == person.id:
        thread.call.leader_id = None


def _go_on(session: Session, thread: Thread, with_whom: PersonRow, now: datetime) -> tuple[Thread, datetime]:
    """The talk in the room of those who are left, and from when on something may be said there."""
    at_work = hours.next_open(session, [with_whom.id], now)
    return _move(session, thread, now, at_work), at_work


def _move(session: Session, thread: Thread, now: datetime, from_then: datetime) -> Thread:
    there = threads.of_row(session, thread.row)
    return moves.move(session, there, moves_cards.went_on(there.talk), now, from_then=from_then)


def _active(session: Session, workspace_id: UUID, person_id: UUID | None) -> PersonRow | None:
    person = people.by_id(session, workspace_id, person_id) if person_id else None
    return person if person is not None and people.takes_part(person) else None


def _note(session: Session, thread: Thread, now: datetime) -> None:
    thing = f"retrospective:{thread.row.id}"
    audit.note(session, thread.row.workspace_id, actor=SLACK, action="account_gone", thing=thing, now=now)
