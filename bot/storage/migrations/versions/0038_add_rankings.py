"""add rankings: what each side put first, and whose voice weighed most"""

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "influences",
        *_of_a_talk("influences"),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("spoke", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("retrospective_id", name=op.f("uq_influences_retrospective_id")),
    )
    op.create_index("ix_influences_workspace", "influences", ["workspace_id", "spoke"], unique=False)
    op.create_index("ix_influences_author", "influences", ["author_id"], unique=False)
    op.create_table(
        "rankings",
        *_of_a_talk("rankings"),
        sa.Column("view", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("price", sa.String(), nullable=True),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("retrospective_id", "view", name=op.f("uq_rankings_retrospective_id_view")),
    )
    op.create_index("ix_rankings_author", "rankings", ["author_id"], unique=False)


def downgrade() -> None:
    op.drop_table("rankings")
    op.drop_table("influences")


def _of_a_talk(table: str) -> list[sa.schema.SchemaItem]:
    """Whose a row is: of a workspace, of one retrospective, told by somebody."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("retrospective_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["retrospective_id"], ["retrospectives.id"], name=op.f(f"fk_{table}_retrospective_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f(f"fk_{table}_author_id"), ondelete="SET NULL"),
    ]
