"""add calls: who leads them, when they are tried and planned, and whom nobody may contact"""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # One by one: a batch would copy the table on SQLite, and what refers to its rows would go with the old one.
    op.add_column("retrospectives", sa.Column("tried_on", sa.Date(), nullable=True))
    op.add_column("retrospectives", sa.Column("planned_on", sa.Date(), nullable=True))
    op.add_column("answers", sa.Column("verbatim", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("first_try_on", sa.Date(), nullable=False),
        sa.Column("nudge_at", AT, nullable=True),
        sa.Column("come_back_on", sa.Date(), nullable=True),
        sa.Column("come_back_at", AT, nullable=True),
        _to("calls", "workspace_id", "workspaces.id", "CASCADE"),
        _to("calls", "retrospective_id", "retrospectives.id", "CASCADE"),
        _to("calls", "leader_id", "people.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("retrospective_id", name=op.f("uq_calls_retrospective_id")),
    )
    op.create_index("ix_calls_nudge", "calls", ["nudge_at"], unique=False)
    op.create_index("ix_calls_come_back", "calls", ["come_back_at"], unique=False)
    op.create_index(op.f("ix_calls_leader_id"), "calls", ["leader_id"], unique=False)
    op.create_table(
        "stops",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("noted_at", AT, nullable=False),
        _to("stops", "workspace_id", "workspaces.id", "CASCADE"),
        _to("stops", "person_id", "people.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stops")),
        sa.UniqueConstraint("workspace_id", "customer", name=op.f("uq_stops_workspace_id_customer")),
    )
    op.create_index("ix_stops_person", "stops", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("stops")
    op.drop_table("calls")
    op.drop_column("answers", "verbatim")
    op.drop_column("retrospectives", "planned_on")
    op.drop_column("retrospectives", "tried_on")


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)
