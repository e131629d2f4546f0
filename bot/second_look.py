"""The second look: when the grace period is over, the deal is read again and its people are found; only then we speak.

Asking the CRM and Slack happens outside any transaction; what they say is used in one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from bot import casting, crm_turns, directory, one_by_one
from bot.casting import Missing
from bot.crm import Gone, Http
from bot.crm_turns import CrmTurns
from bot.domain.conversation import Status
from bot.domain.deals import Deal, Outcome
from bot.domain.rules import Decision, Size, Why
from bot.slack_client import Slack
from bot.storage import deals, people, retrospectives
from bot.storage.database import Database
from bot.storage.models import DealRow, PersonRow, RetrospectiveRow
from bot.use_cases.losses import bundles, bursts, sizes
from bot.use_cases.losses import deals as news
from bot.use_cases.losses.bursts import Burst
from bot.use_cases.people import hours
from bot.use_cases.talk import retrospectives as talks

LEASE = timedelta(seconds=90)  # longer than CRM and Slack together may take
MANAGER_ASKED_AFTER = timedelta(days=1)  # an admin has had time to correct an address


@dataclass(frozen=True)
class Case:
    """One held retrospective, as it was claimed. `rep` is set when somebody began it with a deal that no CRM sent."""

    retrospective_id: UUID
    workspace_id: UUID
    deal_id: UUID
    deal: Deal
    outcome: Outcome
    connection_id: UUID
    rep: UUID | None
    is_asked_for: bool
    attempts: int


def work(db: Database, slack: Slack, http: Http, now: datetime, turns: CrmTurns | None = None) -> int:
    """Look again at the held retrospectives whose time has come. Returns how many were taken in hand.

    One's failure is its own: it is tried again later. Of several that work at the same time with the same `turns`, no
    two ask the same CRM. Raises only when the database is away.
    """
    turns = turns or CrmTurns()
    return one_by_one.work(
        "second look",
        claim=lambda: turns.claim(partial(_claim, db, now)),
        do=lambda case: _look_in_turn(db, slack, http, case, now, turns),
        later=lambda case, pause, reason: _later(db, case, pause, reason, now),
    )


def _look_in_turn(db: Database, slack: Slack, http: Http, case: Case, now: datetime, turns: CrmTurns) -> None:
    with turns.taken(case.connection_id):
        _look(db, slack, http, case, now)


def _look(db: Database, slack: Slack, http: Http, case: Case, now: datetime) -> None:
    if _waits_with_others(db, slack, case, now):
        return
    deal = _still_closed(db, http, case, now)
    if deal is None:
        with db.begin() as session:
            news.not_lost_after_all(session, *_with_deal(session, case), now)
            casting.note_missing(session, case.workspace_id, case.deal_id, [case.deal], None, now)
        return
    rep = case.rep or casting.rep(db, slack, case.workspace_id, deal, now)
    if rep is None:
        missing = _wait_for_rep(db, case, deal, now)
        patience = timedelta() if case.is_asked_for else MANAGER_ASKED_AFTER
        manager = casting.stand_in(db, slack, case.workspace_id, deal, missing, patience, now)
        if manager is not None:
            _open_for_manager(db, case, deal, manager, now)
        return
    manager = casting.manager(db, slack, case.workspace_id, deal, rep, now)
    with db.begin() as session:
        known, row = _with_deal(session, case)
        if row.status != Status.HELD:
            return  # reopened while we looked
        deals.learn(session, known, deal)
        casting.note_missing(session, case.workspace_id, case.deal_id, [deal, case.deal], None, now)
        pair = session.get_one(PersonRow, rep), _person(session, manager)
        if not bundles.gather(session, row, *pair, now):
            talks.open_thread(session, row, *pair, now)


def _waits_with_others(db: Database, slack: Slack, case: Case, now: datetime) -> bool:
    """Whether the deal was closed together with many others, and waits with them for somebody's word."""
    with db.read() as session:
        burst = bursts.around(session, case.workspace_id, case.retrospective_id)
    person = _whom_to_ask(db, slack, case.workspace_id, burst, now) if burst else None
    if burst is None or person is None:
        return False
    with db.begin() as session:
        _with_deal(session, case)
        bursts.gather(session, case.retrospective_id, burst, session.get_one(PersonRow, person), now)
    return True


