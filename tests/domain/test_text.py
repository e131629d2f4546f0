"""Text from outside: safe, short, and the same when cleaned again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import address, clean

anything = st.text(alphabet=st.characters(), max_size=60)  # halves of surrogate pairs as well
mischief = st.text(alphabet="aé e\u0301\u200b\u200d\u202e\u2066\ufeff\x00\x1f\n\t\u2028\ud800\udc00😀", max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Globex - Analytics rollout", "Globex - Analytics rollout"),
        ("Acme \u202egnp.tcartnoc\u202c \u200b\u200d\u2066x\u2069", "Acme gnp.tcartnoc x"),
        ("A\ud800cme", "A\ufffdcme"),
        ("A\ud83d\ude00cme", "A😀cme"),
        ("Ac\x00me", "Acme"),
        ("  two\r\n lines\u2028three ", "two lines three"),
        ("e\u0301t\u200be\u0301", "été"),
        ("<!channel> & *bold*", "<!channel> & *bold*"),
        ("日本 株式会社", "日本 株式会社"),
        ("\u200b", ""),
        ("\u3164 \u2800\u115f", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert clean("x" * 60_000) == "x" * 254 + "…"
    assert clean("one two", limit=5) == "one…"


@given(anything | mischief)
def test_clean_text_is_safe_everywhere(text: str) -> None:
    cleaned = clean(text, limit=20)
    cleaned.encode()
    assert len(cleaned) <= 20
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in cleaned)


@given(anything | mischief)
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Ada.Rep@Example.com ", "ada.rep@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("ada.rep@example.com\r\nBcc: all@example.com", None),
        ("ada rep@example.com", None),
        ("ada@ex\u200bample.com", None),
        ("ada@ex\x00ample.com", None),
        ("ada@b@example.com", None),
        ("<ada@example.com>", None),
        ("ada", None),
        ("@example.com", None),
        ("", None),
        ("a" * 65 + "@example.com", None),
    ],
)
def test_address(text: str, expected: str | None) -> None:
    assert address(text) == expected


@given(anything)
def test_an_address_never_holds_blanks_or_controls(text: str) -> None:
    found = address(f"{text}@example.com")
    assert found is None or (not any(map(str.isspace, found)) and clean(found, 300) == found)
