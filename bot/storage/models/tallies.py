"""Summary rows: how often something happened."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models.base import Row


class TallyRow(Row):
    """One drawer's count. Kept in the transaction of each change; see `bot.storage.tallies`."""

    __tablename__ = "tallies"
    # On SQLite the key is the table: what is read in one go lies side by side.
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
