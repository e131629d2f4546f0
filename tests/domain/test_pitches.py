"""Words that make a note a pitch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pitches import pitches

PHRASES = ("discount*", "% off", "change your mind", "reconsider*", "*rabatt*", "überdenk*", "günstiger*")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("May I ask for ten minutes?", ()),
        ("A discount of 20% off, discounted twice.", ("discount", "% off", "discounted")),
        ("Would you RECONSIDER? Please reconsider.", ("RECONSIDER",)),
        ("reconsidering, reconsidered", ("reconsidering", "reconsidered")),
        ("change\n your   mind", ("change your mind",)),
        ("change your minds", ()),
        ("Ein Sonderrabatt, also Rabatte.", ("Sonderrabatt", "Rabatte")),
        ("Überdenken Sie es, oder überdenkt ihr es?", ("Überdenken", "überdenkt")),
        ("Es wird GÜNSTIGER.", ("GÜNSTIGER",)),
        ("We were in a predicament with unreconsidered plans.", ()),
        ("dis\u200bcount", ("discount",)),  # an invisible mark hides nothing
        ("", ()),
    ],
)
def test_what_is_found(text: str, found: tuple[str, ...]) -> None:
    assert pitches(text, PHRASES) == found


def test_the_longer_phrase_is_shown() -> None:
    assert pitches("a better price indeed", ("better", "better price*")) == ("better price",)


def test_no_phrases_find_nothing() -> None:
    assert pitches("discount", ()) == ()


@given(st.text(), st.lists(st.text(min_size=1)))
def test_any_text_and_any_phrase_can_be_looked_for(text: str, phrases: list[str]) -> None:
    assert all(one for one in pitches(text, [phrase for phrase in phrases if phrase.strip("*")]))
