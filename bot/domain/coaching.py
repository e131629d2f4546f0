"""What a reason often hides: a read for the pair, chosen by what they said alone. Never about a person."""

from collections.abc import Sequence
from enum import StrEnum

from bot.domain.deals import Outcome
from bot.domain.reasons import Reason
from bot.domain.wrap_ups import Ending


class Read(StrEnum):
    """Which of the short texts fits."""

    PRICE = "price"
    COMPETITOR = "competitor"


def read_for(outcome: Outcome, ending: Ending | None, reasons: Sequence[Reason]) -> Read | None:
    """The read for a lost deal: price put first speaks louder than that a competitor won."""
    if outcome is not Outcome.LOST:
        return None
    if reasons and reasons[0] is Reason.PRICE:
        return Read.PRICE
    return Read.COMPETITOR if ending is Ending.COMPETITOR else None
