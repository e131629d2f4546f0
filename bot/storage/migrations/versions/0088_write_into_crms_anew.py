"""write into CRMs anew what a wrap-up says later"""

import sqlalchemy as sa
from alembic import op

revision: str = "0088"
down_revision: str | None = "0087"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("write_backs", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("write_backs", sa.Column("left_mark", sa.String(), nullable=True))
    op.add_column("crm_writes", sa.Column("ours", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("crm_writes", "ours")
    op.drop_column("write_backs", "left_mark")
    op.drop_column("write_backs", "round")
