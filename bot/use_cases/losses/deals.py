"""News about deals: a closing opens exactly one retrospective, a reopening pauses it; and starts by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Owned
from bot.domain.conversation import Status
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person, after
from bot.domain.rules import Decision, Size, Why
from bot.errors import NotAllowed, NotFound
from bot.messages import guides
from bot.storage import audit, connections, deals, gatherings, people, retrospectives, workspaces
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.losses import new_owners, quarter_ends, sizes
from bot.use_cases.talk import pauses
from bot.use_cases.talk import retrospectives as talks

OUTCOMES = {EventKind.LOST: Outcome.LOST, EventKind.WON: Outcome.WON, EventKind.REOPENED: Outcome.OPEN}


def record(
    session: Session,
    *,
    workspace_id: UUID,
    connection_id: UUID,
    event: DealEvent,
    deal: Deal | None,
    now: datetime,
) -> None:
    """Take in one piece of news. `deal`: as the CRM shows it, where it was asked or the news carried the deal."""
    row = deals.locked(session, connection_id, event.external_id)
    match event.kind:
        case EventKind.DELETED:
            _deleted(session, row, now)
        case EventKind.MERGED:
            _merged(session, row, event, now)
        case _:
            outcome = deal.outcome if deal else OUTCOMES.get(event.kind)
            if row is None and deal is not None:
                row = deals.add(session, workspace_id, connection_id, deal)
            if row is not None and outcome is not None:
                _closed_or_reopened(session, row, outcome, deal, min(event.at, now), now)


def not_lost_after_all(session: Session, deal: DealRow, row: RetrospectiveRow, now: datetime) -> None:
    """The second look found the deal open (or won): nobody hears of the closing, and the next one counts anew.

    Both rows are locked, the deal before the retrospective.
    """
    if row.outcome != Outcome.OPEN:  # a look back midway must not undo the closing that came in between
        deal.outcome = Outcome.OPEN
    row.status, row.due_at = Status.PAUSED, None
    audit.note_talk(session, row, "crm", "not_lost", now)


@dataclass(frozen=True)
class Startable:
    """Deals that some words name and that this person may start."""

    closed: list[DealRow]
    open: list[DealRow]


def startable(session: Session, actor: Actor, words: str, outcome: Outcome | None) -> Startable:
    """Deals named by `words`: those that ended (as `outcome`), and those still open. A whole name wins."""
    mine = [
        row
        for row in deals.named(session, actor.workspace, words)
        if access.allow(actor, Action.START, _owned(session, row))
    ]
    closed = [row for row in mine if row.outcome != Outcome.OPEN and outcome in (None, row.outcome)]
    exact = [row for row in closed if row.name.lower() == words.lower()]
    return Startable(exact or closed, [row for row in mine if row.outcome == Outcome.OPEN])


def closed_deals(session: Session, actor: Actor, most: int = 20) -> list[DealRow]:
    """Closed deals that this person may start a retrospective for: their own, and those of whom they lead."""
    person = _person(session, actor)
    emails = {email for email in [person.email, *people.emails_led_by(session, person)] if email}
    closed = deals.closed_of(session, actor.workspace, emails, most)
    return [row for row in closed if access.allow(actor, Action.START, _owned(session, row))]


def has_just_come(session: Session, actor: Actor) -> bool:
    """Whether Slack has yet to be asked who this is: until then nobody's deals can be found by their address."""
    return _person(session, actor).checked_at is None


@dataclass(frozen=True)
class Started:
    """What became of a start by hand; not `is_new` when the retrospective of this closing was there already."""

    deal_name: str
    is_new: bool


def start(session: Session, actor: Actor, deal_id: UUID, now: datetime) -> Started:
    """Begin the retrospective of a deal now, or go on with it; of one that is open it is a look back midway.

    Raises NotFound, NotAllowed.
    """
    row = deals.locked_by_id(session, actor.workspace, deal_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.START, _owned(session, row)):
        raise NotAllowed(action=Action.START, thing=f"deal:{row.id}")
    latest = next(reversed(retrospectives.of_deal(session, row)), None)
    if latest is None or latest.loss_no < row.closings:
        _hold(session, row, now, Why.BY_HAND).started_by = actor.slack_user
        return Started(row.name, is_new=True)
    return Started(row.name, _again(session, actor, latest, now))


def start_by_hand(
    session: Session,
    actor: Actor,
    *,
    form_id: str,
    name: str,
    outcome: Outcome,
    customer: str | None,
    amount: Decimal | None,
    now: datetime,
) -> DealRow:
    """Begin the retrospective of a deal that no CRM sent; whoever starts it is its rep.

    `form_id` names the form that was filled in: sent twice, it is one deal. Raises NotFound, NotAllowed.
    """
    person = _person(session, actor)
    if not access.allow(actor, Action.START, Owned(actor.workspace, None, person.id, None)):
        raise NotAllowed(action=Action.START, thing="deal")
    deal = Deal(
        external_id=form_id,
        name=name,
        outcome=outcome,
        owner=Person(person.email),
        customer=customer,
        amount=amount,
        closed_at=now,
    )
    connection = connections.by_hand(session, actor.workspace, now)
    row = deals.add(session, actor.workspace, connection.id, deal)
    if row.closings:
        return row
    deals.stand(row, after(deals.standing(row), outcome, now))
    held = _hold(session, row, now, Why.BY_HAND)
    held.rep_id, held.started_by = person.id, actor.slack_user
    return row


