"""The gap between what we think decided it and what the customer put first. Opinion and evidence stay two rankings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.guides import View
from bot.domain.reasons import Reason


class PriceSaid(StrEnum):
    """What the customer said of our price."""

    CLOSE = "close"
    HIGH = "high"
    BESIDE = "beside"


class Talk(StrEnum):
    """Which questions help the pair to talk about their gap."""

    OUR_PRICE = "our_price"
    THEIR_PRICE = "their_price"
    PEOPLE = "people"
    OFFER = "offer"
    SAME = "same"


# Reasons that lie between people; the others lie in what was offered.
BETWEEN_PEOPLE = frozenset({Reason.ACCESS, Reason.RAPPORT, Reason.TRUST, Reason.URGENCY, Reason.SELLING})


@dataclass(frozen=True)
class Ranking:
    """What one side put first. `price` is only ever the customer's."""

    first: Reason
    price: PriceSaid | None = None


@dataclass(frozen=True)
class Gap:
    """Both sides side by side. Neither is right because of it."""

    ours: Reason
    theirs: Reason
    price: PriceSaid | None = None

    @property
    def is_open(self) -> bool:
        """Whether the two put different things first."""
        return self.ours is not self.theirs

    @property
    def talk(self) -> Talk:
        """What to talk about: the price where one side names it, else what the customer's reason is about."""
        if not self.is_open:
            return Talk.SAME
        if self.ours is Reason.PRICE:
            return Talk.OUR_PRICE
        if self.theirs is Reason.PRICE:
            return Talk.THEIR_PRICE
        return Talk.PEOPLE if self.theirs in BETWEEN_PEOPLE else Talk.OFFER


def between(rankings: Mapping[View, Ranking]) -> Gap | None:
    """The gap, or None while one side has not said what came first."""
    ours, theirs = rankings.get(View.OURS), rankings.get(View.CUSTOMERS)
    return Gap(ours.first, theirs.first, theirs.price) if ours and theirs else None
