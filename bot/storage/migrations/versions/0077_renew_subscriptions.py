"""know until when a CRM tells us about deals, and when to have that renewed"""

import sqlalchemy as sa
from alembic import op

revision: str = "0077"
down_revision: str | None = "0076"
branch_labels: str | None = None
depends_on: str | None = None

_ADDED = ("subscribed_until", "renew_at")


def upgrade() -> None:
    for name in _ADDED:
        op.add_column("connections", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in _ADDED:
        op.drop_column("connections", name)
