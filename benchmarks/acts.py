"""What people, CRMs, workers and the clock do, for the questions to the database that come of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from benchmarks.crowd import NOW, REPS, TEAM_CHANNEL, Place, channel, rep
from bot.access import Actor
from bot.domain import likeness
from bot.domain import sweeps as sweep_rules
from bot.domain.conversation import Kind, MessageRef, Status
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.domain.gaffes import KEPT_FOR, Written
from bot.domain.preferences import Preferences
from bot.domain.proposals import Asking
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import WrapUp
from bot.storage import (
    celebrations as celebration_rows,
)
from bot.storage import (
    cheers,
    claims,
    deal_events,
    departures,
    fixes,
    heard,
    inbox,
    people,
    retrospectives,
    rooms,
    seat_offers,
    senders,
    silences,
    slots,
    standstills,
    sweeps,
    tallies,
    workspaces,
)
from bot.storage import (
    look_alikes as look_alike_rows,
)
from bot.storage import (
    playbook as playbook_rows,
)
from bot.storage import (
    proposals as proposal_rows,
)
from bot.storage.claims import Timing
from bot.storage.inbox import Arrival
from bot.storage.models import (
    CelebrationRow,
    ConnectionRow,
    DealRow,
    GaffeRow,
    PersonRow,
    RetrospectiveRow,
    WorkspaceRow,
)
from bot.storage.people import Member, RosterEntry
from bot.use_cases.answering import answers, drafts, typed_replies
from bot.use_cases.app_home import crm_silences
from bot.use_cases.gaffe import gaffe_lines, gaffe_reveals, gaffe_wishes, gaffes
from bot.use_cases.look_alikes import warnings
from bot.use_cases.losses import bundles, bursts, by_hand, deals, gatherings, new_owners, sizes
from bot.use_cases.losses import open_deals as open_deals_of_owners
from bot.use_cases.losses import sweeps as sweeping
from bot.use_cases.losses.by_hand import ByHand
from bot.use_cases.people import departures as leaving
from bot.use_cases.playbook import playbook
from bot.use_cases.talk import reminders
from bot.use_cases.week import celebrations, choices, proposals, proposing, reviews, weekly
from bot.use_cases.wrap_up import lessons, typed_closing

QUARTER = timedelta(minutes=15)
MONDAY = NOW - timedelta(days=NOW.weekday())
TIMING = Timing(1.0, timedelta(seconds=5), timedelta(seconds=30))


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


def news(session: Session, place: Place) -> None:
    """A deal is open again, and lost again."""
    for minutes, kind, outcome in ((2, EventKind.REOPENED, Outcome.OPEN), (1, EventKind.LOST, Outcome.LOST)):
        at = NOW - timedelta(minutes=minutes)
        shown = Deal(place.deal_id, "Northwind", outcome, Person(rep(place.rep)[1]), competitor="Rival 1", closed_at=at)
        deals.record(
            session,
            workspace_id=place.workspace_id,
            connection_id=place.connection_id,
            event=DealEvent(place.deal_id, kind, at),
            deal=shown,
            now=NOW,
        )
    tallies.settle(session)


def store(session: Session, place: Place) -> None:
    inbox.add_many(session, [Arrival("generic", str(place.connection_id), uuid4().hex, b"{}", NOW)])
    deal_events.add(session, place.workspace_id, place.connection_id, DealEvent("D1", EventKind.LOST, NOW), NOW)


def take_from_inbox(session: Session, _place: Place) -> None:
    inbox.is_due(session, NOW)
    claimed = inbox.claim(session, NOW)
    assert claimed
    inbox.body(session, claimed)
    inbox.done(session, claimed)


def take_deal_events(session: Session, _place: Place) -> None:
    deal_events.is_due(session, NOW)
    for claimed in deal_events.claim(session, NOW, 8):
        deal_events.event(session, claimed)
        deal_events.done(session, claimed)


def outbox(session: Session, _place: Place) -> None:
    claims.next_due(session)
    for job in claims.claim(session, NOW, most=16, timing=TIMING).jobs:
        heard.count(session, job, NOW)


def new_owner(session: Session, place: Place) -> None:
    """Somebody else owns a deal: they are found, asked, and take its talk."""
    talk, owner = session.get_one(RetrospectiveRow, place.talk), place.people[place.rep + 1]
    seat_offers.put(session, talk, "new@owner.example", NOW)
    seat_offers.is_due(session, NOW)
    claimed = seat_offers.claim(session, NOW, QUARTER)
    assert claimed
    new_owners.offer(session, talk.workspace_id, talk.id, claimed.email, owner, NOW)
    new_owners.take(session, seller(place, place.rep + 1), talk.id, NOW)


def departed(session: Session, place: Place) -> None:
    person = session.get_one(PersonRow, place.people[place.rep])
    person.active = False
    departures.note(session, person, None, NOW)
    (departure,) = departures.due(session, NOW)
    leaving.settle(session, departure, NOW)


def second_look(session: Session, place: Place) -> None:
    """Alone, beside another who asks another CRM, and where a CRM does not answer."""
    for others in ((), (uuid4(),)):
        retrospectives.is_due(session, NOW, others)
        retrospectives.claim_due(session, NOW, NOW + QUARTER, others)
    retrospectives.put_off(session, place.connection_id, NOW, NOW + QUARTER)


def lost_together(session: Session, place: Place) -> None:
    """One loss is looked at: alone, one of a burst, or the last straw of a pair's week."""
    row = session.get_one(RetrospectiveRow, place.talk)
    row.status, row.why, row.ended_at, row.due_at = Status.HELD, None, NOW, NOW
    session.flush()
    bursts.around(session, place.workspace_id, row.id)
    workspaces.change(session, session.get_one(WorkspaceRow, place.workspace_id), "bundle_from", "1")
    owner, manager = (session.get_one(PersonRow, place.people[number]) for number in (place.rep, REPS))
    assert bundles.gather(session, row, owner, manager, NOW)
    (gathering,) = gatherings.due(session, NOW + timedelta(days=30))
    assert gatherings.give_up(session, gathering, NOW + timedelta(days=30))


