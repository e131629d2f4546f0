"""keep what goes back into the CRM of what a talk ends with, step by step"""

import sqlalchemy as sa
from alembic import op

revision: str = "0085"
down_revision: str | None = "0084"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    _add_write_backs()
    _add_crm_writes()


def downgrade() -> None:
    op.drop_table("crm_writes")
    op.drop_table("write_backs")


def _add_write_backs() -> None:
    op.create_table(
        "write_backs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("crm", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("pressed_by", sa.Uuid(), nullable=True),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_backs")),
        sa.UniqueConstraint("retrospective_id", name=op.f("uq_write_backs_retrospective_id")),
        _foreign("write_backs", "workspace_id", "workspaces.id", "CASCADE"),
        _foreign("write_backs", "retrospective_id", "retrospectives.id", "CASCADE"),
        _foreign("write_backs", "pressed_by", "people.id", "SET NULL"),
    )
    op.create_index("ix_write_backs_due", "write_backs", ["due_at"])
    op.create_index("ix_write_backs_pressed_by", "write_backs", ["pressed_by"])
    op.create_index("ix_write_backs_workspace", "write_backs", ["workspace_id"])


def _add_crm_writes() -> None:
    op.create_table(
        "crm_writes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("write_back_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("note_id", sa.String(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_writes")),
        sa.UniqueConstraint("write_back_id", "step", name=op.f("uq_crm_writes_write_back_id_step")),
        _foreign("crm_writes", "workspace_id", "workspaces.id", "CASCADE"),
        _foreign("crm_writes", "write_back_id", "write_backs.id", "CASCADE"),
    )
    op.create_index("ix_crm_writes_workspace", "crm_writes", ["workspace_id"])


def _foreign(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=on_delete)
