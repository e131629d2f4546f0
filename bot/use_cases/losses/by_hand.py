"""Deals that no CRM sent, begun by hand; none becomes a second one of the same name without a word."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot import access
from bot.access import Action, Actor
from bot.domain.deals import Deal, Outcome, Person, after
from bot.domain.rules import Why
from bot.messages.pickers import Namesake, Namesakes
from bot.storage import connections, deal_searches, deals
from bot.storage.models import ConnectionRow, DealRow, PersonRow
from bot.use_cases.losses import starts
from bot.use_cases.losses.deals import hold
from bot.use_cases.people import days


@dataclass(frozen=True)
class ByHand:
    """A closed deal as somebody typed it. `form_id` names the form it was typed into: sent twice, it is one deal."""

    form_id: str
    name: str
    outcome: Outcome
    customer: str | None = None
    amount: Decimal | None = None


def start(
    session: Session, actor: Actor, typed: ByHand, now: datetime, *, is_another: bool = False
) -> DealRow | Namesakes:
    """Begin the retrospective of a deal that no CRM sent; whoever starts it is its rep.

    Where deals of that name are here already nothing is begun, and they are returned instead, unless they said that
    this `is_another`. Raises NotFound, NotAllowed.
    """
    starts.must_be_colleague(actor)
    person = starts.person_of(session, actor)
    connection = connections.by_hand(session, actor.workspace, now)
    begun = deals.locked(session, connection.id, typed.form_id)
    if begun is not None:
        return begun
    found = Namesakes() if is_another else _namesakes(session, actor, typed.name)
    return found if found.own or found.of_others else _begin(session, actor, person, connection, typed, now)


def _namesakes(session: Session, actor: Actor, name: str) -> Namesakes:
    """What is marked as sensitive is nobody else's to know of."""
    found = [(row, starts.owned(session, row)) for row in deal_searches.namesakes(session, actor.workspace, name)]
    own = [row for row, whose in found if access.allow(actor, Action.START, whose)]
    of_others = any(row not in own and not whose.is_sensitive for row, whose in found)
    return Namesakes(tuple(_shown(session, actor, row) for row in own), of_others)


def _shown(session: Session, actor: Actor, row: DealRow) -> Namesake:
    closed_at = None if row.outcome == Outcome.OPEN else row.closed_at
    closed_on = days.today(session, actor.workspace, actor.person, closed_at) if closed_at else None
    return Namesake(row.id, row.name, Outcome(row.outcome), closed_on)


def _begin(
    session: Session, actor: Actor, person: PersonRow, connection: ConnectionRow, typed: ByHand, now: datetime
) -> DealRow:
    deal = Deal(
        external_id=typed.form_id,
        name=typed.name,
        outcome=typed.outcome,
        owner=Person(person.email),
        customer=typed.customer,
        amount=typed.amount,
        closed_at=now,
    )
    row = deals.add(session, actor.workspace, connection.id, deal)
    deals.stand(row, after(deals.standing(row), typed.outcome, now))
    held = hold(session, row, now, Why.BY_HAND)
    held.rep_id, held.started_by = person.id, actor.slack_user
    return row
