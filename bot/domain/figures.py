"""The quarter in figures: counts with what they rest on, and nothing about one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.digests import Numbers
from bot.domain.paces import FEWEST, Trend
from bot.domain.reviews import Gaps
from bot.domain.wrap_ups import Hands


@dataclass(frozen=True)
class Figures:
    """`covered` of `sellers` who lost something talked a deal through. `hands`: how far losses were in our hands.

    `to_lose` and `to_win` are median days over four weeks.
    """

    numbers: Numbers
    to_lose: Trend = field(default_factory=Trend)
    to_win: Trend = field(default_factory=Trend)
    sellers: int = 0
    covered: int = 0
    gaps: Gaps = field(default_factory=Gaps)
    hands: Mapping[Hands, int] = field(default_factory=dict)

    @property
    def tells_coverage(self) -> bool:
        """Whether so many sell that nobody can be told from the count."""
        return self.sellers >= FEWEST

    @property
    def judged(self) -> int:
        """How many losses say how far they were in our hands; 0: too few to say."""
        known = sum(self.hands.values())
        return known if known >= FEWEST else 0
