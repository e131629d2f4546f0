"""add digests: what each told, and of which talks, so that it can be put right later"""

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        _refers("digests", "workspace_id", "workspaces", "CASCADE"),
        _refers("digests", "post_id", "outbox", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("workspace_id", "week", name=op.f("uq_digests_workspace_id_week")),
    )
    op.create_index("ix_digests_post", "digests", ["post_id"])
    op.create_table(
        "digest_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        _refers("digest_lines", "workspace_id", "workspaces", "CASCADE"),
        _refers("digest_lines", "digest_id", "digests", "CASCADE"),
        _refers("digest_lines", "retrospective_id", "retrospectives", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_lines")),
        sa.UniqueConstraint("digest_id", "retrospective_id", name=op.f("uq_digest_lines_digest_id_retrospective_id")),
    )
    op.create_index("ix_digest_lines_retrospective", "digest_lines", ["retrospective_id"])


def _refers(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("digest_lines")
    op.drop_table("digests")
