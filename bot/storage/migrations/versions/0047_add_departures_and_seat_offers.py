"""add departures, of accounts that are gone, and seat offers, to whoever owns a deal by now"""

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "departures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("heir_id", sa.Uuid(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        _refers("departures", "workspace_id", "workspaces", "CASCADE"),
        _refers("departures", "person_id", "people", "CASCADE"),
        _refers("departures", "heir_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures")),
        sa.UniqueConstraint("person_id", name=op.f("uq_departures_person_id")),
    )
    op.create_index("ix_departures_heir", "departures", ["heir_id"])
    op.create_index("ix_departures_workspace", "departures", ["workspace_id"])
    op.create_table(
        "seat_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _refers("seat_offers", "workspace_id", "workspaces", "CASCADE"),
        _refers("seat_offers", "retrospective_id", "retrospectives", "CASCADE"),
        _refers("seat_offers", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offers")),
        sa.UniqueConstraint("retrospective_id", name=op.f("uq_seat_offers_retrospective_id")),
    )
    op.create_index("ix_seat_offers_due", "seat_offers", ["due_at"])
    op.create_index("ix_seat_offers_person", "seat_offers", ["person_id"])
    op.create_index("ix_seat_offers_workspace", "seat_offers", ["workspace_id"])


def _refers(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("seat_offers")
    op.drop_table("departures")
