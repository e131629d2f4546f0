"""The answers of HubSpot's REST API that a receiver of its webhooks needs."""

from collections.abc import Callable
from datetime import datetime

from sandbox.crm.deals import HUBSPOT_PIPELINE, Deal, Outcome
from sandbox.crm.hubspot import owner_number, user_number
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.workspace import Workspace

Comparison = Callable[[str, Payload], bool]

DEFAULT_PROPERTIES = ("amount", "closedate", "createdate", "dealname", "dealstage", "pipeline")
ALWAYS = ("hs_object_id", "createdate", "hs_lastmodifieddate")
SEARCH_PAGE = 10

STAGES = (
    ("appointmentscheduled", "Appointment Scheduled", "false", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "false", "0.4"),
    ("contractsent", "Contract Sent", "false", "0.9"),
    ("closedwon", "Closed Won", "true", "1.0"),
    ("closedlost", "Closed Lost", "true", "0.0"),
)

COMPARISONS: dict[str, Comparison] = {
    "EQ": lambda value, wanted: value == str(wanted.get("value")),
    "NEQ": lambda value, wanted: value != str(wanted.get("value")),
    "IN": lambda value, wanted: value in [str(one) for one in wanted.get("values", [])],
    "NOT_IN": lambda value, wanted: value not in [str(one) for one in wanted.get("values", [])],
    "HAS_PROPERTY": lambda value, wanted: value != "",
    "NOT_HAS_PROPERTY": lambda value, wanted: value == "",
    "CONTAINS_TOKEN": lambda value, wanted: str(wanted.get("value")).strip("*").lower() in value.lower(),
}


def deal_object(workspace: Workspace, deal: Deal, asked: list[str], associations: list[str]) -> Payload:
    """A deal with the asked properties (a few when none is named) and associations."""
    known = properties(workspace, deal)
    names = [*(asked or DEFAULT_PROPERTIES), *ALWAYS]
    body: Payload = {
        "id": deal.id,
        "properties": {name: known.get(name) for name in dict.fromkeys(names)},
        "createdAt": _iso(deal.created_at),
        "updatedAt": _iso(deal.changed_at),
        "archived": False,
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
    """The customer of a deal: deals are named "customer - what was sold"."""
    properties = {"name": deal.name.partition(" - ")[0], "hs_object_id": company_number(deal)}
    return {"id": company_number(deal), "properties": properties, "archived": False}


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
        "createdate": _iso(deal.created_at),
        "closedate": _iso(deal.closed_at) if deal.closed_at else None,
        "closed_lost_reason": (deal.reason or "") if lost else "",
        "closed_won_reason": (deal.reason or "") if won else "",
        "competitor": deal.competitor,
        "hs_is_closed": _boolean(lost or won),
        "hs_is_closed_lost": _boolean(lost),
        "hs_is_closed_won": _boolean(won),
        "hs_lastmodifieddate": _iso(deal.changed_at),
    }


def owner_object(workspace: Workspace, person: Person) -> Payload:
    """An owner."""
    first, _, last = person.real_name.partition(" ")
    return {
        "id": owner_number(workspace, person.id),
        "email": person.email,
        "type": "PERSON",
        "firstName": first,
        "lastName": last,
        "userId": user_number(workspace, person.id),
        "userIdIncludingInactive": user_number(workspace, person.id),
        "createdAt": "2024-02-12T09:00:00.000Z",
        "updatedAt": "2026-09-01T10:00:00.000Z",
        "archived": person.deleted,
        "teams": [{"id": "178588", "name": "Fabrikam Sales", "primary": True}],
    }


def pipelines() -> Payload:
    """The deal pipelines with their stages."""
    stages = [
        {
            "id": stage,
            "label": label,
            "displayOrder": order,
            "metadata": {"isClosed": closed, "probability": probability},
            "archived": False,
        }
        for order, (stage, label, closed, probability) in enumerate(STAGES)
    ]
    pipeline = {"id": HUBSPOT_PIPELINE, "label": "Sales Pipeline", "displayOrder": 0, "archived": False}
    return {"results": [{**pipeline, "stages": stages}]}


def search(workspace: Workspace, deals: list[Deal], query: Payload) -> Payload:
    """`deals/search`: groups of filters are alternatives, the filters of one group all hold.

    Raises ValueError for an operator that is not played.
    """
    found = [deal for deal in deals if _matches(properties(workspace, deal), query.get("filterGroups", []))]
    start, limit = int(query.get("after") or 0), int(query.get("limit") or SEARCH_PAGE)
    end = start + limit
    asked = query.get("properties", [])
    results = [deal_object(workspace, deal, asked, []) for deal in found[start:end]]
    paging = {"paging": {"next": {"after": str(end)}}} if end < len(found) else {}
    return {"total": len(found), "results": results, **paging}


def _matches(known: dict[str, str | None], groups: list[Payload]) -> bool:
    return not groups or any(
        all(_holds(known, condition) for condition in group.get("filters", [])) for group in groups
    )


def _holds(known: dict[str, str | None], condition: Payload) -> bool:
    operator = condition.get("operator")
    if operator not in COMPARISONS:
        raise ValueError(f"operator {operator} is not supported")
    return COMPARISONS[operator](known.get(condition["propertyName"]) or "", condition)


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
