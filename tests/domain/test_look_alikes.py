"""Which open deals look like deals that were lost."""

from datetime import date

import pytest

from bot.domain import look_alikes
from bot.domain.deals import Outcome
from bot.domain.look_alikes import Ended, LookAlike, Top, like
from bot.domain.reasons import Reason
from bot.domain.tallies import Dimension

LOGISTICS = {Dimension.VERTICAL: "Logistics"}
OPEN = {Dimension.COMPETITOR: "Contoso", **LOGISTICS, Dimension.REGION: "EMEA"}
TRUST, PRICE, OTHER, PROOF = Reason.TRUST, Reason.PRICE, Reason.OTHER, Reason.PROOF


def lost(
    *reasons: Reason, customer: Reason | None = None, traits: dict[Dimension, str] = LOGISTICS, times: int = 1
) -> list[Ended]:
    return [Ended(Outcome.LOST, traits, reasons, customer)] * times


def won(times: int) -> list[Ended]:
    return [Ended(Outcome.WON, LOGISTICS)] * times


def found(lost: int, sample: int, ours: Top, customers: Top | None = None) -> LookAlike:
    return LookAlike("Contoso", Dimension.VERTICAL, "Logistics", lost, sample, ours, customers)


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ([], None),
        (lost(TRUST, times=4), None),
        (lost(TRUST, times=5), found(5, 5, Top(TRUST, 5, 5))),
        # Losses that nobody talked through count as lost, and speak for no reason.
        (lost(TRUST, times=4) + lost(times=9), None),
        (lost(TRUST, times=5) + lost(times=2) + won(6), found(7, 13, Top(TRUST, 5, 5))),
        # As many were won: no losing pattern.
        (lost(TRUST, times=5) + won(5), None),
        # No reason stands out, or not in half of the talks.
        (lost(TRUST, PRICE, times=5), None),
        (lost(TRUST, times=2) + lost(PRICE) + lost(PROOF) + lost(Reason.FIT), None),
        (lost(TRUST, PRICE, times=3) + lost(PRICE, times=2), found(5, 5, Top(PRICE, 5, 5))),
        # What no CRM has is another reason each time.
        (lost(OTHER, times=5), None),
        (lost(OTHER, TRUST, times=5), found(5, 5, Top(TRUST, 5, 5))),
        # Other industries are another story; spelling is not.
        (lost(TRUST, times=5, traits={Dimension.VERTICAL: "Retail"}), None),
        (lost(TRUST, times=5, traits={Dimension.VERTICAL: "LOGISTICS"}), found(5, 5, Top(TRUST, 5, 5))),
        # The customers' word is evidence of its own: from five on, and never added to ours.
        (lost(TRUST, customer=PRICE, times=4) + lost(TRUST), found(5, 5, Top(TRUST, 5, 5))),
        (lost(TRUST, customer=PRICE, times=5), found(5, 5, Top(TRUST, 5, 5), Top(PRICE, 5, 5))),
    ],
)
def test_a_deal_fits_a_losing_pattern(ended: list[Ended], expected: LookAlike | None) -> None:
    assert like(OPEN, ended) == expected


def test_the_clearest_of_several_patterns_is_told() -> None:
    both = {**LOGISTICS, Dimension.REGION: "EMEA"}
    ended = lost(TRUST, times=5, traits=both) + lost(PRICE, times=2)
    assert like(OPEN, ended) == LookAlike("Contoso", Dimension.REGION, "EMEA", 5, 5, Top(TRUST, 5, 5))


@pytest.mark.parametrize("unknown", [Dimension.COMPETITOR, Dimension.VERTICAL])
def test_what_the_crm_leaves_open_is_never_guessed(unknown: Dimension) -> None:
    traits = {name: value for name, value in OPEN.items() if name is not unknown}
    assert like(traits, lost(TRUST, times=5)) is None


def test_each_competitor_comes_first_on_some_day() -> None:
    days = [look_alikes.in_turn(["A", "B", "C"], date(2026, 11, day)) for day in (20, 21, 22, 23)]
    assert days[0] == days[3] != days[1] != days[2]
    assert {day[0] for day in days} == {"A", "B", "C"}
    assert all(sorted(day) == ["A", "B", "C"] for day in days)
    assert look_alikes.in_turn([], date(2026, 11, 20)) == []
