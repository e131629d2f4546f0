"""News about deals: a closing opens exactly one retrospective, a reopening pauses it. By hand: `starts`."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.domain.conversation import Status
from bot.domain.deals import OUTCOMES, Deal, DealEvent, EventKind, Outcome, after, was_open_since
from bot.domain.rules import Why
from bot.messages import guides
from bot.storage import audit, deals, retrospectives, workspaces
from bot.storage.models import DealRow, RetrospectiveRow, WorkspaceRow
from bot.use_cases.look_alikes import warnings as look_alikes
from bot.use_cases.losses import new_owners
from bot.use_cases.playbook import trials
from bot.use_cases.talk import pauses
from bot.use_cases.talk import retrospectives as talks
from bot.use_cases.week import publications


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
                at = _after_reopening(session, row, deal, min(event.at, now), now)
                _closed_or_reopened(session, row, outcome, deal, at, now)


def not_lost_after_all(session: Session, deal: DealRow, row: RetrospectiveRow, now: datetime) -> None:
    """The second look found the deal open (or won): nobody hears of the closing, and the next one counts anew.

    Both rows are locked, the deal before the retrospective.
    """
    if row.outcome != Outcome.OPEN:  # a look back midway must not undo the closing that came in between
        deal.outcome = Outcome.OPEN
    row.status, row.due_at = Status.PAUSED, None
    audit.note_talk(session, row, "crm", "not_lost", now)


def _after_reopening(session: Session, row: DealRow, deal: Deal | None, at: datetime, now: datetime) -> datetime:
    """The time of the news. Where a deal was open since the loss that we know, that is made up for before."""
    if deal is None or deal.ended_at is None or not _was_open(session, row, deal, at):
        return at
    reopened = replace(deal, outcome=Outcome.OPEN, closed_at=None)
    _closed_or_reopened(session, row, Outcome.OPEN, reopened, deal.ended_at - timedelta(seconds=1), now)
    return max(at, deal.ended_at)


def _was_open(session: Session, row: DealRow, deal: Deal, at: datetime) -> bool:
    is_talked_about = any(talk.loss_no == row.closings for talk in retrospectives.of_deal(session, row))
    return was_open_since(deals.standing(row), row.closed_at, deal, at, is_talked_about=is_talked_about)


def _closed_or_reopened(
    session: Session, row: DealRow, outcome: Outcome, deal: Deal | None, at: datetime, now: datetime
) -> None:
    before, shown = deals.standing(row), deals.deal(row)
    standing = after(before, outcome, at)
    if standing == before and before.last_source_at != at:
        return  # older than what we know
    deals.stand(row, standing)
    was_deleted, row.deleted_at = row.deleted_at is not None, None
    if deal is not None:
        deals.learn(session, row, deal)
    closed_anew = standing.closings > before.closings
    if closed_anew and (deal is None or deal.closed_at is None):
        row.closed_at = at  # what stands there is when it was closed before
    if standing.outcome is not before.outcome:
        pauses.pause_all(session, row, now)
        trials.follow(session, row, now)
    if was_deleted:
        _correct_publications(session, row, now)
        _hold_again(session, row, now)
        pauses.show(session, row, now)
        trials.come_back(session, row, now)
    if standing.outcome is before.outcome and deals.deal(row) != shown:
        talks.show_all(session, row, now)
    new_owners.follow(session, row, shown, now)
    if standing.outcome is Outcome.OPEN and (before.last_source_at is None or deals.deal(row) != shown):
        look_alikes.follow(session, row, now)
    if closed_anew and standing.outcome is Outcome.LOST:
        row.is_bulk = False  # an earlier closing may have been one of many
        hold(session, row, _after_grace(session, row, now), ended_at=at)


def hold(
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


def _deleted(session: Session, row: DealRow | None, now: datetime) -> None:
    """A deleted deal opens nothing; a talk that people have begun is theirs to finish."""
    if row is None:
        return
    row.deleted_at = now
    _correct_publications(session, row, now)
    for held in retrospectives.of_deal(session, row):
        if held.status == Status.HELD:
            held.status, held.due_at = Status.PAUSED, None
    pauses.show(session, row, now)


def _hold_again(session: Session, deal: DealRow, now: datetime) -> None:
    """A lost deal that was deleted before anybody heard of its loss, and is there again."""
    for row in retrospectives.of_deal(session, deal):
        is_untold = row.status == Status.PAUSED and row.opened_at is None
        if is_untold and deal.outcome == row.outcome == Outcome.LOST and row.loss_no == deal.closings:
            row.status, row.due_at = Status.HELD, _after_grace(session, deal, now)


def _after_grace(session: Session, row: DealRow, now: datetime) -> datetime:
    preferences = workspaces.preferences(session.get_one(WorkspaceRow, row.workspace_id))
    return now + timedelta(minutes=preferences.grace_minutes)


def _correct_publications(session: Session, deal: DealRow, now: datetime) -> None:
    """Nothing of a deleted deal is told to anybody, until it is there again."""
    session.flush()
    for row in retrospectives.of_deal(session, deal):
        publications.correct(session, row, now)


def _merged(session: Session, row: DealRow | None, event: DealEvent, now: datetime) -> None:
    """The deal lives on under another id, and its retrospectives with it, unless that id has its own history."""
    if row is None or event.merged_into is None:
        return
    if deals.locked(session, row.connection_id, event.merged_into) is None:
        row.external_id = event.merged_into
    else:
        _deleted(session, row, now)
