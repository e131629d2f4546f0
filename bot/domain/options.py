"""Fields of a CRM that take one of a list only: which of the list says what we would write."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One of a list: the `value` that the CRM holds, what people read there, and what of ours it stands for."""

    value: str
    label: str
    meanings: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """All that it is called, in any case."""
        return frozenset(folded(word) for word in (self.value, self.label, *self.meanings))


def folded(word: str) -> str:
    """A word without its case and needless blanks."""
    return " ".join(word.casefold().split())


def fitting(options: Iterable[Option], text: str) -> Option | None:
    """The option that says the text, or else the first of the reasons in it, the weightiest."""
    known = tuple(options)
    for said in (folded(text), folded(text.partition(", ")[0]), folded(text.partition(", ")[0].partition(" (")[0])):
        found = next((one for one in known if said and said in one.words), None)
        if found:
            return found
    return None
