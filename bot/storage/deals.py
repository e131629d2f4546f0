"""Deals as we last knew them."""

from collections.abc import Collection
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import deal_names
from bot.domain.deals import Deal, Outcome, Person, Standing
from bot.domain.tallies import FEATURES
from bot.storage.insertion import insert_unless_there
from bot.storage.models import DealRow

SEARCHED = 20_000  # what a search for words in names goes through at most, in some hundredths of a second
ALIKE = 1000  # names that begin alike, and are compared letter by letter
NEVER = datetime.min.replace(tzinfo=UTC)


def locked(session: Session, connection_id: UUID, external_id: str) -> DealRow | None:
    """The deal, locked until the transaction ends, or None."""
    query = select(DealRow).where(DealRow.connection_id == connection_id, DealRow.external_id == external_id)
    return session.scalar(query.with_for_update())


def by_id(session: Session, workspace_id: UUID, deal_id: UUID) -> DealRow | None:
    """The deal of this workspace, or None."""
    return session.scalar(select(DealRow).where(DealRow.workspace_id == workspace_id, DealRow.id == deal_id))


def locked_by_id(session: Session, workspace_id: UUID, deal_id: UUID) -> DealRow | None:
    """The deal of this workspace, locked until the transaction ends, or None."""
    query = select(DealRow).where(DealRow.workspace_id == workspace_id, DealRow.id == deal_id)
    return session.scalar(query.with_for_update())


def add(session: Session, workspace_id: UUID, connection_id: UUID, deal: Deal) -> DealRow:
    """A deal that we hear of for the first time; it stands open until an event says otherwise."""
    insert_unless_there(
        session,
        DealRow,
        workspace_id=workspace_id,
        connection_id=connection_id,
        external_id=deal.external_id,
        name=deal.name,
        outcome=Outcome.OPEN,
        facts={},
    )
    row = locked(session, connection_id, deal.external_id)
    assert row is not None  # inserted just now, by us or by somebody faster
    learn(row, deal)
    session.flush()
    return row


def learn(row: DealRow, deal: Deal) -> None:
    """Keep the facts of `deal`; how it stands is kept apart, by `stand`."""
    row.name = deal.name
    row.owner_email = deal.owner.email
    row.created_at = deal.created_at
    row.closed_at = deal.closed_at or row.closed_at  # a CRM may not say when; the event did
    for name in FEATURES:
        setattr(row, name, getattr(deal, name))
    row.facts = _facts(deal)


def stand(row: DealRow, standing: Standing) -> None:
    """Keep how the deal stands."""
    row.outcome = standing.outcome
    row.closings = standing.closings
    row.last_source_at = standing.last_source_at


def standing(row: DealRow) -> Standing:
    """How the deal stands."""
    return Standing(Outcome(row.outcome), row.closings, row.last_source_at)


def deal(row: DealRow) -> Deal:
    """The deal as a value."""
    facts = row.facts
    return Deal(
        external_id=row.external_id,
        name=row.name,
        outcome=Outcome(row.outcome),
        owner=Person(row.owner_email, facts.get("owner_name")),
        manager=Person(facts.get("manager_email"), facts.get("manager_name")),
        amount=Decimal(facts["amount"]) if facts.get("amount") is not None else None,
        created_at=row.created_at,
        closed_at=row.closed_at,
        **{str(name): facts.get(name) for name in _TEXTS},
    )


def named(session: Session, workspace_id: UUID, words: str, most: int = 20) -> list[DealRow]:
    """Deals whose name holds all of `words`, in any case; the latest closed first.

    Looked for among the SEARCHED that closed last, and as many that are open.
    """
    searched = _searched(workspace_id)
    ids = {id for part in searched for id in session.scalars(_holding(part, words).limit(most))}
    return _latest(session, ids, most)


def namesakes(session: Session, workspace_id: UUID, name: str, most: int = 20) -> list[DealRow]:
    """Deals with this name, however either is written, the latest closed first. Looked for as `named` does."""
    key = deal_names.key(name)
    alike = (session.execute(_beginning(part, key)) for part in _searched(workspace_id))
    ids = {id for rows in alike for id, other in rows if deal_names.key(other) == key}
    return _latest(session, ids, most)


def closed_of(session: Session, workspace_id: UUID, emails: set[str], most: int = 20) -> list[DealRow]:
    """Closed deals of these owners, the latest first."""
    found: list[DealRow] = []
    for email in sorted(emails):  # one search for each: together they would be sorted before the first is shown
        query = select(DealRow).where(
            DealRow.workspace_id == workspace_id,
            DealRow.owner_email == email,
            DealRow.closed_at.is_not(None),
            DealRow.outcome != Outcome.OPEN,
            DealRow.deleted_at.is_(None),
        )
        found += session.scalars(query.order_by(DealRow.closed_at.desc()).limit(most))
    return sorted(found, key=_closed_at, reverse=True)[:most]


def _searched(workspace_id: UUID) -> tuple[Subquery, Subquery]:
    """Among which deals names are looked for: those that closed last, and those that are open."""
    here = (DealRow.workspace_id == workspace_id, DealRow.deleted_at.is_(None))
    some = select(DealRow.id, DealRow.name, DealRow.closed_at).order_by(DealRow.closed_at.desc()).limit(SEARCHED)
    closed = some.where(*here, DealRow.closed_at.is_not(None))
    return closed.subquery(), some.where(*here, DealRow.outcome == Outcome.OPEN).subquery()


def _latest(session: Session, ids: Collection[UUID], most: int) -> list[DealRow]:
    rows = session.scalars(select(DealRow).where(DealRow.id.in_(ids)))
    return sorted(rows, key=_closed_at, reverse=True)[:most]


def _closed_at(row: DealRow) -> datetime:
    return row.closed_at or NEVER


def _holding(some: Subquery, words: str) -> Select[UUID]:
    """The ids of those whose name holds all of `words`, the latest closed first."""
    query = select(some.c.id).order_by(some.c.closed_at.desc())
    for word in words.split():
        query = query.where(or_(*(_holds(some.c.name, form) for form in _cases(word))))
    return query


def _beginning(some: Subquery, key: str) -> Select[UUID, str]:
    """Ids and names of those whose name begins like `key` once its marks are left out: few enough to be read."""
    bare: ColumnElement[str] = reduce(lambda name, mark: func.replace(name, mark, ""), deal_names.MARKS, some.c.name)
    begins = (func.lower(bare).startswith(form, autoescape=True) for form in _cases(key))
    return select(some.c.id, some.c.name).where(or_(*begins)).order_by(some.c.closed_at.desc()).limit(ALIKE)


def _holds(name: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return func.lower(name).contains(word, autoescape=True)


def _cases(word: str) -> set[str]:
    """How `word` may be spelled in a name that the database wrote small: SQLite leaves all letters but ASCII alone."""
    return {word.lower(), *(_ascii_lower(form) for form in (word, word.upper(), word.capitalize()))}


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


_TEXTS = ("customer", "currency", "pipeline", "segment", "stage", "reason", "url", *FEATURES)


def _facts(deal: Deal) -> dict[str, Any]:
    facts: dict[str, Any] = {str(name): getattr(deal, name) for name in _TEXTS}
    facts["amount"] = None if deal.amount is None else str(deal.amount)
    facts |= {
        "owner_name": deal.owner.name,
        "manager_email": deal.manager.email,
        "manager_name": deal.manager.name,
    }
    return {name: value for name, value in facts.items() if value is not None}