def _whom_to_ask(db: Database, slack: Slack, workspace_id: UUID, burst: Burst, now: datetime) -> UUID | None:
    if burst.admin:
        with db.begin() as session:
            return people.ensure(session, workspace_id, burst.admin).id
    person = directory.find(db, slack, workspace_id, burst.email, now) if burst.email else None
    return person.id if person else None


def _claim(db: Database, now: datetime, taken: Collection[UUID]) -> Case | None:
    with db.read() as session:  # an idle worker must not take the one write lock
        if not retrospectives.is_due(session, now, taken):
            return None
    with db.begin() as session:
        row = retrospectives.claim_due(session, now, now + LEASE, taken)
        if row is None:
            return None
        deal = session.get_one(DealRow, row.deal_id)
        return Case(
            row.id,
            row.workspace_id,
            deal.id,
            deals.deal(deal),
            Outcome(row.outcome),
            deal.connection_id,
            row.rep_id,
            row.why == Why.BY_HAND,
            row.attempts,
        )


def _still_closed(db: Database, http: Http, case: Case, now: datetime) -> Deal | None:
    """The deal as its CRM shows it now, or as we last knew it; None when it no longer ended as it did, or is gone."""
    try:
        asked = crm_turns.ask_again(
            db, http, (case.workspace_id, case.connection_id), case.deal.external_id, case.attempts, now
        )
    except Gone:
        return None
    deal = asked or case.deal
    return deal if deal.outcome is case.outcome else None


def _open_for_manager(db: Database, case: Case, deal: Deal, manager: UUID, now: datetime) -> None:
    """For the manager alone, with the short guide unless somebody asked for it by hand. The list of fixes stands."""
    with db.begin() as session:
        known, row = _with_deal(session, case)
        if row.status != Status.HELD:
            return  # reopened while we looked
        deals.learn(session, known, deal)
        person = session.get_one(PersonRow, manager)
        at_work = now if case.is_asked_for else hours.next_open(session, [manager], now)
        if at_work > now:
            row.due_at = at_work  # until then the owner may be found
            return
        if not case.is_asked_for:
            sizes.give(row, Decision(Size.SHORT, Why.OWNER_GONE))
        talks.open_thread(session, row, person, person, now)


def _wait_for_rep(db: Database, case: Case, deal: Deal, now: datetime) -> Missing:
    """Nobody to talk to: an admin must know, and the retrospective waits; nothing is lost. Returns who is missing."""
    missing = casting.missing(case.deal_id, deal)
    with db.begin() as session:
        casting.note_missing(session, case.workspace_id, case.deal_id, [deal, case.deal], missing, now)
        row = _held(session, case)
        row.waits_for = missing[0]
        row.due_at = now + one_by_one.pause(case.attempts)
    return missing


def _later(db: Database, case: Case, pause: timedelta, reason: str, now: datetime) -> None:
    with db.begin() as session:
        row = _held(session, case)
        row.waits_for, row.due_at = reason, now + pause


def _with_deal(session: Session, case: Case) -> tuple[DealRow, RetrospectiveRow]:
    # The deal first, as whoever brings news of it does: two that lock in different orders wait for each other.
    deal = deals.locked_by_id(session, case.workspace_id, case.deal_id)
    assert deal is not None, "deals are only deleted with their workspace"
    return deal, _held(session, case)


def _held(session: Session, case: Case) -> RetrospectiveRow:
    row = retrospectives.locked(session, case.workspace_id, case.retrospective_id)
    assert row is not None, "retrospectives are only deleted with their workspace"
    return row


def _person(session: Session, person_id: UUID | None) -> PersonRow | None:
    return session.get_one(PersonRow, person_id) if person_id else None
