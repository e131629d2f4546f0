"""Whose voice weighed most on the customer's side, as far as we know."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a purchase, whatever their title says."""

    EXECUTIVE = "executive"
    FINANCE = "finance"
    DEPARTMENT = "department"
    USER = "user"
    TECHNICAL = "technical"
    PROCUREMENT = "procurement"
    ADVISOR = "advisor"
    OTHER = "other"


class Spoke(StrEnum):
    """Whether we ever spoke with them."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


@dataclass(frozen=True)
class Influence:
    """One person, by as much as the pair knows. Nothing of it is required."""

    name: str = ""
    role: Role | None = None
    spoke: Spoke | None = None


NOBODY_KNOWN = Influence()
