"""New keys for old values: everything that is sealed, sealed again under the newest key.

In small transactions, so that the bot goes on meanwhile; what is done is recognised by its mark, so that a rotation
that was stopped goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Table, func, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.storage import asks, known_names, playbook
from bot.storage.database import Database
from bot.storage.models import AskRow, DealRow, KeptLessonRow, Row
from bot.storage.types import SealedBytes, SealedJSON, SealedText, vaults
from bot.storage.vault import CannotOpen, Vault

BATCH = 200

# What is found or known by words; their marks begin with that of the key, and here is how they are written again.
_FOUND_BY_WORDS: tuple[tuple[type[DealRow | KeptLessonRow | AskRow], Callable[[Session, int], int]], ...] = (
    (DealRow, known_names.write_again),
    (KeptLessonRow, playbook.write_words_again),
    (AskRow, asks.write_words_again),
)


@dataclass(frozen=True)
class Place:
    """A column whose values are sealed."""

    table: Table
    column: str
    purpose: str

    @property
    def raw(self) -> ColumnElement[bytes]:
        """The column as it lies on disk."""
        return type_coerce(self.table.c[self.column], LargeBinary)


@dataclass(frozen=True)
class Batch:
    """What one step did: values sealed again, and values that no key opens, which stay as they are."""

    place: Place
    sealed: int
    lost: int


def places() -> list[Place]:
    """Every sealed column of the schema."""
    return [
        Place(table, column.name, column.type.purpose)
        for table in Row.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, SealedBytes | SealedText | SealedJSON)
    ]


def count(db: Database) -> int:
    """How many values still lie under an older key."""
    mark = vaults[db.engine.dialect].mark
    with db.read() as session:
        sealed = sum(session.scalar(select(func.count()).where(_is_older(place, mark))) or 0 for place in places())
        marks = (type_coerce(row.mark, LargeBinary) for row, _ in _FOUND_BY_WORDS)
        found_by = (select(func.count()).where(_begins_otherwise(found, mark)) for found in marks)
        return sealed + sum(session.scalars(query).one() for query in found_by)


def rotate(db: Database) -> Iterator[Batch]:
    """Seal again what lies under older keys; each batch is committed when it is yielded."""
    vault = vaults[db.engine.dialect]
    for place in places():
        last: Any = None
        while True:
            with db.begin() as session:
                rows = _older(session, place, vault.mark, last)
                batch = Batch(place, *_seal_again(session, place, vault, rows))
            if not rows:
                break
            last = rows[-1][0]
            yield batch
    yield from _write_words_again(db)


def _write_words_again(db: Database) -> Iterator[Batch]:
    """What lessons and asks are found by, and deals known, cannot be read, so that it is made anew of what they say."""
    for row, write_again in _FOUND_BY_WORDS:
        place = Place(row.metadata.tables[row.__tablename__], "mark", f"{row.__tablename__}.mark")
        while True:
            with db.begin() as session:
                done = write_again(session, BATCH)
            if not done:
                break
            yield Batch(place, done, 0)


def _is_older(place: Place, mark: bytes) -> ColumnElement[bool]:
    return _begins_otherwise(place.raw, mark)


def _begins_otherwise(value: ColumnElement[bytes], mark: bytes) -> ColumnElement[bool]:
    return func.substr(value, 1, len(mark), type_=LargeBinary) != mark


def _older(session: Session, place: Place, mark: bytes, last: Any) -> list[tuple[Any, bytes]]:
    key = place.table.c.id
    query = select(key, place.raw).where(_is_older(place, mark)).order_by(key).limit(BATCH)
    rows = session.execute(query if last is None else query.where(key > last))
    return [(row[0], row[1]) for row in rows]


def _seal_again(session: Session, place: Place, vault: Vault, rows: list[tuple[Any, bytes]]) -> tuple[int, int]:
    sealed = lost = 0
    for key, old in rows:
        try:
            new = vault.seal(vault.open(old, place.purpose), place.purpose)
        except CannotOpen:
            lost += 1
            continue
        # Not where somebody has written meanwhile: that value is newer than what was read here.
        unchanged = (place.table.c.id == key) & (place.raw == old)
        session.execute(update(place.table).where(unchanged).values({place.column: type_coerce(new, LargeBinary)}))
        sealed += 1
    return sealed, lost