def _closed_or_reopened(
    session: Session, row: DealRow, outcome: Outcome, deal: Deal | None, at: datetime, now: datetime
) -> None:
    before, shown = deals.standing(row), deals.deal(row)
    standing = after(before, outcome, at)
    if standing == before and before.last_source_at != at:
        return  # older than what we know
    deals.stand(row, standing)
    row.deleted_at = None
    if deal is not None:
        deals.learn(row, deal)
    if standing.outcome is not Outcome.OPEN and row.closed_at is None:
        row.closed_at = at
    if standing.outcome is not before.outcome:
        pauses.pause_all(session, row, now)
    elif deals.deal(row) != shown:
        talks.show_all(session, row, now)
        new_owners.follow(session, row, shown, now)
    if standing.closings > before.closings and standing.outcome is Outcome.LOST:
        preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
        row.is_bulk = False  # an earlier closing may have been one of many
        _hold(session, row, now + timedelta(minutes=preferences.grace_minutes), ended_at=at)


def _hold(
    session: Session, row: DealRow, due_at: datetime, why: Why | None = None, ended_at: datetime | None = None
) -> RetrospectiveRow:
    outcome = Outcome(row.outcome)
    return retrospectives.hold(
        session,
        row,
        number=row.closings if outcome is Outcome.OPEN else max(row.closings, 1),
        outcome=outcome,
        guide=guides.guide(outcome),
        due_at=due_at,
        why=why,
        ended_at=ended_at,
    )


def _again(session: Session, actor: Actor, row: RetrospectiveRow, now: datetime) -> bool:
    """Start one that exists: a held one at once; one left out or paused goes on; any other is there to be read."""
    match Status(row.status):
        case Status.HELD:
            gatherings.leave(session, row)
            row.due_at, row.why, row.started_by = now, Why.BY_HAND, actor.slack_user
            return True
        case Status.OPEN:
            quarter_ends.start_now(session, actor, row.id, now)
            return True
        case Status.SKIPPED | Status.PAUSED | Status.PARTIAL if row.root_id is not None:
            talks.take_up(session, actor, row.id, now)
            return True
        case Status.SKIPPED | Status.PAUSED:
            row.status, row.due_at, row.closed_at, row.started_by = Status.HELD, now, None, actor.slack_user
            gatherings.leave(session, row)
            sizes.give(row, Decision(Size.FULL, Why.BY_HAND))
            return True
        case _:
            return False


def _deleted(session: Session, row: DealRow | None, now: datetime) -> None:
    """A deleted deal opens nothing; a talk that people have begun is theirs to finish."""
    if row is None:
        return
    row.deleted_at = now
    for held in retrospectives.of_deal(session, row):
        if held.status == Status.HELD:
            held.status, held.due_at = Status.PAUSED, None


def _merged(session: Session, row: DealRow | None, event: DealEvent, now: datetime) -> None:
    """The deal lives on under another id, and its retrospectives with it, unless that id has its own history."""
    if row is None or event.merged_into is None:
        return
    if deals.locked(session, row.connection_id, event.merged_into) is None:
        row.external_id = event.merged_into
    else:
        _deleted(session, row, now)


def _owned(session: Session, row: DealRow) -> Owned:
    """Whose deal it is: as its talk says, where one began, else as the CRM says, else as the roster does."""
    rep_id, manager_id = _pair(session, row)
    owner = _by_email(session, row, row.owner_email)
    if owner is None and rep_id is not None:
        owner = people.by_id(session, row.workspace_id, rep_id)
    manager = _by_email(session, row, deals.deal(row).manager.email)
    if manager is None and owner is not None:
        manager = people.manager_of(session, owner)
    return Owned(
        row.workspace_id,
        row.id,
        owner.id if owner else None,
        manager_id or (manager.id if manager else None),
        retrospectives.is_sensitive(session, row),
    )


def _pair(session: Session, row: DealRow) -> tuple[UUID | None, UUID | None]:
    """Who talked about the deal last: rep and manager, as far as there were any."""
    talks_begun = [(talk.rep_id, talk.manager_id) for talk in retrospectives.of_deal(session, row) if talk.rep_id]
    return talks_begun[-1] if talks_begun else (None, None)


def _by_email(session: Session, row: DealRow, email: str | None) -> PersonRow | None:
    return people.by_email(session, row.workspace_id, email) if email else None


def _person(session: Session, actor: Actor) -> PersonRow:
    person = people.by_id(session, actor.workspace, actor.person) if actor.person else None
    if person is None:
        raise NotFound
    return person
