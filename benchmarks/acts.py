"""What people do, for the questions to the database that come of it; clock, CRMs and workers: `clockwork`."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from benchmarks.crowd import NOW, REPS, TEAM_CHANNEL, Place, channel, rep
from bot.access import Actor
from bot.domain import likeness
from bot.domain.conversation import Kind, MessageRef
from bot.domain.deals import Outcome
from bot.domain.reasons import Cause, Reason
from bot.domain.rules import Why
from bot.domain.wrap_ups import WrapUp
from bot.messages.guides import guide
from bot.storage import (
    calls,
    cheers,
    people,
    retrospectives,
    seat_offers,
    tallies,
)
from bot.storage import (
    playbook as playbook_rows,
)
from bot.storage.models import (
    CelebrationRow,
    DealRow,
    PersonRow,
    RetrospectiveRow,
)
from bot.storage.people import Member, RosterEntry
from bot.use_cases.answering import answers, drafts, typed_replies
from bot.use_cases.losses import by_hand, new_owners
from bot.use_cases.losses.by_hand import ByHand
from bot.use_cases.playbook import playbook
from bot.use_cases.talk import pauses
from bot.use_cases.talk import retrospectives as talks
from bot.use_cases.week import reviews
from bot.use_cases.wrap_up import lessons, typed_closing

QUARTER = timedelta(minutes=15)


def seller(place: Place, number: int | None = None) -> Actor:
    number = place.rep if number is None else number
    return Actor(place.workspace_id, rep(number)[0], place.people[number])


def admin(place: Place) -> Actor:
    return Actor(place.workspace_id, "U0MAN0", place.people[REPS], is_admin=True)


def reply(session: Session, place: Place) -> None:
    ref = MessageRef(place.channel, place.reply_ts)
    typed_replies.reply(session, seller(place), ref, place.root_ts, "It was the price.", NOW)


def edit(session: Session, place: Place) -> None:
    reply(session, place)
    ref = MessageRef(place.channel, place.reply_ts)
    typed_replies.edit(session, seller(place), ref, place.root_ts, "It was not.", f"{NOW.timestamp():.6f}", NOW)
    typed_replies.delete(session, place.workspace_id, ref, place.root_ts, NOW)


def tell_of_the_call(session: Session, place: Place) -> None:
    """Whoever leads types that they tried, says in an edit that there is a day, and deletes it."""
    ref = MessageRef(place.channel, place.reply_ts)
    row, leader = session.get_one(RetrospectiveRow, place.talk), admin(place)
    calls.find(session, row) or calls.begin(session, row, NOW.date())
    row.manager_id = leader.person
    typed_replies.reply(session, leader, ref, place.root_ts, "tried", NOW)
    assert row.call_attempts
    typed_replies.edit(session, leader, ref, place.root_ts, "call: today", f"{NOW.timestamp():.6f}", NOW)
    assert row.planned_on
    typed_replies.delete(session, place.workspace_id, ref, place.root_ts, NOW)


def write_privately(session: Session, place: Place) -> None:
    drafts.save(session, seller(place), place.talk, {"ours.decided": "Our own haste."}, NOW)


def type_the_wrap_up(session: Session, place: Place) -> None:
    ref = MessageRef(place.channel, place.reply_ts)
    actor, edited_ts, later_ts = seller(place), f"{NOW.timestamp():.6f}", f"{NOW.timestamp() + 1:.6f}"
    typed_replies.reply(session, actor, ref, place.root_ts, "lesson: ask who signs\nreasons: price", NOW)
    typed_replies.edit(session, actor, ref, place.root_ts, "lesson: ask who signs", edited_ts, NOW)
    typed_closing.save(session, actor, place.talk, NOW)
    typed_replies.edit(session, actor, ref, place.root_ts, "lesson: ask who decides", later_ts, NOW)
    tallies.settle(session)


def click(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    assert row.question
    answers.give(session, seller(place), place.talk, row.question, Kind.DONT_KNOW, "", NOW)


def wrap_up(session: Session, place: Place) -> None:
    form = WrapUp("Ask who signs.", causes=(Cause(Reason.PRICE), Cause(Reason.TRUST)), action="Ask.")
    lessons.wrap_up(session, seller(place), place.talk, form, NOW)
    tallies.settle(session)


def change(session: Session, place: Place) -> None:
    lessons.to_wrap_up(session, seller(place), place.talk, NOW)
    wrap_up(session, place)
    kept = lessons.to_change(session, seller(place), place.talk, NOW)
    lessons.change(session, seller(place), place.talk, replace(kept.form, lesson="Ask twice."), kept.mark, NOW)


def new_owner(session: Session, place: Place) -> None:
    """Somebody else owns a deal: they are found, asked, and take its talk."""
    talk, owner = session.get_one(RetrospectiveRow, place.talk), place.people[place.rep + 1]
    seat_offers.put(session, talk, "new@owner.example", NOW)
    seat_offers.is_due(session, NOW)
    claimed = seat_offers.claim(session, NOW, QUARTER)
    assert claimed
    new_owners.offer(session, talk.workspace_id, talk.id, claimed.email, owner, NOW)
    new_owners.take(session, seller(place, place.rep + 1), talk.id, NOW)


def roster(session: Session, place: Place) -> None:
    """Somebody who stood in the roster is met in Slack: two rows become one."""
    people.import_roster(session, place.workspace_id, [RosterEntry("new@bench.example", "manager0@bench.example")])
    people.ensure(session, place.workspace_id, "U0NEW")
    member = Member("U0NEW", "new@bench.example", "New", "UTC", is_admin=False, active=True)
    people.note_member(session, place.workspace_id, member, NOW)


def moved(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    retrospectives.earlier_round(session, row)
    retrospectives.of_deal(session, session.get_one(DealRow, row.deal_id))
    retrospectives.leave_thread(session, row)


def lose_again(session: Session, place: Place) -> None:
    """The deal of a talk is open, and lost again: what waits goes along, and late words find the round they are of."""
    first, rep_of_it = session.get_one(RetrospectiveRow, place.talk), session.get_one(PersonRow, seller(place).person)
    deal, lost = session.get_one(DealRow, first.deal_id), Outcome(first.outcome)
    said, late = (MessageRef(place.channel, f"{float(place.reply_ts) + later:.6f}") for later in (0, 1))
    write_privately(session, place)
    typed_replies.reply(session, seller(place), said, place.root_ts, "lesson: ask who signs", NOW)
    pauses.pause_all(session, deal, NOW)
    second = retrospectives.hold(
        session, deal, number=first.loss_no + 1, outcome=lost, guide=guide(lost), due_at=NOW, why=Why.BY_HAND
    )
    leader = session.get(PersonRow, first.manager_id) if first.manager_id else None
    talks.open_thread(session, second, rep_of_it, leader, NOW)
    assert second.root_id == first.root_id
    typed_replies.reply(session, seller(place), late, place.root_ts, "Good luck!", NOW)
    tallies.settle(session)


def own_export(session: Session, place: Place) -> None:
    """Somebody takes along what is theirs."""
    from bot.storage import own_exports
    from bot.storage.exports import own

    person = session.get_one(PersonRow, seller(place).person)
    own_exports.ask(session, person, NOW)
    own_exports.is_due(session, NOW)
    own_exports.claim(session, NOW, timedelta(seconds=90))
    for sheet in own.sheets(session, person):
        list(sheet.rows)


def reaction(session: Session, place: Place) -> None:
    from bot.storage import outbox

    outbox.find_by_ts(session, place.workspace_id, place.channel, place.root_ts)
    outbox.unsettled_root(session, place.workspace_id, TEAM_CHANNEL)
    outbox.unsettled_root(session, place.workspace_id, channel(place.rep))
    celebrated = CelebrationRow(id=uuid4(), workspace_id=place.workspace_id, rep_id=place.people[place.rep])
    cheers.count(session, celebrated)
    cheers.drop_reply(session, celebrated, place.reply_ts)
    cheers.that_speak_of(session, celebrated)


def begin_by_hand(session: Session, place: Place) -> None:
    """A deal that no CRM sent is typed, under a name that others may have."""
    typed = ByHand("V1", "Northwind GmbH", Outcome.LOST)
    by_hand.start(session, admin(place), typed, NOW)


def review(session: Session, place: Place) -> None:
    """Everything that a manager's review and the agenda ask for, but for whom there is one."""
    reviews.due(session, NOW)
    reviews.rehearse(session, place.workspace_id, NOW)


def search_playbook(session: Session, place: Place) -> None:
    playbook.search(session, admin(place), "who signs the security paper", NOW)
    playbook.search(session, admin(place), "", NOW)
    words = likeness.telling("Ask who signs before you show anything.")
    playbook_rows.nearest(session, place.workspace_id, words, place.workspace_id, playbook.MOST_COMPARED)


def open_deals(session: Session, place: Place) -> list[DealRow]:
    from bot.storage import lessons as lesson_rows

    return lesson_rows.open_deals(session, place.workspace_id, rep(place.rep)[1])
