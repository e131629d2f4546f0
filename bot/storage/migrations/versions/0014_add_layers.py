"""add layers: what lay below a reason, a reason in the pair's own words, when it could have turned, in whose hands"""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    with op.batch_alter_table("reasons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("below", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("words", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("retrospectives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("turning_point", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("hands", sa.String(), nullable=True))


def downgrade() -> None:
    # In place: a batch would copy the tables on SQLite, and what refers to their rows would go with the old ones.
    op.drop_column("retrospectives", "hands")
    op.drop_column("retrospectives", "turning_point")
    op.drop_column("reasons", "words")
    op.drop_column("reasons", "below")
