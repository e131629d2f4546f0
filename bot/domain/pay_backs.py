"""What lessons did in a quarter: on how many deals they were tried, and how those ended. No cause is claimed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.deals import Outcome
from bot.domain.paces import FEWEST
from bot.domain.rules import quarter_began
from bot.domain.trials import Record, Result, record

DAY = timedelta(days=1)


@dataclass(frozen=True)
class PayBack:
    """The trials of a quarter. `lost` and `open` count deals as they stand by now, where a CRM tells."""

    record: Record
    lost: int = 0
    open: int = 0

    @property
    def unsaid(self) -> int:
        """Of how many deals nobody can say yet, or has said, whether it helped."""
        return self.record.deals - self.record.helped - self.record.did_not

    @property
    def unknown(self) -> int:
        """How many deals no CRM tells of."""
        return self.record.deals - self.record.won - self.lost - self.open

    @property
    def says_something(self) -> bool:
        """Whether there are enough trials to say anything."""
        return self.record.deals >= FEWEST


def quarter_before(today: date, first_month: int) -> tuple[date, date]:
    """The first day of the quarter that has ended last, and of the one that `today` lies in."""
    now = quarter_began(today, first_month)
    return quarter_began(now - DAY, first_month), now


def of(trials: Iterable[tuple[str, Result, str | None]]) -> PayBack:
    """The pay-back of trials, each told as which deal, with what result, and how that deal stands."""
    told = list(trials)
    stands = {outcome: len({deal for deal, _, how in told if how == outcome}) for outcome in Outcome}
    return PayBack(record(told), stands[Outcome.LOST], stands[Outcome.OPEN])
