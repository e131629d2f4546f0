"""What `doctor` finds: each thing with what is wrong, why it matters, and how to put it right."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """WRONG makes the command fail; a NOTE is worth knowing."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One check's result. `why` and `fix` are empty when all is fine."""

    name: str
    level: Level
    what: str
    why: str = ""
    fix: str = ""


def fine(name: str, what: str) -> Finding:
    """All is well."""
    return Finding(name, Level.FINE, what)


def note(name: str, what: str, *, why: str, fix: str) -> Finding:
    """Worth knowing, perhaps meant so."""
    return Finding(name, Level.NOTE, what, why, fix)


def wrong(name: str, what: str, *, why: str, fix: str) -> Finding:
    """Something will not work."""
    return Finding(name, Level.WRONG, what, why, fix)
