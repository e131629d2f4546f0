"""know what all deals are called, for lines that must name none

The deals that stand there are learnt by and by: their mark is empty.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0096"
down_revision: str | None = "0095"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "known_names",
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_known_names_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_known_names")),
    )
    op.add_column("deals", sa.Column("mark", sa.LargeBinary(), nullable=True))
    op.create_index("ix_deals_mark", "deals", ["mark"])


def downgrade() -> None:
    op.drop_index("ix_deals_mark", table_name="deals")
    op.drop_column("deals", "mark")
    op.drop_table("known_names")
