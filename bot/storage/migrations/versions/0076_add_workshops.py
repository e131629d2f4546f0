"""add workshops: their groups and members, what the groups wrote, and the votes for it"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision: str = "0076"
down_revision: str | None = "0075"
branch_labels: str | None = None
depends_on: str | None = None

POST = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "workshops",
        *_own("workshops"),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        _moment("starts_at", nullable=False),
        _moment("ends_at"),
        _moment("votes_until"),
        _moment("due_at"),
        sa.Column("opening_id", POST, nullable=True),
        sa.Column("vote_id", POST, nullable=True),
        _refers("workshops", "lesson_id", "lessons", "CASCADE"),
        _refers("workshops", "leader_id", "people", "SET NULL"),
        _refers("workshops", "opening_id", "outbox", "SET NULL"),
        _refers("workshops", "vote_id", "outbox", "SET NULL"),
    )
    _index("workshops", "workspace", "lesson", "leader", "opening", "vote", due="due_at")
    op.create_table(
        "workshop_groups",
        *_own("workshop_groups"),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("root_id", POST, nullable=True),
        sa.Column("card_id", POST, nullable=True),
        _moment("done_at"),
        _refers("workshop_groups", "workshop_id", "workshops", "CASCADE"),
        _refers("workshop_groups", "root_id", "outbox", "SET NULL"),
        _refers("workshop_groups", "card_id", "outbox", "SET NULL"),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_workshop_groups_workshop_id_number")),
    )
    _index("workshop_groups", "root", "card")
    op.create_table(
        "workshop_members",
        *_own("workshop_members"),
        sa.Column("workshop_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        _moment("ask_at"),
        _refers("workshop_members", "workshop_id", "workshops", "CASCADE"),
        _refers("workshop_members", "person_id", "people", "CASCADE"),
        _refers("workshop_members", "group_id", "workshop_groups", "SET NULL"),
        sa.UniqueConstraint("workshop_id", "person_id", name=op.f("uq_workshop_members_workshop_id_person_id")),
    )
    _index("workshop_members", "person", "group", ask="ask_at")
    op.create_table(
        "practices",
        *_own("practices"),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("slack_ts", sa.String(), nullable=True),
        _moment("kept_at"),
        _refers("practices", "group_id", "workshop_groups", "CASCADE"),
        sa.UniqueConstraint("group_id", "place", name=op.f("uq_practices_group_id_place")),
    )
    op.create_table(
        "practice_votes",
        *_own("practice_votes"),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        _refers("practice_votes", "practice_id", "practices", "CASCADE"),
        _refers("practice_votes", "person_id", "people", "CASCADE"),
        sa.UniqueConstraint("practice_id", "person_id", name=op.f("uq_practice_votes_practice_id_person_id")),
    )
    _index("practice_votes", "person")


def downgrade() -> None:
    for table in ("practice_votes", "practices", "workshop_members", "workshop_groups", "workshops"):
        op.drop_table(table)


def _own(table: str) -> tuple[SchemaItem, ...]:
    """What every table has."""
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        _refers(table, "workspace_id", "workspaces", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _index(table: str, *names: str, **others: str) -> None:
    """An index for each reference, by its name without "_id", and for other columns."""
    for name, column in ({name: f"{name}_id" for name in names} | others).items():
        op.create_index(f"ix_{table}_{name}", table, [column])
