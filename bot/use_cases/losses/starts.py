"""Retrospectives begun by hand: which deals somebody may start, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor, Owned
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.rules import Decision, Size, Why
from bot.errors import NotAllowed, NotFound
from bot.storage import deal_searches, deals, gatherings, people, retrospectives
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow
from bot.use_cases.losses import new_owners, quarter_ends, sizes
from bot.use_cases.losses.deals import hold
from bot.use_cases.talk import retrospectives as talks


def must_be_colleague(actor: Actor) -> None:
    """Raise NotAllowed unless `actor` may start deals of their own: guests and strangers may not."""
    if not access.allow(actor, Action.START, Owned(actor.workspace, None, actor.person, None)):
        raise NotAllowed(action=Action.START, thing="deal")


@dataclass(frozen=True)
class Startable:
    """Deals that some words name and that this person may start."""

    closed: list[DealRow]
    open: list[DealRow]


def startable(session: Session, actor: Actor, words: str, outcome: Outcome | None) -> Startable:
    """Deals named by `words`: those that ended (as `outcome`), and those still open. A whole name wins.

    Raises NotAllowed for whoever may start none at all.
    """
    must_be_colleague(actor)
    mine = [
        row
        for row in deal_searches.named(session, actor.workspace, words)
        if access.allow(actor, Action.START, owned(session, row))
    ]
    closed = [row for row in mine if row.outcome != Outcome.OPEN and outcome in (None, row.outcome)]
    exact = [row for row in closed if row.name.lower() == words.lower()]
    return Startable(exact or closed, [row for row in mine if row.outcome == Outcome.OPEN])


def closed_deals(session: Session, actor: Actor, most: int = 20) -> list[DealRow]:
    """Closed deals that this person may start a retrospective for: their own, and those of whom they lead.

    Raises NotAllowed for whoever may start none at all.
    """
    must_be_colleague(actor)
    person = person_of(session, actor)
    emails = {email for email in [person.email, *people.emails_led_by(session, person)] if email}
    closed = deal_searches.closed_of(session, actor.workspace, emails, most)
    return [row for row in closed if access.allow(actor, Action.START, owned(session, row))]


def has_just_come(session: Session, actor: Actor) -> bool:
    """Whether Slack has yet to be asked who this is: until then nobody's deals can be found by their address."""
    return person_of(session, actor).checked_at is None


@dataclass(frozen=True)
class Started:
    """What became of a start by hand; not `is_new` when the retrospective of this closing was there already.

    `is_offered`: it was somebody else's, and whoever owns the deal by now is asked whether they take it.
    """

    deal_name: str
    is_new: bool
    is_offered: bool = False


def start(session: Session, actor: Actor, deal_id: UUID, now: datetime) -> Started:
    """Begin the retrospective of a deal now, or go on with it; of one that is open it is a look back midway.

    Raises NotFound, NotAllowed.
    """
    row = deals.locked_by_id(session, actor.workspace, deal_id)
    if row is None:
        raise NotFound
    if not access.allow(actor, Action.START, owned(session, row)):
        raise NotAllowed(action=Action.START, thing=f"deal:{row.id}")
    latest = next(reversed(retrospectives.of_deal(session, row)), None)
    if latest is None or latest.loss_no < row.closings:
        hold(session, row, now, Why.BY_HAND).started_by = actor.slack_user
        return Started(row.name, is_new=True)
    if latest.status == Status.PARTIAL and new_owners.offer_by_hand(session, actor, latest, now):
        return Started(row.name, is_new=True, is_offered=True)
    return Started(row.name, _again(session, actor, latest, now))


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
            row.status, row.due_at, row.started_by = Status.HELD, now, actor.slack_user
            row.closed_at = row.paused_at = None
            gatherings.leave(session, row)
            sizes.give(row, Decision(Size.FULL, Why.BY_HAND))
            return True
        case _:
            return False


def owned(session: Session, row: DealRow) -> Owned:
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


def person_of(session: Session, actor: Actor) -> PersonRow:
    """Whoever asks. Raises NotFound for somebody we do not know."""
    person = people.by_id(session, actor.workspace, actor.person) if actor.person else None
    if person is None:
        raise NotFound
    return person
