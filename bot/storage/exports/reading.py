"""How the rows of a table are read: a few hundred at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from bot.domain.sheets import Cell
from bot.storage.models import DealRow, RetrospectiveRow

AT_ONCE = 500


def read(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Cell, ...]]:
    """The rows of a query."""
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        yield tuple(row)


def of_talks(kind: Any, which: ColumnElement[bool], *columns: Any) -> Select[*tuple[Any, ...]]:
    """Rows of a `kind` that belongs to talks, each after its deal and round, of the talks that `which` names."""
    return (
        select(DealRow.name, RetrospectiveRow.loss_no, *columns)
        .select_from(kind)
        .join(RetrospectiveRow, RetrospectiveRow.id == kind.retrospective_id)
        .join(DealRow, DealRow.id == RetrospectiveRow.deal_id)
        .where(which)
        .order_by(RetrospectiveRow.opened_at, RetrospectiveRow.id)
    )
