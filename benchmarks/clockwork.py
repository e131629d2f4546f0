"""What CRMs, workers and the clock do, for the questions to the database that come of it; people: `acts`."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from benchmarks.acts import QUARTER, seller
from benchmarks.crowd import NOW, REPS, TEAM_CHANNEL, Place, rep
from bot.domain import sweeps as sweep_rules
from bot.domain.conversation import Status
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.domain.gaffes import KEPT_FOR, Written
from bot.domain.preferences import Preferences
from bot.domain.proposals import Asking
from bot.storage import (
    celebrations as celebration_rows,
)
from bot.storage import (
    claims,
    deal_events,
    departures,
    fixes,
    heard,
    inbox,
    retrospectives,
    rooms,
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
    proposals as proposal_rows,
)
from bot.storage.claims import Timing
from bot.storage.inbox import Arrival
from bot.storage.models import (
    ConnectionRow,
    GaffeRow,
    PersonRow,
    RetrospectiveRow,
    WorkspaceRow,
)
from bot.use_cases.app_home import crm_silences
from bot.use_cases.gaffe import gaffe_lines, gaffe_reveals, gaffe_wishes, gaffes
from bot.use_cases.look_alikes import warnings
from bot.use_cases.losses import bundles, bursts, deals, gatherings, sizes
from bot.use_cases.losses import open_deals as open_deals_of_owners
from bot.use_cases.losses import sweeps as sweeping
from bot.use_cases.people import departures as leaving
from bot.use_cases.talk import reminders
from bot.use_cases.week import celebrations, choices, proposals, proposing, weekly

MONDAY = NOW - timedelta(days=NOW.weekday())
TIMING = Timing(1.0, timedelta(seconds=5), timedelta(seconds=30))


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
    open_deal, *_ = look_alike_rows.unwarned(session, row.id, "Rival 1", 1)
    warnings.follow(session, open_deal, NOW)
    look_alike_rows.plan(session, open_deal, place.people[place.rep], NOW)
    for warning_id in warnings.due(session, NOW):
        warnings.tell(session, warning_id, NOW)
    look_alike_rows.last_told_at(session, place.people[place.rep])


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


def digest(session: Session, place: Place) -> None:
    from bot.use_cases.week import digests

    digests.of_week(session, place.workspace_id, NOW, None)


def chart(session: Session, place: Place) -> None:
    from bot.storage import charts

    charts.is_due(session, NOW)
    charts.claim(session, NOW, timedelta(seconds=90))


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
