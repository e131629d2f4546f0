"""Why a deal ended as it did, in two layers: what is said first, and what lies below it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Reason(StrEnum):
    """Why. The first four are table stakes; the others are what lies below; the last is what no CRM has."""

    TIMING = "timing"
    FIT = "fit"
    NEED = "need"
    PRICE = "price"
    ACCESS = "access"
    RAPPORT = "rapport"
    URGENCY = "urgency"
    PROOF = "proof"
    TRUST = "trust"
    ONBOARDING = "onboarding"
    SELLING = "selling"
    OTHER = "other"


TABLE_STAKES = (Reason.TIMING, Reason.FIT, Reason.NEED, Reason.PRICE)
NUANCED = tuple(reason for reason in Reason if reason not in (*TABLE_STAKES, Reason.OTHER))

# Beginnings of words that CRMs use for what we call a table stake or one of the layer below, in both languages.
SIGNS: Mapping[Reason, tuple[str, ...]] = {
    Reason.PRICE: ("price", "pricing", "cost", "expensive", "cheap", "discount", "preis", "teuer", "kosten"),
    Reason.TIMING: ("timing", "too early", "too late", "not now", "postponed", "zeitpunkt", "verschoben"),
    Reason.FIT: ("fit", "feature", "functionality", "integration", "missing", "product", "funktion", "passung"),
    Reason.NEED: ("need", "no interest", "not interested", "bedarf", "kein interesse"),
    Reason.TRUST: ("trust", "security", "reputation", "vertrauen", "sicherheit"),
    Reason.PROOF: ("proof", "reference", "poc", "trial", "referenz", "nachweis"),
    Reason.ONBOARDING: ("onboarding", "implementation", "migration", "rollout", "einführung"),
    Reason.URGENCY: ("urgency", "priority", "dringlichkeit", "priorität"),
    Reason.ACCESS: ("access", "decision maker", "champion", "zugang", "entscheider"),
}


@dataclass(frozen=True)
class Cause:
    """One reason. `below` is what lay under a table stake; `words` are the pair's own for a reason that no CRM has."""

    reason: Reason
    below: Reason | None = None
    words: str = ""

    @property
    def asks_further(self) -> bool:
        """Whether the reason alone says too little: what lay below it, or which one it was."""
        return self.reason in TABLE_STAKES or self.reason is Reason.OTHER


def deepened(
    causes: Iterable[Cause], below: Mapping[Reason, Reason | None], words: str | None = None
) -> tuple[Cause, ...]:
    """`causes` with what was found beneath them. What `below` and `words` do not speak of stays as it was."""
    return tuple(
        replace(cause, words=cause.words if words is None else words)
        if cause.reason is Reason.OTHER
        else replace(cause, below=below.get(cause.reason, cause.below))
        for cause in causes
    )


def remembering(causes: Iterable[Cause], earlier: Iterable[Cause]) -> tuple[Cause, ...]:
    """`causes` as they were chosen anew, with what was found beneath the same reasons `earlier`, unless they say it."""
    known = {cause.reason: cause for cause in earlier}
    return tuple(cause if cause.below else known.get(cause.reason, cause) for cause in causes)


def shallow(causes: Iterable[Cause]) -> Reason | None:
    """The first table stake of which nobody said what lay below it."""
    return next((cause.reason for cause in causes if cause.reason in TABLE_STAKES and cause.below is None), None)


def suggested(crm_reason: str | None) -> Reason | None:
    """What the CRM's own reason begins the talk with, where it can be told: a starting point, not the result."""
    said = (crm_reason or "").casefold()
    found = [reason for reason, signs in SIGNS.items() if any(re.search(rf"\b{sign}", said) for sign in signs)]
    return found[0] if len(found) == 1 else None
