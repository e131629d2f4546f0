"""find what grows: an index for each search in a table that grows"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

TROUBLED = "state IN ('unsure','unknown','dead')"
HAS_ROOM = "room_id IS NOT NULL"
UNMET = "checked_at IS NULL AND slack_user IS NOT NULL"

# Index, table, columns, and the condition of a partial one.
INDEXES: tuple[tuple[str, str, list[str], str | None], ...] = (
    ("ix_deals_workspace_latest", "deals", ["workspace_id", "closed_at"], None),
    ("ix_deals_owner_latest", "deals", ["workspace_id", "owner_email", "closed_at"], None),
    ("ix_retrospectives_rep", "retrospectives", ["rep_id", "workspace_id", "status"], None),
    ("ix_retrospectives_manager", "retrospectives", ["manager_id", "workspace_id", "status"], None),
    ("ix_retrospectives_room", "retrospectives", ["room_id"], None),
    ("ix_answers_author", "answers", ["author_id"], None),
    ("ix_actions_owner", "actions", ["owner_id"], None),
    ("ix_consents_person", "consents", ["person_id"], None),
    ("ix_outbox_trouble", "outbox", ["workspace_id", "due_at"], TROUBLED),
    ("ix_outbox_room", "outbox", ["room_id"], HAS_ROOM),
    ("ix_celebrations_retrospective", "celebrations", ["retrospective_id"], None),
    ("ix_celebrations_rep", "celebrations", ["rep_id"], None),
    ("ix_trials_person", "trials", ["person_id"], None),
    ("ix_people_manager", "people", ["manager_id"], None),
    ("ix_people_unmet", "people", ["workspace_id"], UNMET),
)


def upgrade() -> None:
    for name, table, columns, condition in INDEXES:
        where = None if condition is None else sa.text(condition)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(name, columns, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(name)
