"""Lists of names in settings: how they are written, read, and refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.name_lists import LONGEST_NAME, MOST_NAMES, read, written
from bot.domain.text import clean

NAMES = st.text(max_size=LONGEST_NAME).map(clean).filter(bool)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Renewals, Partners ,,Renewals", ["Renewals", "Partners"]),
        ("Partners, EMEA; Renewals", ["Partners, EMEA", "Renewals"]),
        ('"Partners, EMEA", Renewals', ["Partners, EMEA", "Renewals"]),
        ('"One; two", Three', ["One; two", "Three"]),
        ('"The ""big"" ones"', ['The "big" ones']),
        ('"none"', ["none"]),
        ("None", []),
        ("", []),
    ],
)
def test_what_is_written_and_what_is_read(text: str, names: list[str]) -> None:
    assert read("short_pipelines", text) == names


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (",".join(map(str, range(MOST_NAMES + 1))), "at most 50 names, not 51"),
        ("x" * (LONGEST_NAME + 1), "at most 80 characters"),
        ("x" * 500_000, "at most 50 names"),
        ("Renewals\nPartners", "cannot be seen"),
        ("Ren\u0000ewals", "cannot be seen"),
        ("Ren\u202eewals", "cannot be seen"),
        ("\ud800", "cannot be seen"),
        ('"Renewals', "without its other half"),
    ],
)
def test_what_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"short_pipelines .*{says}"):
        read("short_pipelines", text)


@given(st.lists(NAMES, max_size=MOST_NAMES, unique=True))
def test_what_is_shown_can_be_set_again(names: list[str]) -> None:
    assert read("short_pipelines", written(names)) == names
