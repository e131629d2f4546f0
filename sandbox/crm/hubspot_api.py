"""The answers of HubSpot's REST API beside its deals: owners and pipelines."""

from sandbox.crm.deals import HUBSPOT_PIPELINE
from sandbox.crm.hubspot_deals import owner_number, user_number
from sandbox.payloads import Payload
from sandbox.people import Person
from sandbox.workspace import Workspace

STAGES = (
    ("appointmentscheduled", "Appointment Scheduled", "false", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "false", "0.4"),
    ("contractsent", "Contract Sent", "false", "0.9"),
    ("closedwon", "Closed Won", "true", "1.0"),
    ("closedlost", "Closed Lost", "true", "0.0"),
)


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
        "teams": [{"id": "178588", "name": workspace.team.name, "primary": True}],
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
