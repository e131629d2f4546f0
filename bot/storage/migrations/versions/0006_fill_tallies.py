"""fill tallies: count what is there already

The rules stand here as they were at this release. What processes of the release before change after it is not in it:
`python -m bot recount` counts anew once they are gone.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from bot.storage.types import vaults
from bot.storage.vault import CannotOpen

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

AT_ONCE = 5000
VALUE_LENGTH = 80

Key = tuple[UUID, str, str, str, str]  # workspace, dimension, period, kind, value

AT = sa.DateTime(timezone=True)
DEALS = sa.table(
    "deals",
    sa.column("id", sa.Uuid()),
    sa.column("workspace_id", sa.Uuid()),
    sa.column("outcome", sa.String()),
    sa.column("created_at", AT),
    sa.column("closed_at", AT),
    sa.column("deleted_at", AT),
    sa.column("facts", sa.LargeBinary()),
    sa.column("competitor", sa.String()),
)
TALKS = sa.table(
    "retrospectives",
    sa.column("id", sa.Uuid()),
    sa.column("workspace_id", sa.Uuid()),
    sa.column("outcome", sa.String()),
    sa.column("status", sa.String()),
    sa.column("closed_at", AT),
    sa.column("called_at", AT),
)
REASONS = sa.table("reasons", sa.column("retrospective_id", sa.Uuid()), sa.column("reason", sa.String()))
TALLIES = sa.table(
    "tallies",
    sa.column("workspace_id", sa.Uuid()),
    sa.column("dimension", sa.String()),
    sa.column("period", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("value", sa.String()),
    sa.column("count", sa.Integer()),
)


def upgrade() -> None:
    name_competitors()
    counts: Counter[Key] = Counter()
    for deal in rows(DEALS, "workspace_id", "outcome", "created_at", "closed_at", "deleted_at", "competitor"):
        counts.update(of_deal(*deal))
    reasons: dict[UUID, list[str]] = {}
    for talk_id, reason in rows(REASONS, "retrospective_id", "reason"):
        reasons.setdefault(talk_id, []).append(reason)
    for talk_id, *facts in rows(TALKS, "id", "workspace_id", "outcome", "status", "closed_at", "called_at"):
        counts.update(of_talk(reasons.get(talk_id, []), *facts))
    names = ("workspace_id", "dimension", "period", "kind", "value")
    filled = [dict(zip(names, key, strict=True)) | {"count": count} for key, count in counts.items()]
    for first in range(0, len(filled), AT_ONCE):
        op.get_bind().execute(sa.insert(TALLIES), filled[first : first + AT_ONCE])


def downgrade() -> None:
    op.execute(sa.delete(TALLIES))


def rows(table: sa.TableClause, *names: str) -> Iterator[Any]:
    query = sa.select(*(table.c[name] for name in names)).execution_options(yield_per=AT_ONCE)
    yield from op.get_bind().execute(query)


def name_competitors() -> None:
    """Competitors stood among the sealed facts only. What no key opens stays uncounted."""
    connection, last = op.get_bind(), UUID(int=0)
    vault = vaults[connection.dialect]
    named = sa.update(DEALS).where(DEALS.c.id == sa.bindparam("deal")).values(competitor=sa.bindparam("name"))
    while True:
        query = sa.select(DEALS.c.id, DEALS.c.facts).where(DEALS.c.id > last).order_by(DEALS.c.id).limit(AT_ONCE)
        found = connection.execute(query).all()
        if not found:
            return
        last = found[-1].id
        known = [{"deal": row.id, "name": name} for row in found if (name := competitor(vault, row.facts))]
        if known:
            connection.execute(named, known)


def competitor(vault: Any, sealed: bytes) -> str | None:
    try:
        name = json.loads(vault.open(sealed, "deals.facts")).get("competitor")
    except CannotOpen:
        return None
    return name if isinstance(name, str) else None


def of_deal(
    workspace_id: UUID,
    outcome: str,
    created_at: datetime | None,
    closed_at: datetime | None,
    deleted_at: datetime | None,
    competitor: str | None,
) -> Iterator[Key]:
    if outcome == "open" or deleted_at is not None or closed_at is None:
        return
    known = created_at is not None and created_at <= closed_at
    days = str((closed_at - created_at).days) if known and created_at is not None else ""
    yield workspace_id, "days", day(closed_at), outcome, days
    yield workspace_id, "deals", day(closed_at)[:7], outcome, ""
    if competitor:
        yield workspace_id, "competitor", day(closed_at)[:7], outcome, clipped(competitor)


def of_talk(
    reasons: list[str],
    workspace_id: UUID,
    outcome: str,
    status: str,
    closed_at: datetime | None,
    called_at: datetime | None,
) -> Iterator[Key]:
    if called_at is not None:
        yield workspace_id, "calls", day(called_at), outcome, ""
    if status != "done" or outcome != "lost" or closed_at is None:
        return
    yield workspace_id, "talks", day(closed_at), outcome, ""
    if reasons:
        yield workspace_id, "talked", day(closed_at)[:7], outcome, ""
    for reason in reasons:
        yield workspace_id, "reason", day(closed_at)[:7], outcome, reason


def day(at: datetime) -> str:
    """In UTC; SQLite forgets the zone, which was UTC."""
    return (at.astimezone(UTC) if at.tzinfo else at).date().isoformat()


def clipped(value: str) -> str:
    return value if len(value) <= VALUE_LENGTH else value[: VALUE_LENGTH - 1].rstrip() + "…"
