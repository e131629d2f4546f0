"""Alembic's entry: runs the migrations on the connection that `bot.storage.schema` hands over."""

from typing import Any, Literal

from alembic import context

from bot.storage.models import Row
from bot.storage.types import SealedBytes, SealedJSON, SealedText, UTCDateTime


def plain(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Name our own column types by what the database sees, so that a migration never changes with our code."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, SealedBytes | SealedJSON | SealedText):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
