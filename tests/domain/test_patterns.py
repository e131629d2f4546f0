"""What patterns say, and what they keep to themselves."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from bot.domain import patterns
from bot.domain.patterns import MOST_BEHIND, Behind, Line, Pattern, Talk
from bot.domain.tallies import Dimension

COMPETITOR = Dimension.COMPETITOR

Counts = dict[tuple[str, str, str], int]


def of_competitors(**counts: tuple[int, int]) -> Pattern:
    """The pattern of competitors: each with the deals lost and won against them."""
    found: Counts = {
        (COMPETITOR, outcome, name): n
        for name, both in counts.items()
        for outcome, n in zip(("lost", "won"), both, strict=True)
    }
    return next(one for one in patterns.of(found).aspects if one.aspect is COMPETITOR)


def test_each_value_says_how_many_deals_it_rests_on() -> None:
    assert of_competitors(Contoso=(34, 12), Fabrikam=(5, 0)) == Pattern(
        COMPETITOR, 51, (Line("Contoso", 34, 46), Line("Fabrikam", 5, 5))
    )


def test_below_five_neither_figure_nor_name_is_told() -> None:
    assert of_competitors(Contoso=(34, 12), Jane=(4, 0)) == Pattern(COMPETITOR, 50, (Line("Contoso", 34, 46),), 1)
    assert of_competitors(Jane=(2, 2)) == Pattern(COMPETITOR, 4)


def test_who_was_never_lost_to_is_no_pattern() -> None:
    assert of_competitors(Contoso=(0, 9)) == Pattern(COMPETITOR, 9, (), 1)


def test_one_name_in_two_spellings_is_one() -> None:
    assert of_competitors(CONTOSO=(3, 0), Contoso=(4, 0)).lines == (Line("Contoso", 7, 7),)


def test_five_lines_at_most_the_weightiest_first() -> None:
    pattern = of_competitors(**{f"C{n}": (n, 0) for n in range(5, 12)})
    assert [line.lost for line in pattern.lines] == [11, 10, 9, 8, 7]
    assert pattern.others == 2


def test_reasons_are_compared_with_the_talks_they_were_given_in() -> None:
    found: Counts = {
        (Dimension.REASON, "lost", "price"): 9,
        (Dimension.REASON, "lost", "fit"): 4,
        ("talked", "lost", ""): 10,
    }
    reasons = patterns.of(found).aspects[0]
    assert reasons == Pattern(Dimension.REASON, 10, (Line("price", 9, 10),), 1)


@pytest.mark.parametrize(("lost", "won", "says"), [(4, 0, False), (3, 2, True), (0, 0, False)])
def test_below_five_deals_nothing_is_said(lost: int, won: int, says: bool) -> None:
    found: Counts = {(Dimension.DEALS, "lost", ""): lost, (Dimension.DEALS, "won", ""): won}
    assert patterns.of(found).says_something is says


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 11, 20, tzinfo=UTC), "2025-12"),
        (datetime(2026, 12, 31, tzinfo=UTC), "2026-01"),
        (datetime(2026, 1, 1, tzinfo=UTC), "2025-02"),
    ],
)
def test_twelve_months_count(now: datetime, month: str) -> None:
    assert patterns.since(now) == month


def test_behind_a_line_stand_the_talks_that_count_for_it_however_it_is_spelled() -> None:
    contoso, fabrikam = Line("Contoso", 34, 46), Line("Fabrikam", 5, 5)
    mine = talk(1, (COMPETITOR, "CONTOSO"), (Dimension.REGION, "Fabrikam"))
    pattern = Pattern(COMPETITOR, 51, (contoso, fabrikam))
    assert patterns.behind(pattern, [mine, talk(2, (COMPETITOR, "Jane"))]) == (
        Behind(contoso, (mine,)),
        Behind(fabrikam, ()),
    )


def test_what_is_too_few_to_tell_names_no_talk() -> None:
    assert patterns.behind(Pattern(COMPETITOR, 4), [talk(1, (COMPETITOR, "Jane"))]) == ()


def test_a_long_line_shows_the_latest_talks() -> None:
    talks = [talk(number, (COMPETITOR, "Contoso")) for number in range(20)]
    (behind,) = patterns.behind(Pattern(COMPETITOR, 51, (Line("Contoso", 34, 46),)), talks)
    assert list(behind.talks) == talks[:MOST_BEHIND]


def talk(number: int, *traits: tuple[str, str]) -> Talk:
    return Talk(UUID(int=number), f"Deal {number}", frozenset((str(aspect), value) for aspect, value in traits))
