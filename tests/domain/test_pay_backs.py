"""Which quarter is told of, and what of it."""

from datetime import date

import pytest

from bot.domain.deals import Outcome
from bot.domain.pay_backs import PayBack, of, quarter_before
from bot.domain.trials import Record, Result


@pytest.mark.parametrize(
    ("today", "first_month", "began", "ended"),
    [
        (date(2026, 11, 20), 1, date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 1, 2), 1, date(2025, 10, 1), date(2026, 1, 1)),
        (date(2026, 11, 20), 2, date(2026, 8, 1), date(2026, 11, 1)),
    ],
)
def test_the_quarter_that_has_ended_is_told_of(today: date, first_month: int, began: date, ended: date) -> None:
    assert quarter_before(today, first_month) == (began, ended)


def test_deals_are_counted_once_however_many_lessons_were_tried_on_them() -> None:
    told = of(
        [
            ("a", Result.HELPED, Outcome.WON),
            ("a", Result.TRIED, Outcome.WON),
            ("b", Result.DID_NOT, Outcome.LOST),
            ("c", Result.TOO_EARLY, Outcome.OPEN),
            ("d", Result.TRIED, None),
        ]
    )
    assert told == PayBack(Record(deals=4, helped=1, did_not=1, too_early=1, won=1), lost=1, open=1)
    assert not told.says_something
    assert of([(str(number), Result.TRIED, None) for number in range(5)]).says_something


def test_two_people_on_the_same_deals_count_them_once_and_the_sentence_adds_up() -> None:
    deals = [str(number) for number in range(5)]
    told = of([(deal, said, None) for said in (Result.DID_NOT, Result.HELPED) for deal in deals])
    assert told.record == Record(deals=5, helped=5)
    assert (told.unsaid, told.unknown) == (0, 5)
    one = of([("a", Result.DID_NOT, Outcome.WON), ("a", Result.TOO_EARLY, Outcome.WON), ("b", Result.TRIED, None)])
    assert one == PayBack(Record(deals=2, did_not=1, won=1))
    assert (one.unsaid, one.unknown) == (1, 1)
