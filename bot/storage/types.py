"""Column types: times that stay aware and in UTC, and values that lie sealed on disk."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, Dialect, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.storage.vault import Vault

T = TypeVar("T")

# A dialect belongs to one engine, so each database carries its own keys, also when two are open in one process.
vaults: WeakKeyDictionary[Dialect, Vault] = WeakKeyDictionary()


class UTCDateTime(TypeDecorator[datetime]):
    """Aware times only, stored and returned in UTC (SQLite forgets zones; PostgreSQL answers in the session's)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FullText(TypeDecorator[str]):
    """Lexemes with blanks between them: a `tsvector` on PostgreSQL, whose dialect (2 MB) is loaded only there."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """As the database keeps it."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        from sqlalchemy.dialects.postgresql import TSVECTOR

        return dialect.type_descriptor(TSVECTOR())


class _Sealed(TypeDecorator[T]):
    """A value that is encrypted on disk. `purpose` is "table.column". Each kind says how its values become bytes."""

    impl = LargeBinary
    cache_ok = True  # SQLAlchemy wants each class to say so itself

    encode: Callable[[T], bytes]
    decode: Callable[[bytes], T]

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: T | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vaults[dialect].seal(self.encode(value), self.purpose)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> T | None:
        return None if value is None else self.decode(vaults[dialect].open(value, self.purpose))


class SealedBytes(_Sealed[bytes]):
    """Bytes that are encrypted on disk."""

    cache_ok = True
    encode = decode = staticmethod(bytes)


class SealedText(_Sealed[str]):
    """Text that is encrypted on disk."""

    cache_ok = True
    encode = staticmethod(str.encode)
    decode = staticmethod(bytes.decode)


class SealedJSON(_Sealed[dict[str, Any]]):
    """A JSON object that is encrypted on disk."""

    cache_ok = True
    encode = staticmethod(lambda value: json.dumps(value, ensure_ascii=False).encode())
    decode = staticmethod(json.loads)
