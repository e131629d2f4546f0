"""add tallies: summary rows, and the columns of deals that they are counted by"""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

FEATURES = ("competitor", "vertical", "region", "persona")


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_tallies_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "dimension", "period", "kind", "value", name=op.f("pk_tallies")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("deals", schema=None) as batch_op:
        for feature in FEATURES:
            batch_op.add_column(sa.Column(feature, sa.String(), nullable=True))


def downgrade() -> None:
    for feature in reversed(FEATURES):  # not in a batch, which would make the table anew and lose all that hangs on it
        op.drop_column("deals", feature)
    op.drop_table("tallies")
