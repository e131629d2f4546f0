"""The deals of the stand-in CRMs, and what happens to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from sandbox.payloads import Payload

CrmName = Literal["generic", "hubspot"]

HUBSPOT_PIPELINE = "default"
CLOSED_STAGES = {
    "generic": {"lost": "Closed Lost", "won": "Closed Won"},
    "hubspot": {"lost": "closedlost", "won": "closedwon"},
}
FIRST_STAGE = {"generic": "Proposal", "hubspot": "contractsent"}
EDITABLE = ("name", "amount", "currency", "owner", "manager", "competitor", "reason")


class Outcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    LOST = "lost"
    WON = "won"


class Gone(StrEnum):
    """Why a deal is not to be found any more."""

    DELETED = "deleted"
    MERGED = "merged"


@dataclass(frozen=True)
class Customer:
    """Who buys: the firm, its industry (HubSpot's word), its country, and the title of who decides there."""

    name: str
    industry: str = ""
    country: str = ""
    buyer: str = ""


@dataclass(frozen=True)
class Deal:
    """A deal as its CRM knows it. `owner` and `manager` are Slack user ids; times are aware, UTC."""

    id: str
    crm: CrmName
    name: str
    owner: str
    stage: str
    created_at: datetime
    changed_at: datetime
    amount: str | None = None
    currency: str = "EUR"
    manager: str | None = None
    outcome: Outcome = Outcome.OPEN
    open_stage: str = ""
    competitor: str | None = None
    reason: str | None = None
    closed_at: datetime | None = None
    customer: Customer | None = None
    gone: Gone | None = None

    @property
    def is_open(self) -> bool:
        """True while it can be lost or won."""
        return self.outcome is Outcome.OPEN and self.gone is None

    def close(self, outcome: Outcome, now: datetime, competitor: str | None, reason: str | None) -> "Deal":
        """The deal after somebody won or lost it."""
        return replace(
            self,
            outcome=outcome,
            stage=CLOSED_STAGES[self.crm][outcome.value],
            competitor=competitor or self.competitor,
            reason=reason or self.reason,
            closed_at=now,
            changed_at=now,
        )

    def reopen(self, now: datetime) -> "Deal":
        """The deal back where it stood before it was closed."""
        return replace(self, outcome=Outcome.OPEN, stage=self.open_stage, closed_at=None, changed_at=now)

    def buyer(self) -> Customer:
        """Its customer; where none is known, the name says it: "customer - what was sold"."""
        return self.customer or Customer(self.name.partition(" - ")[0])

    def as_json(self) -> Payload:
        """The deal for the page."""
        return {
            "id": self.id,
            "crm": self.crm,
            "name": self.name,
            "stage": self.stage,
            "outcome": self.outcome.value,
            "owner": self.owner,
            "manager": self.manager,
            "amount": self.amount,
            "currency": self.currency,
            "competitor": self.competitor,
            "reason": self.reason,
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "changed_at": self.changed_at.isoformat(),
            "gone": self.gone.value if self.gone else None,
        }


def iso(moment: datetime) -> str:
    """A UTC time as both CRMs write it: `2026-11-22T09:00:00.000Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
