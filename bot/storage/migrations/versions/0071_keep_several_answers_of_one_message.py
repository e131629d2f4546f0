"""let one message in Slack answer several questions"""

from alembic import op

revision: str = "0071"
down_revision: str | None = "0062"
branch_labels: str | None = None
depends_on: str | None = None

OF_MESSAGE = ["workspace_id", "channel", "slack_ts"]
TABLES = ("answers", "drafts")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"uq_{table}_workspace_id_channel_slack_ts"), type_="unique")
            name = op.f(f"uq_{table}_workspace_id_channel_slack_ts_question")
            batch_op.create_unique_constraint(name, [*OF_MESSAGE, "question"])


def downgrade() -> None:
    for table in TABLES:
        # Of several answers of one message the first follows its edits; the others stay, as a form's do.
        op.execute(
            f"UPDATE {table} SET channel = NULL, slack_ts = NULL WHERE EXISTS (SELECT 1 FROM {table} AS one"  # noqa: S608  # names of ours
            f" WHERE one.workspace_id = {table}.workspace_id AND one.channel = {table}.channel"
            f" AND one.slack_ts = {table}.slack_ts AND one.question < {table}.question)"
        )
        with op.batch_alter_table(table) as batch_op:
            name = op.f(f"uq_{table}_workspace_id_channel_slack_ts_question")
            batch_op.drop_constraint(name, type_="unique")
            batch_op.create_unique_constraint(op.f(f"uq_{table}_workspace_id_channel_slack_ts"), OF_MESSAGE)
