"""How lessons are tagged, and which one is practised."""

from uuid import UUID

import pytest

from bot.domain.digests import Evidence
from bot.domain.playbook import MOST_TAGS, Kept, tags, to_practise
from bot.domain.trials import Record


def test_tags_are_kept_in_one_spelling_and_not_too_many() -> None:
    assert tags([" #Onboarding ", "onboarding", "", "  ", "Trust"]) == ("Onboarding", "Trust")
    assert len(tags(map(str, range(20)))) == MOST_TAGS


@pytest.mark.parametrize(
    ("proofs", "best"),
    [
        ([], None),
        ([(0, 0)], None),
        ([(0, 0), (0, 1)], 1),
        ([(0, 9), (1, 0)], 1),
        ([(2, 1), (2, 3), (1, 9)], 1),
        ([(2, 1), (2, 1)], 0),
    ],
)
def test_what_helped_most_is_practised(proofs: list[tuple[int, int]], best: int | None) -> None:
    kept = [
        Kept(UUID(int=place), "Northwind", "Ask who signs.", Evidence.WE_THINK, seen, Record(9, helped))
        for place, (helped, seen) in enumerate(proofs)
    ]
    assert to_practise(kept) == (None if best is None else kept[best])
