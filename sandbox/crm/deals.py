"""The deals of the stand-in CRMs, and what happens to them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from sandbox.payloads import Payload
from sandbox.workspace import Workspace

CrmName = Literal["generic", "hubspot"]

HUBSPOT_PIPELINE = "default"
CLOSED_STAGES = {
    "generic": {"lost": "Closed Lost", "won": "Closed Won"},
    "hubspot": {"lost": "closedlost", "won": "closedwon"},
}
FIRST_STAGE = {"generic": "Proposal", "hubspot": "contractsent"}
NEW_DEAL_AGE = timedelta(days=60)


class Outcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    LOST = "lost"
    WON = "won"


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

    def as_json(self) -> Payload:
        """The deal for the page."""
        return {
            "id": self.id,
            "crm": self.crm,
            "name": self.name,
            "stage": self.stage,
            "outcome": self.outcome.value,
            "owner": self.owner,
            "amount": self.amount,
            "currency": self.currency,
        }


def seeded(workspace: Workspace) -> dict[str, Deal]:
    """The deals that stand there from the beginning, by id."""
    now = workspace.clock.now()
    return {entry["id"]: _seeded(workspace, entry, now) for entry in workspace.seed.get("deals", [])}


def _seeded(workspace: Workspace, entry: Payload, now: datetime) -> Deal:
    owner = workspace.find_person(entry["owner"])
    assert owner is not None
    created_at = now - timedelta(days=entry["age_days"])
    return Deal(
        id=entry["id"],
        crm=entry["crm"],
        name=entry["name"],
        owner=owner.id,
        manager=manager_of(workspace, owner.name),
        amount=entry["amount"],
        stage=entry["stage"],
        open_stage=entry["stage"],
        created_at=created_at,
        changed_at=created_at,
    )


def manager_of(workspace: Workspace, handle: str) -> str | None:
    """The user id of this person's manager, as the CRM has it."""
    manager = workspace.seed["people"].get(handle, {}).get("manager")
    person = workspace.find_person(manager) if manager else None
    return person.id if person else None
