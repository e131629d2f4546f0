"""Many deals closed within minutes, by one owner or one integration: somebody is asked first what to make of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.gatherings import BURST_WINDOW, LEFT_ALONE, Kind, came_together
from bot.storage import gatherings, retrospectives, workspaces
from bot.storage.gatherings import Loss
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.losses import gatherings as messages
from bot.use_cases.losses import sizes


@dataclass(frozen=True)
class Burst:
    """Who is asked: the `admin` (a Slack id), where one is named and they have several owners, else the owner of most,
    by address. `connection`: what the several owners' deals have in common; None where one owns them all.
    """

    email: str | None
    admin: str | None = None
    connection: UUID | None = None


def around(session: Session, workspace_id: UUID, retrospective_id: UUID) -> Burst | None:
    """The burst that this held loss is part of, or None."""
    talk = session.get_one(RetrospectiveRow, retrospective_id)
    deal = session.get_one(DealRow, talk.deal_id)
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, workspace_id))
    enough = preferences.burst_from
    if not enough or talk.ended_at is None or talk.why or sizes.is_silent(deal, preferences):
        return None
    of_owner = _closings(session, talk, gatherings.of_owner(deal.owner_email)) if deal.owner_email else []
    if came_together([_at(one) for one in of_owner], talk.ended_at, enough):
        return Burst(deal.owner_email)
    of_all = _closings(session, talk, gatherings.of_connection(deal.connection_id))
    if came_together([_at(one) for one in of_all], talk.ended_at, enough):
        owners = Counter(lost.owner_email for _, lost in of_all if lost.owner_email)
        most = min(owners, key=lambda email: (-owners[email], email), default=None)
        return Burst(most, preferences.admin, deal.connection_id)
    return None


def gather(session: Session, retrospective_id: UUID, burst: Burst, person: PersonRow, now: datetime) -> None:
    """Have a held loss, and what else of its burst is held, wait for the word of `person`.

    What comes after that word is left alone, as what nobody chose.
    """
    gatherings.lock_person(session, person)
    talk = retrospectives.locked(session, person.workspace_id, retrospective_id)
    if talk is None or talk.status != Status.HELD or talk.why or talk.ended_at is None:
        return  # reopened or started by name while we looked
    if gatherings.is_gathered(session, talk):
        return  # by another worker
    deal = session.get_one(DealRow, talk.deal_id)
    scope = f"connection:{burst.connection}" if burst.connection else f"owner:{person.id}"
    there = gatherings.latest(session, talk.workspace_id, scope)
    if there is None or there.until is None or abs(talk.ended_at - there.until) > BURST_WINDOW:
        period = talk.ended_at.isoformat()
        there = messages.begin(
            session, Kind.BURST, person, None, scope=scope, period=period, now=now, until=talk.ended_at
        )
    if there.settled_at is not None:
        _mark([(talk, deal)])
        messages.leave_alone(talk, LEFT_ALONE[Kind.BURST], now)
        return
    losses = [(talk, deal), *_others(session, talk, deal, burst)]
    _mark(losses)
    there.until = max(_at(one) for one in losses)
    messages.gather(session, there, losses, now)


def _others(session: Session, talk: RetrospectiveRow, deal: DealRow, burst: Burst) -> list[Loss]:
    assert talk.ended_at is not None, "only what a CRM closed is part of a burst"
    about = gatherings.ended(talk.ended_at, BURST_WINDOW)
    free = gatherings.free(session, talk.workspace_id, _of(burst, deal), about)
    return [(other, lost) for other, lost in free if other.id != talk.id]


def _of(burst: Burst, deal: DealRow) -> ColumnElement[bool]:
    return gatherings.of_connection(burst.connection) if burst.connection else gatherings.of_owner(deal.owner_email)


def _closings(session: Session, talk: RetrospectiveRow, of: ColumnElement[bool]) -> list[Loss]:
    assert talk.ended_at is not None, "only what a CRM closed is part of a burst"
    return gatherings.closings(session, talk.workspace_id, of, talk.ended_at, BURST_WINDOW)


def _at(loss: Loss) -> datetime:
    ended_at = loss[0].ended_at
    assert ended_at is not None, "asked for by that time"
    return ended_at


def _mark(losses: list[Loss]) -> None:
    """A closing in bulk says little about its deal: it stays out of what is counted by deals and reasons."""
    for talk, deal in losses:
        talk.is_bulk = deal.is_bulk = True