def size(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    row.why = None
    sizes.settle(session, row, session.get_one(PersonRow, place.people[place.rep]), NOW)


def break_silence(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    row.remind_at = NOW
    session.flush()
    silences.due(session, NOW)
    reminders.remind(session, place.workspace_id, place.talk, NOW)


def hold_weekly_hour(session: Session, place: Place) -> None:
    slots.due(session, NOW)
    row = workspaces.by_id(session, place.workspace_id)
    assert row
    weekly.post(session, row, NOW)


def gaffe(session: Session, place: Place) -> None:
    """The leader is asked and goes first, the team follows, all is shown, a line is taken back, the rest forgotten."""
    row = workspaces.by_id(session, place.workspace_id)
    assert row
    for name, value in (("gaffe", "yes"), ("gaffe_leader", rep(place.rep)[0]), ("team_channel", TEAM_CHANNEL)):
        workspaces.change(session, row, name, value)
    for _ in ("computed", "asked"):
        next_gaffe_hour(session, row)
    gaffe_id = gaffe_wishes.under_way(session, seller(place))
    assert gaffe_id
    gaffe_lines.write(session, seller(place), gaffe_id, Written("Price."), NOW)
    next_gaffe_hour(session, row)
    for number in (place.rep + 1, place.rep + 2):
        gaffe_lines.write(session, seller(place, number), gaffe_id, Written("Price."), NOW)
    shown_at = session.get_one(GaffeRow, gaffe_id).reveals_at
    for at in (shown_at, shown_at + KEPT_FOR):
        gaffe_reveals.due(session, at)
        gaffe_reveals.settle(session, gaffe_id, at)
        gaffe_wishes.outside_a_round(session, seller(place), at, has_words=False)
        gaffe_lines.take_back(session, seller(place, place.rep + 1), gaffe_id, at)


def next_gaffe_hour(session: Session, row: WorkspaceRow) -> None:
    slots.due(session, NOW, slots.GAFFE)
    gaffes.hold(session, row, row.next_gaffe_at or MONDAY)


def proposal(session: Session, place: Place) -> None:
    """Whoever leads is asked about the loss of the week and wants none; a rep changes their mind; its hour comes."""
    row = workspaces.by_id(session, place.workspace_id)
    assert row
    for name, value in (("gaffe_leader", rep(place.rep)[0]), ("team_channel", TEAM_CHANNEL)):
        workspaces.change(session, row, name, value)
    slots.due(session, NOW, slots.PROPOSAL)
    proposing.hold(session, row, NOW)
    at = row.next_proposal_at or NOW
    proposing.hold(session, row, at)
    asked = proposal_rows.add(
        session, row.id, Asking("2027-W01", at, at + QUARTER), place.people[place.rep], place.talk
    )
    proposals.none_this_week(session, seller(place), asked.id, at)
    proposals.follow(session, row.id, at)
    proposals.close(session, row.id, asked.week, choices.settle(session, row.id, asked.week, at), at)


def look_alikes(session: Session, place: Place) -> None:
    """Open deals are compared with those that were lost, and one is told to its owner, who wants no more of them."""
    row = workspaces.by_id(session, place.workspace_id)
    assert row
    slots.due(session, NOW, slots.LOOK)
    warnings.look(session, row, NOW)
    open_deal, *_ = look_alike_rows.unwarned(session, row.id, "Rival 1")
    warnings.follow(session, open_deal, NOW)
    look_alike_rows.plan(session, open_deal, place.people[place.rep], NOW)
    for warning_id in warnings.due(session, NOW):
        warnings.tell(session, warning_id, NOW)
    look_alike_rows.last_told_at(session, place.people[place.rep])


def roster(session: Session, place: Place) -> None:
    """Somebody who stood in the roster is met in Slack: two rows become one."""
    people.import_roster(session, place.workspace_id, [RosterEntry("new@bench.example", "manager0@bench.example")])
    people.ensure(session, place.workspace_id, "U0NEW")
    member = Member("U0NEW", "new@bench.example", "New", "UTC", is_admin=False, active=True)
    people.note_member(session, place.workspace_id, member, NOW)


def silent_crms(session: Session, place: Place) -> None:
    row = session.get_one(ConnectionRow, place.connection_id)
    row.last_received_at = row.expected_by = NOW - timedelta(days=30)
    session.flush()
    for connection_id in crm_silences.due(session, NOW):
        crm_silences.tell(session, connection_id, NOW)


def sweep(session: Session, place: Place) -> None:
    """A page of deals, of which no webhook has told the half."""
    lost = [sweep_rules.Found(Deal(f"{number}", "Fabrikam", Outcome.LOST, closed_at=NOW)) for number in range(100)]
    then = NOW + sweep_rules.FIRST_AFTER
    for what in (sweeps.CLOSINGS, sweeps.OWNERS):
        for connection_id in sweeps.due(session, what, then, 4):
            row = sweeps.claim(session, what, connection_id, then, NOW + timedelta(hours=2))
            if row is not None and sweeping.begin(session, row, NOW):
                sweeping.take(session, row, lost, None, NOW)
                open_deals_of_owners.next_owner(session, row, NOW)


def room(session: Session, place: Place) -> None:
    """Slack names the channel of a group message that was known by its channel already."""
    rooms.of_channel(session, place.workspace_id, "G0NEW")
    rooms.opened(session, place.rooms[place.rep], "G0NEW")


def identity(session: Session, place: Place) -> None:
    workspaces.by_team(session, "T0BENCH")
    senders.find(session, "T0BENCH", "", rep(place.rep)[0])


def candidates(session: Session, place: Place) -> None:
    choices.chosen(session, place.workspace_id, "2026-W47", NOW)
    celebration_rows.told(session, place.workspace_id)
    celebrations.most_cheered_last_month(session, place.workspace_id, Preferences(), NOW + timedelta(days=20))


def moved(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    retrospectives.earlier_round(session, row)
    retrospectives.of_deal(session, session.get_one(DealRow, row.deal_id))
    retrospectives.leave_thread(session, row)


def digest(session: Session, place: Place) -> None:
    from bot.use_cases.week import digests

    digests.of_week(session, place.workspace_id, NOW, None)


def chart(session: Session, place: Place) -> None:
    from bot.storage import charts

    charts.is_due(session, NOW)
    charts.claim(session, NOW, timedelta(seconds=90))


def own_export(session: Session, place: Place) -> None:
    """Somebody takes along what is theirs."""
    from bot.storage import own_exports
    from bot.storage.exports import own
    from bot.storage.models import PersonRow

    person = session.get_one(PersonRow, seller(place).person)
    own_exports.ask(session, person, NOW)
    own_exports.is_due(session, NOW)
    own_exports.claim(session, NOW, timedelta(seconds=90))
    for sheet in own.sheets(session, person):
        list(sheet.rows)


def cancelled(session: Session, place: Place) -> None:
    from bot.storage import outbox

    outbox.cancel(session, place.workspace_id)
    outbox.revive(session, place.workspace_id, NOW)


def look_for_standstills(session: Session, place: Place) -> None:
    since = NOW - timedelta(days=7)
    standstills.quarantined(session, since)
    standstills.parked(session, place.workspace_id, since)
    standstills.undelivered(session, place.workspace_id, since)
    heard.unasked(session, place.workspace_id, "2026-W47")
    fixes.still_open(session, place.workspace_id)


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
