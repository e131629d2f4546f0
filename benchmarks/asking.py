"""Everything that people, CRMs and the clock ask the database for, one by one.

Each question stands for one request or one round of a worker. What it changes is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from benchmarks.crowd import NOW, REPS, TEAM_CHANNEL, Place, channel, rep
from bot.access import Actor
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
    connections,
    deal_events,
    departures,
    fixes,
    heard,
    inbox,
    notices,
    people,
    retrospectives,
    rooms,
    seat_offers,
    senders,
    set_aside,
    silences,
    slots,
    standstills,
    tallies,
    workspaces,
)
from bot.storage import (
    playbook as playbook_rows,
)
from bot.storage import (
    proposals as proposal_rows,
)
from bot.storage.claims import Timing
from bot.storage.inbox import Arrival
from bot.storage.models import CelebrationRow, DealRow, GaffeRow, PersonRow, RetrospectiveRow, WorkspaceRow
from bot.storage.people import Member, RosterEntry
from bot.use_cases.answering import answers, drafts, typed_replies
from bot.use_cases.app_home import home
from bot.use_cases.gaffe import gaffe_lines, gaffe_reveals, gaffe_wishes, gaffes
from bot.use_cases.losses import bundles, bursts, by_hand, deals, gatherings, new_owners, quarter_ends, sizes, starts
from bot.use_cases.losses.by_hand import ByHand
from bot.use_cases.people import departures as leaving
from bot.use_cases.people import footprints
from bot.use_cases.playbook import givers, playbook, trial_questions
from bot.use_cases.talk import overviews, pauses, reminders
from bot.use_cases.week import celebrations, choices, figures, patterns, proposals, proposing, reviews, weekly
from bot.use_cases.wrap_up import lessons, reminding, skills, typed_closing

Ask = Callable[[Session, Place], object]
QUARTER = timedelta(minutes=15)
MONDAY = NOW - timedelta(days=NOW.weekday())
TIMING = Timing(1.0, timedelta(seconds=5), timedelta(seconds=30))


@dataclass(frozen=True)
class Question:
    """`reads_all` says why it goes through everything, where it has to; such are asked by operators only."""

    name: str
    who: str
    ask: Ask
    reads_all: str = ""


def _actor(place: Place, number: int | None = None) -> Actor:
    number = place.rep if number is None else number
    return Actor(place.workspace_id, rep(number)[0], place.people[number])


def _admin(place: Place) -> Actor:
    return Actor(place.workspace_id, "U0MAN0", place.people[REPS], is_admin=True)


def _reply(session: Session, place: Place) -> None:
    ref = MessageRef(place.channel, place.reply_ts)
    typed_replies.reply(session, _actor(place), ref, place.root_ts, "It was the price.", NOW)


def _edit(session: Session, place: Place) -> None:
    _reply(session, place)
    ref = MessageRef(place.channel, place.reply_ts)
    typed_replies.edit(session, _actor(place), ref, place.root_ts, "It was not.", f"{NOW.timestamp():.6f}", NOW)
    typed_replies.delete(session, place.workspace_id, ref, place.root_ts, NOW)


def _write_privately(session: Session, place: Place) -> None:
    drafts.save(session, _actor(place), place.talk, {"ours.decided": "Our own haste."}, NOW)


def _type_the_wrap_up(session: Session, place: Place) -> None:
    ref = MessageRef(place.channel, place.reply_ts)
    actor, edited_ts, later_ts = _actor(place), f"{NOW.timestamp():.6f}", f"{NOW.timestamp() + 1:.6f}"
    typed_replies.reply(session, actor, ref, place.root_ts, "lesson: ask who signs\nreasons: price", NOW)
    typed_replies.edit(session, actor, ref, place.root_ts, "lesson: ask who signs", edited_ts, NOW)
    typed_closing.save(session, actor, place.talk, NOW)
    typed_replies.edit(session, actor, ref, place.root_ts, "lesson: ask who decides", later_ts, NOW)
    tallies.settle(session)


def _click(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    assert row.question
    answers.give(session, _actor(place), place.talk, row.question, Kind.DONT_KNOW, "", NOW)


def _wrap_up(session: Session, place: Place) -> None:
    form = WrapUp("Ask who signs.", causes=(Cause(Reason.PRICE), Cause(Reason.TRUST)), action="Ask.")
    lessons.wrap_up(session, _actor(place), place.talk, form, NOW)
    tallies.settle(session)


def _change(session: Session, place: Place) -> None:
    lessons.to_wrap_up(session, _actor(place), place.talk, NOW)
    _wrap_up(session, place)
    kept = lessons.to_change(session, _actor(place), place.talk, NOW)
    lessons.change(session, _actor(place), place.talk, replace(kept.form, lesson="Ask twice."), kept.mark, NOW)


def _news(session: Session, place: Place) -> None:
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


def _store(session: Session, place: Place) -> None:
    inbox.add_many(session, [Arrival("generic", str(place.connection_id), uuid4().hex, b"{}", NOW)])
    deal_events.add(session, place.workspace_id, place.connection_id, DealEvent("D1", EventKind.LOST, NOW), NOW)


def _inbox(session: Session, _place: Place) -> None:
    inbox.is_due(session, NOW)
    claimed = inbox.claim(session, NOW)
    assert claimed
    inbox.body(session, claimed)
    inbox.done(session, claimed)


def _deal_events(session: Session, _place: Place) -> None:
    deal_events.is_due(session, NOW)
    for claimed in deal_events.claim(session, NOW, 8):
        deal_events.event(session, claimed)
        deal_events.done(session, claimed)


def _outbox(session: Session, _place: Place) -> None:
    claims.next_due(session)
    for job in claims.claim(session, NOW, most=16, timing=TIMING).jobs:
        heard.count(session, job, NOW)


def _new_owner(session: Session, place: Place) -> None:
    """Somebody else owns a deal: they are found, asked, and take its talk."""
    talk, owner = session.get_one(RetrospectiveRow, place.talk), place.people[place.rep + 1]
    seat_offers.put(session, talk, "new@owner.example", NOW)
    seat_offers.is_due(session, NOW)
    claimed = seat_offers.claim(session, NOW, QUARTER)
    assert claimed
    new_owners.offer(session, talk.workspace_id, talk.id, claimed.email, owner, NOW)
    new_owners.take(session, _actor(place, place.rep + 1), talk.id, NOW)


def _departed(session: Session, place: Place) -> None:
    person = session.get_one(PersonRow, place.people[place.rep])
    person.active = False
    departures.note(session, person, None, NOW)
    (departure,) = departures.due(session, NOW)
    leaving.settle(session, departure, NOW)


def _second_look(session: Session, _place: Place) -> None:
    retrospectives.is_due(session, NOW)
    retrospectives.claim_due(session, NOW, NOW + QUARTER)


def _lost_together(session: Session, place: Place) -> None:
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


def _size(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    row.why = None
    sizes.settle(session, row, session.get_one(PersonRow, place.people[place.rep]), NOW)


def _silences(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    row.remind_at = NOW
    session.flush()
    silences.due(session, NOW)
    reminders.remind(session, place.workspace_id, place.talk, NOW)


def _weekly(session: Session, place: Place) -> None:
    slots.due(session, NOW)
    row = workspaces.by_id(session, place.workspace_id)
    assert row
    weekly.post(session, row, NOW)


def _gaffe(session: Session, place: Place) -> None:
    """The leader is asked and goes first, the team follows, all is shown, a line is taken back, the rest forgotten."""
    row = workspaces.by_id(session, place.workspace_id)
    assert row
    for name, value in (("gaffe", "yes"), ("gaffe_leader", rep(place.rep)[0]), ("team_channel", TEAM_CHANNEL)):
        workspaces.change(session, row, name, value)
    for _ in ("computed", "asked"):
        _next_gaffe_hour(session, row)
    gaffe_id = gaffe_wishes.under_way(session, _actor(place))
    assert gaffe_id
    gaffe_lines.write(session, _actor(place), gaffe_id, Written("Price."), NOW)
    _next_gaffe_hour(session, row)
    for number in (place.rep + 1, place.rep + 2):
        gaffe_lines.write(session, _actor(place, number), gaffe_id, Written("Price."), NOW)
    shown_at = session.get_one(GaffeRow, gaffe_id).reveals_at
    for at in (shown_at, shown_at + KEPT_FOR):
        gaffe_reveals.due(session, at)
        gaffe_reveals.settle(session, gaffe_id, at)
        gaffe_wishes.outside_a_round(session, _actor(place), at, has_words=False)
        gaffe_lines.take_back(session, _actor(place, place.rep + 1), gaffe_id, at)


def _next_gaffe_hour(session: Session, row: WorkspaceRow) -> None:
    slots.due(session, NOW, slots.GAFFE)
    gaffes.hold(session, row, row.next_gaffe_at or MONDAY)


def _proposal(session: Session, place: Place) -> None:
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
        session, row.id, Asking("2026-W48", at, at + QUARTER), place.people[place.rep], place.talk
    )
    proposals.none_this_week(session, _actor(place), asked.id, at)
    proposals.follow(session, row.id, at)
    proposals.close(session, row.id, asked.week, choices.settle(session, row.id, asked.week, at), at)


def _roster(session: Session, place: Place) -> None:
    """Somebody who stood in the roster is met in Slack: two rows become one."""
    people.import_roster(session, place.workspace_id, [RosterEntry("new@bench.example", "manager0@bench.example")])
    people.ensure(session, place.workspace_id, "U0NEW")
    member = Member("U0NEW", "new@bench.example", "New", "UTC", is_admin=False, active=True)
    people.note_member(session, place.workspace_id, member, NOW)


def _room(session: Session, place: Place) -> None:
    """Slack names the channel of a group message that was known by its channel already."""
    rooms.of_channel(session, place.workspace_id, "G0NEW")
    rooms.opened(session, place.rooms[place.rep], "G0NEW")


def _identity(session: Session, place: Place) -> None:
    workspaces.by_team(session, "T0BENCH")
    senders.find(session, "T0BENCH", "", rep(place.rep)[0])


def _candidates(session: Session, place: Place) -> None:
    choices.chosen(session, place.workspace_id, "2026-W47", NOW)
    celebration_rows.told(session, place.workspace_id)
    celebrations.most_cheered_last_month(session, place.workspace_id, Preferences(), NOW + timedelta(days=20))


def _moved(session: Session, place: Place) -> None:
    row = session.get_one(RetrospectiveRow, place.talk)
    retrospectives.earlier_round(session, row)
    retrospectives.of_deal(session, session.get_one(DealRow, row.deal_id))
    retrospectives.leave_thread(session, row)


def _digest(session: Session, place: Place) -> None:
    from bot.use_cases.week import digests

    digests.of_week(session, place.workspace_id, NOW, None)


def _chart(session: Session, place: Place) -> None:
    from bot.storage import charts

    charts.is_due(session, NOW)
    charts.claim(session, NOW, timedelta(seconds=90))


def _cancelled(session: Session, place: Place) -> None:
    from bot.storage import outbox

    outbox.cancel(session, place.workspace_id)
    outbox.revive(session, place.workspace_id, NOW)


def _standstills(session: Session, place: Place) -> None:
    since = NOW - timedelta(days=7)
    standstills.quarantined(session, since)
    standstills.parked(session, place.workspace_id, since)
    standstills.undelivered(session, place.workspace_id, since)
    heard.unasked(session, place.workspace_id, "2026-W47")
    fixes.still_open(session, place.workspace_id)


def _reaction(session: Session, place: Place) -> None:
    from bot.storage import outbox

    outbox.find_by_ts(session, place.workspace_id, place.channel, place.root_ts)
    outbox.unsettled_root(session, place.workspace_id, TEAM_CHANNEL)
    outbox.unsettled_root(session, place.workspace_id, channel(place.rep))
    celebrated = CelebrationRow(id=uuid4(), workspace_id=place.workspace_id, rep_id=place.people[place.rep])
    cheers.count(session, celebrated)
    cheers.drop_reply(session, celebrated, place.reply_ts)
    cheers.that_speak_of(session, celebrated)


def _by_hand(session: Session, place: Place) -> None:
    """A deal that no CRM sent is typed, under a name that others may have."""
    typed = ByHand("V1", "Northwind GmbH", Outcome.LOST)
    by_hand.start(session, _admin(place), typed, NOW)


def _review(session: Session, place: Place) -> None:
    """Everything that a manager's review and the agenda ask for, but for whom there is one."""
    reviews.due(session, NOW)
    reviews.rehearse(session, place.workspace_id, NOW)


