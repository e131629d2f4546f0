"""count by week how long deals took

The counts by day say from now on only how many deals were closed. What processes of the release before change after
it lies where it lay before: `python -m bot recount` counts anew once they are gone.
"""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision: str = "0092"
down_revision: str | None = "0091"
branch_labels: str | None = None
depends_on: str | None = None

AT_ONCE = 5000
DAYS, WEEKS, UNKNOWN = "days", "weeks", ""

Key = tuple[UUID, str, str, str, str]  # workspace, dimension, period, kind, value

NAMES = ("workspace_id", "dimension", "period", "kind", "value")
TALLIES = sa.table(
    "tallies",
    sa.column("workspace_id", sa.Uuid()),
    *(sa.column(name, sa.String()) for name in NAMES[1:]),
    sa.column("count", sa.Integer()),
)


def upgrade() -> None:
    counts: Counter[Key] = Counter()
    for workspace, period, kind, value, count in by_day():
        counts[workspace, DAYS, period, kind, UNKNOWN] += count
        if value != UNKNOWN:
            counts[workspace, WEEKS, monday(period), kind, value] += count
    op.execute(sa.delete(TALLIES).where(TALLIES.c.dimension == DAYS))
    filled = [dict(zip(NAMES, key, strict=True)) | {"count": count} for key, count in counts.items()]
    for first in range(0, len(filled), AT_ONCE):
        op.get_bind().execute(sa.insert(TALLIES), filled[first : first + AT_ONCE])


def by_day() -> list[sa.Row[UUID, str, str, str, int]]:
    if op.get_bind().dialect.name == "postgresql":
        # Others write here last before they commit: what they have changed is either seen now or added after us.
        op.execute(sa.text("LOCK TABLE tallies IN EXCLUSIVE MODE"))
    columns = (TALLIES.c.workspace_id, TALLIES.c.period, TALLIES.c.kind, TALLIES.c.value, TALLIES.c.count)
    return list(op.get_bind().execute(sa.select(*columns).where(TALLIES.c.dimension == DAYS)))


def monday(period: str) -> str:
    day = date.fromisoformat(period)
    return (day - timedelta(days=day.weekday())).isoformat()


def downgrade() -> None:
    op.execute(sa.delete(TALLIES).where(TALLIES.c.dimension == WEEKS))
