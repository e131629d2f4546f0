"""Words by which asks read alike, without lying open: of each only what the vault's key makes of it is kept.

A table and not the databases' full text, as lessons have it (`full_text`): how many words two asks share is counted.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from sqlalchemy import Float, Select, cast, delete, func, insert, select
from sqlalchemy.orm import Session

from bot.domain.likeness import found_by, is_alike
from bot.storage.models import AskRow, AskWordRow
from bot.storage.types import vaults
from bot.storage.vault import Vault

MOST_ALIKE = 5

_PURPOSE = "ask_words.word"

Thing = TypeVar("Thing")


def write(session: Session, ask: AskRow, words: Collection[str]) -> None:
    """Have an ask be found by `words`, under the newest key, and by nothing else."""
    forget(session, ask)
    if words:
        of = {"ask_id": ask.id, "workspace_id": ask.workspace_id}
        traces = [_vault(session).trace(word, _PURPOSE) for word in sorted(words)]
        session.execute(insert(AskWordRow), [of | {"word": trace} for trace in traces])
    ask.words, ask.mark = len(words), _vault(session).mark
    session.flush()


def forget(session: Session, ask: AskRow) -> None:
    """Have an ask be found by no words."""
    session.execute(delete(AskWordRow).where(AskWordRow.ask_id == ask.id))


def alike(session: Session, query: Select[Thing, int], text: str) -> list[Thing]:
    """Of what `query` finds, each with the number of its words, what reads like `text`, the most alike first."""
    words, shared = found_by(text), func.count()
    likeness = cast(shared, Float) / (len(words) + AskRow.words - shared)  # as `is_alike` has it
    traces = [trace for word in sorted(words) for trace in _vault(session).traces(word, _PURPOSE)]
    counted = (
        query.add_columns(shared)
        .where(AskWordRow.word.in_(traces))
        .group_by(AskWordRow.ask_id, AskRow.words, *query.selected_columns)
        .order_by(likeness.desc(), AskWordRow.ask_id)
        .limit(MOST_ALIKE)
    )
    return [thing for thing, size, count in session.execute(counted) if is_alike(count, len(words), size)]


def write_again(session: Session, write_anew: Callable[[Session, AskRow], object], most: int) -> int:
    """Have `write_anew` write the words under older keys than the newest; returns of how many asks, `most` at once."""
    query = select(AskRow).where(AskRow.mark != _vault(session).mark).order_by(AskRow.id)
    older = session.scalars(query.limit(most)).all()
    for ask in older:
        write_anew(session, ask)
    return len(older)


def _vault(session: Session) -> Vault:
    return vaults[session.get_bind().dialect]
