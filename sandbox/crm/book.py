"""What stands in the CRMs: the deals, and what can be looked up or added."""

import threading
import uuid
from dataclasses import replace
from datetime import timedelta

from sandbox.crm.deals import FIRST_STAGE, CrmName, Customer, Deal
from sandbox.crm.edits import Facts, amount_of, currency_of, person_of
from sandbox.crm.history import made_up
from sandbox.crm.seeding import manager_of, seeded
from sandbox.errors import ActFailedError
from sandbox.people import Person
from sandbox.workspace import Workspace

NEW_DEAL_AGE = timedelta(days=60)


class Book:
    """The deals by id. Hold `lock` while changing one; `version` is another text after each change.

    The past is drawn when somebody first looks: most sandboxes of a test run need none.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.lock = threading.RLock()
        self._begun_at = workspace.clock.now()
        self._deals: dict[str, Deal] | None = None
        self._name = uuid.uuid4().hex
        self._changes = 0

    @property
    def deals(self) -> dict[str, Deal]:
        """Every deal, the closed ones of before the start first."""
        with self.lock:
            if self._deals is None:
                self._deals = seeded(self.workspace, self._begun_at)
            return self._deals

    @property
    def version(self) -> str:
        """Stays the same while no deal changes; another book has another one."""
        return f"{self._name}-{self._changes}"

    def known(self, deal_id: str) -> Deal:
        """The deal with this id. Raises ActFailedError when it is not there or not there any more."""
        deal = self.deals.get(deal_id)
        if deal is None or deal.gone:
            raise ActFailedError(f"There is no deal {deal_id}.")
        return deal

    def keep(self, deal: Deal) -> Deal:
        """The deal as it stands from this moment on."""
        with self.lock:
            kept = replace(deal, changed_at=self.workspace.clock.now())
            self.deals[kept.id] = kept
            self._changes += 1
        return kept

    def open_ones(self, crm: CrmName, owner: str | None) -> list[Deal]:
        """The open deals of a CRM, and of one owner (user id) when one is named."""
        found = [deal for deal in self.deals.values() if deal.is_open and deal.crm == crm]
        return [deal for deal in found if owner in (None, deal.owner)]

    def find_or_add(self, name: str, facts: Facts) -> Deal:
        """The deal with the facts' id, else an open one of this name, else a new one."""
        if deal_id := facts.get("deal_id"):
            return self.known(deal_id)
        crm = facts.get("crm", "generic")
        for deal in self.open_ones(crm, None):
            if deal.name == name:
                return deal
        owner = person_of(self.workspace, facts.get("owner") or self.first_person())
        return self._add(name, owner, crm, facts)

    def first_person(self) -> str:
        """The user id of whoever comes first in the workspace: the owner of deals that name none."""
        return self.workspace.humans()[0].id

    def make_up(self, owner: Person, crm: CrmName) -> Deal:
        """A new deal of this owner with an invented name."""
        name, customer = made_up(self.workspace.number())
        return self._add(name, owner, crm, {"amount": "15000.00"}, customer)

    def _add(self, name: str, owner: Person, crm: CrmName, facts: Facts, customer: Customer | None = None) -> Deal:
        now = self.workspace.clock.now()
        number = self.workspace.number()
        deal = Deal(
            id=f"D-{3000 + number}" if crm == "generic" else str(30117740000 + number),
            crm=crm,
            name=name,
            owner=owner.id,
            manager=self._manager(owner, facts),
            amount=amount_of(facts.get("amount")),
            currency=currency_of(facts.get("currency")) or "EUR",
            stage=FIRST_STAGE[crm],
            open_stage=FIRST_STAGE[crm],
            created_at=now - NEW_DEAL_AGE,
            changed_at=now,
            customer=customer,
        )
        return self.keep(deal)

    def _manager(self, owner: Person, facts: Facts) -> str | None:
        if "manager" not in facts:
            return manager_of(self.workspace, owner.name)
        return person_of(self.workspace, facts["manager"]).id if facts["manager"] else None
