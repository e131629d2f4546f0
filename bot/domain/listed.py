"""The beginning of a list that may be longer than there is room for."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Listed(Generic[T]):
    """The first of them, and how many there are in all."""

    shown: tuple[T, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(self.count - len(self.shown), 0)
