"""Stand-in CRMs: deals that can be lost, won and reopened, and the webhooks that tell of it."""

import threading
from dataclasses import dataclass
from typing import TypedDict, Unpack

from sandbox.crm.deals import FIRST_STAGE, NEW_DEAL_AGE, CrmName, Deal, Outcome, manager_of, seeded
from sandbox.crm.generic import Generic
from sandbox.crm.hubspot import HubSpot
from sandbox.crm.webhooks import Hook, Webhooks
from sandbox.errors import ActFailedError
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.workspace import Workspace

LABELS: dict[CrmName, str] = {"generic": "Any CRM (signed webhook)", "hubspot": "HubSpot-shaped CRM"}


@dataclass(frozen=True)
class Told:
    """What became of a deal, and how its webhook was received: `status` 0 when nobody answered."""

    deal: Deal
    status: int
    error: str | None = None


class Facts(TypedDict, total=False):
    """What a new deal is made of. `owner` and `manager` are handles or user ids.

    Without `manager` the seed's manager of the owner is taken; None means that the CRM knows none.
    """

    owner: str
    crm: CrmName
    amount: str | None
    currency: str | None
    manager: str | None
    deal_id: str | None


class Crms:
    """Two CRMs that share their people with the workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.deals: dict[str, Deal] = seeded(workspace)
        self.notes: list[Payload] = []
        self.generic: Generic | None = None
        self.hubspot: HubSpot | None = None
        self._webhooks = Webhooks(workspace)
        self._lock = threading.Lock()

    def connect_generic(self, url: str, secret: str) -> None:
        """Send the generic CRM's webhooks there; `secret` is a `whsec_…`."""
        self.generic = Generic(url, secret)

    def connect_hubspot(self, url: str, client_secret: str, portal_id: int, access_token: str) -> None:
        """Send the HubSpot-shaped CRM's webhooks there, and open its API to this token."""
        self.hubspot = HubSpot(url, client_secret, int(portal_id), access_token)

    def listing(self) -> list[Payload]:
        """The CRMs for the page."""
        connected = {"generic": self.generic is not None, "hubspot": self.hubspot is not None}
        return [{"id": crm, "label": label, "connected": connected[crm]} for crm, label in LABELS.items()]

    def lose(
        self, name: str, *, competitor: str | None = None, reason: str | None = None, **facts: Unpack[Facts]
    ) -> Told:
        """Close a deal as lost and tell the app: an open one of this name, else a new one with these facts."""
        deal = self._deal(name, facts)
        return self._tell(deal.close(Outcome.LOST, self.workspace.clock.now(), competitor, reason))

    def win(
        self, name: str, *, competitor: str | None = None, reason: str | None = None, **facts: Unpack[Facts]
    ) -> Told:
        """Close a deal as won and tell the app; see `lose`."""
        deal = self._deal(name, facts)
        return self._tell(deal.close(Outcome.WON, self.workspace.clock.now(), competitor, reason))

    def reopen(self, deal_id: str) -> Told:
        """Open a closed deal again and tell the app. Raises ActFailedError for an unknown one."""
        return self._tell(self._known(deal_id).reopen(self.workspace.clock.now()))

    def lose_many(self, deal_ids: list[str]) -> int:
        """Close many deals of the HubSpot-shaped CRM in one batch; the receiver's status."""
        now = self.workspace.clock.now()
        lost = [self._known(deal_id).close(Outcome.LOST, now, None, None) for deal_id in deal_ids]
        self.deals |= {deal.id: deal for deal in lost}
        if self.hubspot is None:
            raise ActFailedError("The HubSpot-shaped CRM is not connected.")
        return self._webhooks.send(self.hubspot.hook(self.workspace, lost)).status

    def _known(self, deal_id: str) -> Deal:
        if deal_id not in self.deals:
            raise ActFailedError(f"There is no deal {deal_id}.")
        return self.deals[deal_id]

    def _deal(self, name: str, facts: Facts) -> Deal:
        deal_id, crm = facts.get("deal_id"), facts.get("crm", "generic")
        with self._lock:
            if deal_id:
                return self._known(deal_id)
            for deal in self.deals.values():
                if deal.crm == crm and deal.name == name and deal.outcome is Outcome.OPEN:
                    return deal
            return self._add(name, crm, facts)

    def _add(self, name: str, crm: CrmName, facts: Facts) -> Deal:
        owner = self._person(facts.get("owner", "ana"))
        now = self.workspace.clock.now()
        number = self.workspace.number()
        deal = Deal(
            id=f"D-{3000 + number}" if crm == "generic" else str(30117740000 + number),
            crm=crm,
            name=name,
            owner=owner.id,
            manager=self._manager(owner, facts),
            amount=facts.get("amount"),
            currency=facts.get("currency") or "EUR",
            stage=FIRST_STAGE[crm],
            open_stage=FIRST_STAGE[crm],
            created_at=now - NEW_DEAL_AGE,
            changed_at=now,
        )
        self.deals[deal.id] = deal
        return deal

    def _manager(self, owner: Person, facts: Facts) -> str | None:
        if "manager" not in facts:
            return manager_of(self.workspace, owner.name)
        return self._person(facts["manager"]).id if facts["manager"] else None

    def _person(self, who: str) -> Person:
        person = self.workspace.find_person(who)
        if person is None:
            raise ActFailedError(f"Nobody here is called {who}.")
        return person

    def _tell(self, deal: Deal) -> Told:
        self.deals[deal.id] = deal
        hook = self._hook(deal)
        if hook is None:
            return Told(deal, 0, f"{LABELS[deal.crm]} is not connected.")
        reply = self._webhooks.send(hook)
        self.workspace.on_change()
        return Told(deal, reply.status, reply.reason or None)

    def _hook(self, deal: Deal) -> Hook | None:
        if deal.crm == "generic":
            return self.generic.hook(self.workspace, deal) if self.generic else None
        return self.hubspot.hook(self.workspace, [deal]) if self.hubspot else None

    def stop(self) -> None:
        """Send nothing more."""
        self._webhooks.stop()