def _playbook(session: Session, place: Place) -> None:
    playbook.search(session, _admin(place), "who signs the security paper", NOW)
    playbook.search(session, _admin(place), "", NOW)
    playbook_rows.alike(session, place.workspace_id, "Ask who signs before you show anything.", place.workspace_id)


QUESTIONS = (
    Question("`/retro status`", "person", lambda s, p: overviews.open_with(s, _actor(p))),
    Question("Home", "person", lambda s, p: home.open(s, _actor(p), NOW)),
    Question("Home of a manager who is admin", "person", lambda s, p: home.open(s, _admin(p), NOW)),
    Question("Home: what is stored about me", "person", lambda s, p: footprints.of_oneself(s, _actor(p))),
    Question("`/retro patterns`", "person", lambda s, p: patterns.of_year(s, _actor(p), NOW)),
    Question("`/retro` picker", "person", lambda s, p: starts.closed_deals(s, _actor(p))),
    Question("`/retro northwind`", "person", lambda s, p: starts.startable(s, _admin(p), "northwind", Outcome.LOST)),
    Question(
        "`/retro` with a name that nobody has", "person", lambda s, p: starts.startable(s, _admin(p), "zzyzx", None)
    ),
    Question("`/retro` by hand", "person", _by_hand),
    Question("who clicked, and where", "person", _identity),
    Question("click that answers", "person", _click),
    Question("reply in a thread", "person", _reply),
    Question("reply, edited and deleted", "person", _edit),
    Question("wrap-up", "person", _wrap_up),
    Question("wrap-up, typed", "person", _type_the_wrap_up),
    Question("private words", "person", _write_privately),
    Question("wrap-up changed", "person", _change),
    Question("talk moves to another room", "person", _moved),
    Question("reaction", "person", _reaction),
    Question("`I can use this`", "person", lambda s, p: _open_deals(s, p)),
    Question("webhook: its connection", "CRM", lambda s, p: connections.by_slug(s, "generic", p.slug)),
    Question("webhook: stored", "CRM", _store),
    Question("news about a deal, twice", "CRM", _news),
    Question("inbox: next one", "worker", _inbox),
    Question("deal events: next eight", "worker", _deal_events),
    Question("second look: next one", "worker", _second_look),
    Question("second look: how much to ask", "worker", _size),
    Question("second look: lost together", "worker", _lost_together),
    Question("outbox: next sixteen", "worker", _outbox),
    Question("somebody to meet", "worker", lambda s, _: people.unmet(s)),
    Question("somebody met", "worker", _roster),
    Question("room opened", "worker", _room),
    Question("actions and skills to ask about", "clock", lambda s, _: (reminding.due(s, NOW), skills.due(s, NOW))),
    Question("`/retro lesson`", "person", _playbook),
    Question("`/retro stats`", "person", lambda s, p: figures.of_quarter(s, _actor(p), NOW)),
    Question("Monday: one team's review", "clock", _review),
    Question("trials of lessons", "clock", lambda s, _: (trial_questions.due(s, NOW), givers.due(s, NOW))),
    Question(
        "a lesson is taken back",
        "person",
        lambda s, p: trial_questions.follow(s, s.get_one(RetrospectiveRow, p.talk), NOW),
    ),
    Question("things given up", "clock", lambda s, _: (notices.given_up(s), notices.told(s))),
    Question("loss of the week", "clock", _candidates),
    Question("digest", "clock", _digest),
    Question("chart: next one", "worker", _chart),
    Question("questions that waited, and pauses", "clock", lambda s, _: (quarter_ends.due(s, NOW), pauses.due(s, NOW))),
    Question("the weekly hour", "clock", _weekly),
    Question("a proposal for the loss of the week", "clock", _proposal),
    Question("the gaffe of the week", "clock", _gaffe),
    Question("new owners: next one", "worker", _new_owner),
    Question("accounts gone: one of them", "clock", _departed),
    Question("silent talks: one of them", "clock", _silences),
    Question("uninstalled", "Slack", _cancelled),
    Question("`doctor`: what stands still", "operator", _standstills),
    Question("`replay`: what was given up", "operator", lambda s, p: set_aside.listing(s, p.workspace_id)),
    Question(
        "`doctor`: figures", "operator", lambda s, p: tallies.drift(s, p.workspace_id), "it compares them with all rows"
    ),
)


def _open_deals(session: Session, place: Place) -> list[DealRow]:
    from bot.storage import lessons as lesson_rows

    return lesson_rows.open_deals(session, place.workspace_id, rep(place.rep)[1])
