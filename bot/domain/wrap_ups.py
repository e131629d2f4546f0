"""What a retrospective ends with: how it ended, why, one lesson, one action, and who should hear it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain.conversation import Conversation, texts
from bot.domain.guides import View
from bot.domain.reasons import Cause, Reason, suggested

LONGEST_TASK = timedelta(days=365)


class Ending(StrEnum):
    """How it ended, apart from why."""

    COMPETITOR = "competitor"
    STAYED = "stayed"
    NO_DECISION = "no_decision"
    BUDGET = "budget"
    BUILT = "built"
    WALKED_AWAY = "walked_away"
    UNKNOWN = "unknown"


class Hands(StrEnum):
    """How far it was in our hands."""

    OURS = "ours"
    PARTLY = "partly"
    OUTSIDE = "outside"


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
    """The closing form. `causes` are in order of weight, three at most; an action may lack an owner or a date.

    `turning_point` is the last stage or moment at which it could have gone the other way. `skill` is what the rep
    wants to practise: it stays between the pair.
    """

    lesson: str
    ending: Ending | None = None
    causes: tuple[Cause, ...] = ()
    action: str = ""
    action_owner: UUID | None = None
    due_on: date | None = None
    departments: tuple[Department, ...] = ()
    turning_point: str = ""
    hands: Hands | None = None
    skill: str = ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons as they were said first, without what lay below."""
        return tuple(cause.reason for cause in self.causes)


def may_be_due(day: date, today: date) -> bool:
    """Whether an action can be due on `day`: it is not past, and near enough to mean it."""
    return today <= day <= today + LONGEST_TASK


def mark(form: WrapUp) -> str:
    """A short name for what a form says, so that two can be told apart; what lay below its reasons does not count."""
    flat = replace(form, causes=tuple(Cause(reason) for reason in form.reasons))
    return hashlib.sha256(repr(flat).encode("utf-8", "replace")).hexdigest()[:16]


def first_draft(conversation: Conversation, crm_reason: str | None) -> WrapUp:
    """What the form begins with: the lesson is what the customer would have us change.

    That is evidence, in their words. A short guide's one answer is nearly a lesson. The CRM's reason is a starting
    point.
    """
    lesson = texts(conversation, View.CUSTOMERS).get("customers.change", "")
    if not lesson and conversation.guide.is_short:
        lesson = "\n".join(texts(conversation, View.OURS).values())
    reason = suggested(crm_reason)
    return WrapUp(lesson, causes=(Cause(reason),) if reason else ())
