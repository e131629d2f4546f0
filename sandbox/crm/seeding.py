"""The deals that stand in the CRMs from the beginning: `facts/deals.toml`, and half a year behind it."""

from datetime import datetime, timedelta

from sandbox.crm.deals import Deal
from sandbox.crm.history import past_deals
from sandbox.facts import table
from sandbox.payloads import Payload
from sandbox.workspace import Workspace


def seeded(workspace: Workspace, now: datetime) -> dict[str, Deal]:
    """The deals of this workspace's people as of `now`, by id: the closed ones, oldest first, then the open ones."""
    people = {person.name: person.id for person in workspace.people.values()}
    leads = {people[rep]: people.get(lead) for rep, lead in table("deals")["managers"].items() if rep in people}
    past = past_deals(now.date(), people, leads)
    entries = [entry for entry in table("deals")["deals"] if entry["owner"] in people]
    return {deal.id: deal for deal in [*past, *(_open(entry, people, leads, now) for entry in entries)]}


def _open(entry: Payload, people: dict[str, str], leads: dict[str, str | None], now: datetime) -> Deal:
    owner = people[entry["owner"]]
    created_at = now - timedelta(days=entry["age_days"])
    return Deal(
        id=entry["id"],
        crm=entry["crm"],
        name=entry["name"],
        owner=owner,
        manager=leads.get(owner),
        amount=entry["amount"],
        stage=entry["stage"],
        open_stage=entry["stage"],
        created_at=created_at,
        changed_at=created_at,
    )


def manager_of(workspace: Workspace, handle: str) -> str | None:
    """The user id of this person's manager, as the CRM has it."""
    manager = table("deals")["managers"].get(handle)
    person = workspace.find_person(manager) if manager else None
    return person.id if person else None
