"""The databases' own full text (FTS5, `tsvector`), fed not with words but with what the vault's key makes of them.

So both search and rank alike, and whoever reads the disk learns nothing. What a word becomes differs from workspace to
workspace: nobody's words weigh in somebody else's order.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Select,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from bot.domain.word_forms import RULES
from bot.storage.models import KeptLessonRow, LessonTextRow, LessonWordRow
from bot.storage.types import vaults
from bot.storage.vault import Vault

DIGITS = 20  # of what a word becomes
BY_LENGTH = 1  # PostgreSQL's word for: the shorter of two that say as much comes first, as with bm25
AT_ONCE = 100

_PURPOSE = "lesson_words.word"
_FTS = table("lesson_texts_fts", column("rowid"), column("rank"))


def write(session: Session, kept: KeptLessonRow, words: Collection[str]) -> None:
    """Have a kept lesson be found by `words`, under the newest key, and by nothing else."""
    session.flush()
    session.execute(delete(LessonTextRow).where(LessonTextRow.kept_id == kept.id))
    # Where the release before had it found; the next one drops that table.
    session.execute(delete(LessonWordRow).where(LessonWordRow.kept_id == kept.id))
    if words:
        vault = _vault(session)
        lexemes = sorted(_lexeme(kept.workspace_id, vault.trace(word, _PURPOSE)) for word in words)
        of = {"kept_id": kept.id, "workspace_id": kept.workspace_id}
        session.execute(insert(LessonTextRow).values(**of, words=" ".join(lexemes)))
    kept.words, kept.mark = len(words), mark(session)
    session.flush()


def mark(session: Session) -> bytes:
    """What stands at lessons that are found by today's rules, under the newest key."""
    return _vault(session).mark + bytes([RULES])


def outdated(session: Session, most: int = AT_ONCE) -> Sequence[KeptLessonRow]:
    """Kept lessons that are found by older rules, or by words under an older key."""
    today = mark(session)
    query = select(KeptLessonRow).where(or_(KeptLessonRow.mark < today, KeptLessonRow.mark > today))
    return session.scalars(query.order_by(KeptLessonRow.id).limit(most)).all()


def matches(session: Session, workspace_id: UUID, sought: Iterable[Iterable[str]]) -> CompoundSelect[int, Any]:
    """Once for each word of a search, of which any of its forms will do: what holds it, by `number`, and how far off
    it is, the closest with the least.
    """
    one = _on_sqlite if session.get_bind().dialect.name == "sqlite" else _on_postgres
    vault = _vault(session)
    traces = ([trace for form in sorted(forms) for trace in vault.traces(form, _PURPOSE)] for forms in sought)
    return union_all(*(one(workspace_id, [_lexeme(workspace_id, trace) for trace in some]) for some in traces))


def leaves_something(session: Session) -> bool:
    """Whether FTS5 still holds, in what it has written once, words that were deleted since."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return is_sqlite and session.scalar(text("SELECT 1 FROM lesson_texts_gone LIMIT 1")) is not None


def tidy(session: Session) -> None:
    """Have FTS5 write anew what it holds, without what was deleted: by itself it only marks that as gone."""
    session.execute(text("INSERT INTO lesson_texts_fts (lesson_texts_fts) VALUES ('optimize')"))
    session.execute(text("DELETE FROM lesson_texts_gone"))


def _on_sqlite(_workspace_id: UUID, lexemes: Sequence[str]) -> Select[int, Any]:
    holds = literal_column(_FTS.name).op("MATCH")(" OR ".join(f'"{lexeme}"' for lexeme in lexemes))
    return select(_FTS.c.rowid.label("number"), _FTS.c.rank.label("off")).where(holds)


def _on_postgres(workspace_id: UUID, lexemes: Sequence[str]) -> Select[int, Any]:
    from sqlalchemy.dialects.postgresql import TSQUERY

    query = cast(" | ".join(f"'{lexeme}'" for lexeme in lexemes), TSQUERY)
    off = -func.ts_rank(LessonTextRow.words, query, BY_LENGTH)
    return select(LessonTextRow.number.label("number"), off.label("off")).where(
        LessonTextRow.words.bool_op("@@")(query), LessonTextRow.workspace_id == workspace_id
    )


def _lexeme(workspace_id: UUID, trace: bytes) -> str:
    return hashlib.sha256(workspace_id.bytes + trace).hexdigest()[:DIGITS]


def _vault(session: Session) -> Vault:
    return vaults[session.get_bind().dialect]
