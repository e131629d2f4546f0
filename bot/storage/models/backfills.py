"""Imports of a CRM's past deals that are under way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row


class BackfillRow(Row):
    """How far one got, page by page; there is none once it is through."""

    __tablename__ = "backfills"

    connection_id: Mapped[UUID] = mapped_column(ForeignKey("connections.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]
    # Where its next page begins, in the words of the CRM's module.
    page: Mapped[str | None]
    # When the last deal of its last page was closed, and how many deals there were so far.
    reached_at: Mapped[datetime | None]
    deals: Mapped[int] = mapped_column(BigInteger)
