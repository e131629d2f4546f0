"""What all rows share."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, MetaData, String, TextClause, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.storage.types import UTCDateTime

# SQLite counts rows up by itself only in a column that is exactly INTEGER.
Counter = BigInteger().with_variant(Integer, "sqlite")


class Row(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a class attribute
        datetime: UTCDateTime,
        str: String,
        date: Date,
        bool: Boolean,
        UUID: Uuid,
    }


def new_id() -> Mapped[UUID]:
    """A primary key that cannot be guessed."""
    return mapped_column(primary_key=True, default=uuid4)


def partial_index(name: str, *columns: str, where: TextClause) -> Index:
    """An index of the rows that `where` tells. Its migration says the same to PostgreSQL.

    Saying so here would have SQLAlchemy load all of PostgreSQL's dialect, beside SQLite too: 2 MB.
    """
    return Index(name, *columns, sqlite_where=where)


def of_workspace() -> Mapped[UUID]:
    """The tenant. Goes when the workspace goes."""
    return mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
