"""What a retrospective ends with: how it ended, why, one lesson, one action, and who should hear it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

MOST_REASONS = 3


class Ending(StrEnum):
    """How it ended, apart from why."""

    COMPETITOR = "competitor"
    STAYED = "stayed"
    NO_DECISION = "no_decision"
    BUDGET = "budget"
    BUILT = "built"
    WALKED_AWAY = "walked_away"
    UNKNOWN = "unknown"


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


class Department(StrEnum):
    PRODUCT = "product"
    MARKETING = "marketing"
    FINANCE = "finance"
    ENABLEMENT = "enablement"


class Consent(StrEnum):
    """What the rep says to being put forward for the loss of the week."""

    NAME = "name"
    NO_NAME = "no_name"
    NO = "no"


@dataclass(frozen=True)
class WrapUp:
    """The closing form. `reasons` are in order of weight, three at most; an action may lack an owner or a date."""

    lesson: str
    ending: Ending | None = None
    reasons: tuple[Reason, ...] = ()
    action: str = ""
    action_owner: UUID | None = None
    due_on: date | None = None
    departments: tuple[Department, ...] = ()
