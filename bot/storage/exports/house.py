"""What an admin may take: what the CRMs told, who is who, what the team reads, and how the bot does.

Nothing that was said in a talk, and no figure about one person.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.domain.deals import Outcome
from bot.domain.heard import spread
from bot.domain.sheets import Cell, Sheet
from bot.domain.write_backs import Fate
from bot.storage import asks, deals, heard
from bot.storage.connections import BY_HAND
from bot.storage.exports.reading import AT_ONCE, read
from bot.storage.lessons import agreed
from bot.storage.models import (
    AuditRow,
    ConnectionRow,
    ConsentRow,
    CrmWriteRow,
    DealRow,
    HeardRow,
    KeptLessonRow,
    LessonRow,
    PersonRow,
    RaisedAskRow,
    RetrospectiveRow,
    SlotRow,
    WriteBackRow,
)
from bot.storage.playbook import MAY_BE_READ

_DEAL = ("amount", "currency", "customer", "competitor", "vertical", "region", "persona", "reason", "pipeline")
_DEALS = ("deal_id", "name", "outcome", "created_at", "closed_at", "owner_email", "manager_email", *_DEAL, "segment")


def sheets(session: Session, workspace_id: UUID) -> Iterator[Sheet]:
    """The tables, in the order in which they are told of."""
    yield _people(session, workspace_id)
    yield _connections(session, workspace_id)
    yield Sheet("deals", ("crm", *_DEALS), _deals(session, workspace_id))
    yield Sheet("playbook", ("deal", "lesson", "kept_at"), _playbook(session, workspace_id))
    yield Sheet("asks", ("department", "status", "raised_at", "answered_at", "ask"), _asks(session, workspace_id))
    yield _crm_updates(session, workspace_id)
    yield _weeks(session, workspace_id)
    yield Sheet("messages", ("week", "people", "median", "highest", "above"), _messages(session, workspace_id))
    yield _audit(session, workspace_id)


def _people(session: Session, workspace_id: UUID) -> Sheet:
    manager = aliased(PersonRow)
    query = (
        select(
            PersonRow.slack_user,
            PersonRow.email,
            PersonRow.name,
            PersonRow.role,
            PersonRow.country,
            PersonRow.zone,
            PersonRow.kind,
            PersonRow.active,
            manager.email,
        )
        .outerjoin(manager, manager.id == PersonRow.manager_id)
        .where(PersonRow.workspace_id == workspace_id)
        .order_by(PersonRow.email)
    )
    columns = ("slack_user", "email", "name", "role", "country", "zone", "kind", "active", "manager_email")
    return Sheet("people", columns, read(session, query))


def _connections(session: Session, workspace_id: UUID) -> Sheet:
    """Without the address and the secrets: whoever has these may speak for the CRM."""
    of = ConnectionRow
    query = select(of.provider, of.account, of.created_at, of.last_received_at)
    here = query.where(of.workspace_id == workspace_id, of.provider != BY_HAND).order_by(of.created_at)
    return Sheet("connections", ("crm", "account", "connected_at", "last_received_at"), read(session, here))


def _deals(session: Session, workspace_id: UUID) -> Iterator[tuple[Cell, ...]]:
    query = select(DealRow, ConnectionRow.provider).join(ConnectionRow, ConnectionRow.id == DealRow.connection_id)
    here = query.where(DealRow.workspace_id == workspace_id, DealRow.deleted_at.is_(None)).order_by(DealRow.closed_at)
    for row, provider in session.execute(here.execution_options(yield_per=AT_ONCE)):
        deal = deals.deal(row)
        told = (getattr(deal, name) for name in _DEAL)
        closed_at = None if deal.outcome is Outcome.OPEN else deal.closed_at
        known = (deal.external_id, deal.name, deal.outcome, deal.created_at, closed_at)
        yield (provider, *known, deal.owner.email, deal.manager.email, *told, deal.segment)


def _playbook(session: Session, workspace_id: UUID) -> Iterator[tuple[Cell, ...]]:
    query = (
        select(DealRow.name, RetrospectiveRow.announced, LessonRow.text, KeptLessonRow.kept_at)
        .join(LessonRow, LessonRow.id == KeptLessonRow.lesson_id)
        .join(RetrospectiveRow, RetrospectiveRow.id == LessonRow.retrospective_id)
        .join(ConsentRow, ConsentRow.retrospective_id == RetrospectiveRow.id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(KeptLessonRow.workspace_id == workspace_id, *MAY_BE_READ)
        .order_by(KeptLessonRow.kept_at)
    )
    for name, announced, text, kept_at in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield (*agreed(announced or {}, name, text), kept_at)


def _asks(session: Session, workspace_id: UUID) -> Iterator[tuple[Cell, ...]]:
    raised = select(RaisedAskRow).where(RaisedAskRow.workspace_id == workspace_id).order_by(RaisedAskRow.raised_at)
    for row in session.scalars(raised):
        for ask, _ in asks.told(session, row):
            yield row.department, row.status, row.raised_at, row.answered_at, ask.text


def _crm_updates(session: Session, workspace_id: UUID) -> Sheet:
    """What went into the CRMs and what became of it: no words of the talk, nobody's name, none of sensitive ones."""
    of = CrmWriteRow
    query = (
        select(
            DealRow.external_id,
            DealRow.name,
            WriteBackRow.crm,
            of.step,
            of.field,
            of.note_id,
            of.fate,
            WriteBackRow.pressed_at,
        )
        .join(WriteBackRow, WriteBackRow.id == of.write_back_id)
        .join(RetrospectiveRow, RetrospectiveRow.id == WriteBackRow.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(of.workspace_id == workspace_id, of.fate != Fate.IDLE, WriteBackRow.pressed_at.is_not(None))
        .where(RetrospectiveRow.is_sensitive.is_(False), DealRow.deleted_at.is_(None))
        .order_by(WriteBackRow.pressed_at, of.write_back_id, of.place)
    )
    columns = ("deal_id", "deal", "crm", "what", "field", "note_id", "became", "pressed_at")
    return Sheet("crm_updates", columns, read(session, query))


def _weeks(session: Session, workspace_id: UUID) -> Sheet:
    query = select(SlotRow.period, SlotRow.kind, SlotRow.outcome, SlotRow.reason, SlotRow.taken_at)
    here = query.where(SlotRow.workspace_id == workspace_id).order_by(SlotRow.id)
    return Sheet("weeks", ("period", "what", "outcome", "reason", "at"), read(session, here))


def _messages(session: Session, workspace_id: UUID) -> Iterator[tuple[Cell, ...]]:
    """Of weeks in which they reached enough people to say."""
    weeks = select(HeardRow.week).where(HeardRow.workspace_id == workspace_id).distinct().order_by(HeardRow.week)
    for week in session.scalars(weeks):
        found = spread(heard.unasked(session, workspace_id, week))
        if found is not None:
            yield week, found.people, found.median, found.highest, found.above


def _audit(session: Session, workspace_id: UUID) -> Sheet:
    of = AuditRow
    query = select(of.at, of.actor, of.action, of.object, of.allowed, of.reason).where(of.workspace_id == workspace_id)
    columns = ("at", "who", "what", "of_what", "allowed", "reason")
    return Sheet("audit", columns, read(session, query.order_by(of.id)))
