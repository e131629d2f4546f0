"""A deal in HubSpot's words: its properties, owners and customers."""

from sandbox.crm.deals import HUBSPOT_PIPELINE, Deal, Outcome, iso
from sandbox.payloads import Payload
from sandbox.workspace import Workspace

DEFAULT_PROPERTIES = ("amount", "closedate", "createdate", "dealname", "dealstage", "pipeline")
ALWAYS = ("hs_object_id", "createdate", "hs_lastmodifieddate")
FIRST_OWNER, FIRST_USER = 41629700, 9586500

# Our names of what can be edited, and the properties that hold it. Who manages an owner is no property of a deal.
PROPERTY = {
    "name": "dealname",
    "amount": "amount",
    "currency": "deal_currency_code",
    "owner": "hubspot_owner_id",
    "competitor": "competitor",
    "reason": "closed_lost_reason",
}


def deal_object(workspace: Workspace, deal: Deal, asked: list[str], associations: list[str]) -> Payload:
    """A deal with the asked properties (a few when none is named) and associations."""
    known = properties(workspace, deal)
    names = [*(asked or DEFAULT_PROPERTIES), *ALWAYS]
    body: Payload = {
        "id": deal.id,
        "properties": {name: known.get(name) for name in dict.fromkeys(names)},
        "createdAt": iso(deal.created_at),
        "updatedAt": iso(deal.changed_at),
        "archived": deal.gone is not None,
    }
    if associations:
        body["associations"] = {name: _associated(name, deal) for name in associations}
    return body


def _associated(name: str, deal: Deal) -> Payload:
    singular = {"companies": "company", "contacts": "contact"}.get(name, name)
    return {"results": [{"id": company_number(deal), "type": f"deal_to_{singular}"}]}


def company_number(deal: Deal) -> str:
    """The id of the customer of a deal (company and contact alike)."""
    return deal.id[-6:]


def company_object(deal: Deal) -> Payload:
    """The customer of a deal."""
    firm = deal.buyer()
    known = {"name": firm.name, "industry": firm.industry or None, "country": firm.country or None}
    return _record(deal, known)


def contact_object(deal: Deal) -> Payload:
    """Who decides at the customer: a title, no name."""
    known = {"jobtitle": deal.buyer().buyer or None, "company": deal.buyer().name}
    return _record(deal, known)


def _record(deal: Deal, known: dict[str, str | None]) -> Payload:
    number = company_number(deal)
    return {"id": number, "properties": {**known, "hs_object_id": number}, "archived": False}


def properties(workspace: Workspace, deal: Deal) -> dict[str, str | None]:
    """All properties of a deal: texts, as HubSpot sends them."""
    lost, won = deal.outcome is Outcome.LOST, deal.outcome is Outcome.WON
    return {
        "hs_object_id": deal.id,
        "dealname": deal.name,
        "amount": deal.amount,
        "amount_in_home_currency": deal.amount,
        "deal_currency_code": deal.currency,
        "dealstage": deal.stage,
        "pipeline": HUBSPOT_PIPELINE,
        "hubspot_owner_id": owner_number(workspace, deal.owner) if deal.owner else "",
        "createdate": iso(deal.created_at),
        "closedate": iso(deal.closed_at) if deal.closed_at else None,
        "closed_lost_reason": (deal.reason or "") if not won else "",
        "closed_won_reason": (deal.reason or "") if won else "",
        "competitor": deal.competitor,
        "hs_is_closed": _boolean(lost or won),
        "hs_is_closed_lost": _boolean(lost),
        "hs_is_closed_won": _boolean(won),
        "hs_lastmodifieddate": iso(deal.changed_at),
    }


def property_of(field: str, deal: Deal) -> str | None:
    """The property in which HubSpot keeps one of our fields of this deal; None where it has none."""
    if field == "reason" and deal.outcome is Outcome.WON:
        return "closed_won_reason"
    return PROPERTY.get(field)


def owner_number(workspace: Workspace, person: str) -> str:
    """The owner id of a person (Slack user id); it is not the user id."""
    return str(FIRST_OWNER + list(workspace.people).index(person))


def user_number(workspace: Workspace, person: str) -> int:
    """The user id of a person (Slack user id)."""
    return FIRST_USER + list(workspace.people).index(person)


def _boolean(value: bool) -> str:
    return "true" if value else "false"
