"""Until when somebody is away, in whatever words."""

from datetime import date

import pytest

from bot.domain.absences import is_back, last_day

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("until monday", date(2026, 11, 23)),
        ("Until  Friday", date(2026, 11, 27)),  # said on a Friday: the next one
        ("bis Freitag", date(2026, 11, 27)),
        ("till thu", date(2026, 11, 26)),
        ("tomorrow", date(2026, 11, 21)),
        ("bis einschließlich 2026-12-24", date(2026, 12, 24)),
        ("2027-11-21", date(2027, 11, 21)),
        ("2027-11-22", None),
        ("2026-11-20", date(2026, 11, 20)),
        ("today", FRIDAY),
        ("heute!", FRIDAY),
        ("until Monday.", date(2026, 11, 23)),
        ("bis 27.11.", date(2026, 11, 27)),
        ("3.1.", date(2027, 1, 3)),
        ("24.12.2026", date(2026, 12, 24)),
        ("31.2.", None),
        ("29.2.", None),
        ("2026-11-19", None),
        ("2025-01-01", None),
        ("2026-02-30", None),
        ("until friday week", None),
        ("until t f", None),
        ("t", None),
        ("until", None),
        ("", None),
        ("<!channel>", None),
        ("9" * 300, None),
    ],
)
def test_the_last_day(words: str, day: date | None) -> None:
    assert last_day(words, FRIDAY) == day


@pytest.mark.parametrize(
    ("words", "back"), [("off", True), (" Back ", True), ("zurück", True), ("", False), ("monday", False)]
)
def test_back(words: str, back: bool) -> None:
    assert is_back(words) is back
