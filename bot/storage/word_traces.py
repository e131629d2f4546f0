"""Words by which something is found, without lying open: of each only what the vault's key makes of it is kept.

So both databases search alike, by an index, and whoever reads the disk learns nothing.
"""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.storage.types import vaults
from bot.storage.vault import Vault


def written(session: Session, words: Iterable[str], purpose: str) -> list[bytes]:
    """What is kept of these words, under the newest key; `purpose` is "table.column"."""
    return [_vault(session).trace(word, purpose) for word in sorted(words)]


def sought(session: Session, words: Iterable[str], purpose: str) -> list[bytes]:
    """What may have been kept of these words, under whichever key."""
    return [trace for word in sorted(words) for trace in _vault(session).traces(word, purpose)]


def mark(session: Session) -> bytes:
    """What tells words under the newest key from those that were written before it."""
    return _vault(session).mark


def _vault(session: Session) -> Vault:
    return vaults[session.get_bind().dialect]
