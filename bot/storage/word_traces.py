"""Words by which something is found, without lying open: of each only what the vault's key makes of it is kept.

So both databases search alike, by an index, and whoever reads the disk learns nothing.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.domain.likeness import found_by, is_alike
from bot.storage.models import AskRow, AskWordRow, KeptLessonRow, LessonWordRow
from bot.storage.types import vaults
from bot.storage.vault import Vault

MOST_ALIKE = 5

Found = TypeVar("Found", KeptLessonRow, AskRow)
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Index:
    """A table of words, and its column that says which row is found by them."""

    words: type[LessonWordRow | AskWordRow]
    finds: InstrumentedAttribute[UUID]

    @property
    def purpose(self) -> str:
        """What the vault ties these words to."""
        return f"{self.words.__tablename__}.word"


LESSONS = Index(LessonWordRow, LessonWordRow.kept_id)
ASKS = Index(AskWordRow, AskWordRow.ask_id)


def write(session: Session, index: Index, row: KeptLessonRow | AskRow, words: Collection[str]) -> None:
    """Have a row be found by `words`, under the newest key, and by nothing else."""
    forget(session, index, row)
    if words:
        of = {index.finds.key: row.id, "workspace_id": row.workspace_id}
        traces = [_vault(session).trace(word, index.purpose) for word in sorted(words)]
        session.execute(insert(index.words), [of | {"word": trace} for trace in traces])
    row.words, row.mark = len(words), _vault(session).mark
    session.flush()


def forget(session: Session, index: Index, row: KeptLessonRow | AskRow) -> None:
    """Have a row be found by no words."""
    session.execute(delete(index.words).where(index.finds == row.id))


def sought(session: Session, index: Index, words: Iterable[str]) -> list[bytes]:
    """What may have been kept of these words, under whichever key."""
    return [trace for word in sorted(words) for trace in _vault(session).traces(word, index.purpose)]


def alike(session: Session, index: Index, query: Select[Thing, int], text: str) -> list[Thing]:
    """Of what `query` finds, each with the number of its words, what reads like `text`, the most alike first."""
    words, shared = found_by(text), func.count()
    counted = (
        query.add_columns(shared)
        .where(index.words.word.in_(sought(session, index, words)))
        .group_by(index.finds, *query.selected_columns)
        .order_by(shared.desc(), index.finds)
        .limit(MOST_ALIKE)
    )
    return [thing for thing, size, count in session.execute(counted) if is_alike(count, len(words), size)]


def write_again(session: Session, rows: type[Found], write_anew: Callable[[Session, Found], object], most: int) -> int:
    """Have `write_anew` write the words under older keys than the newest; returns of how many rows, `most` at once."""
    query = select(rows).where(rows.mark != _vault(session).mark).order_by(rows.id)
    older = session.scalars(query.limit(most)).all()
    for row in older:
        write_anew(session, row)
    return len(older)


def _vault(session: Session) -> Vault:
    return vaults[session.get_bind().dialect]
