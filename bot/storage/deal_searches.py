"""Deals looked for by their names, or by who owned them."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from functools import reduce
from string import ascii_letters, digits
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import deal_names
from bot.domain.deals import Outcome
from bot.storage.models import DealRow

SEARCHED = 20_000  # what a search for words in names goes through at most, in some hundredths of a second
LATEST = 300  # deals that are read whole where their amounts are sought
ALIKE = 1000  # names that begin alike, and are compared letter by letter
_WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in ascii_letters + digits}  # as Japanese keyboards write them
_ANY = {ord(letter): "_" for letter in deal_names.OFTEN_ACCENTED}  # for LIKE
NEVER = datetime.min.replace(tzinfo=UTC)


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
    looks = (look(part, key) for part in _searched(workspace_id) for look in (_beginning, _beginning_with_accents))
    alike = (session.execute(look) for look in looks)
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


def latest(session: Session, workspace_id: UUID) -> list[DealRow]:
    """The LATEST that closed last, and as many that are open."""
    return [
        row
        for part in _searched(workspace_id)
        for row in session.scalars(select(DealRow).where(DealRow.id.in_(_ids(part).limit(LATEST))))
    ]


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


def _ids(some: Subquery) -> Select[UUID]:
    return select(some.c.id).order_by(some.c.closed_at.desc())


def _holding(some: Subquery, words: str) -> Select[UUID]:
    """The ids of those whose name holds all of `words`, the latest closed first."""
    query = _ids(some)
    for word in words.split():
        query = query.where(or_(*(_holds(some.c.name, form) for form in _cases(word))))
    return query


def _beginning(some: Subquery, key: str) -> Select[UUID, str]:
    """Ids and names of those whose name begins like `key` once its marks are left out: few enough to be read."""
    wide = key.translate(_WIDE)
    begins = (_bare(some).startswith(form, autoescape=True) for form in _cases(key) | _cases(wide))
    return _first(some, or_(*begins))


def _beginning_with_accents(some: Subquery, key: str) -> Select[UUID, str]:
    """The same with any letter in place of those that are often written with an accent."""
    escaped = (re.sub(r"([/%_])", r"/\1", form) for form in _cases(key))
    begins = (_bare(some).like(f"{form.translate(_ANY)}%", escape="/") for form in escaped)
    return _first(some, or_(*begins))


def _bare(some: Subquery) -> ColumnElement[str]:
    bare: ColumnElement[str] = reduce(lambda name, mark: func.replace(name, mark, ""), deal_names.MARKS, some.c.name)
    return func.lower(bare)


def _first(some: Subquery, begins: ColumnElement[bool]) -> Select[UUID, str]:
    return select(some.c.id, some.c.name).where(begins).order_by(some.c.closed_at.desc()).limit(ALIKE)


def _holds(name: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return func.lower(name).contains(word, autoescape=True)


def _cases(word: str) -> set[str]:
    """How `word` may be spelled in a name that the database wrote small: SQLite leaves all letters but ASCII alone."""
    return {word.lower(), *(_ascii_lower(form) for form in (word, word.upper(), word.capitalize()))}


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
