"""Tasks of HubSpot that lie with a deal. https://developers.hubspot.com/docs/api-reference/2026-03/crm/activities/tasks/guide

The number of the association with a deal is what many public integrations use; HubSpot's own page of them was not read.
"""

from datetime import date
from typing import Any

from bot.crm.accounts import Account
from bot.crm.hubspot_writing import DEALS, OBJECTS, on_deal, to_deal
from bot.crm.ids import for_path
from bot.crm.reading import mapping, words
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import as_html

_TASKS = f"{OBJECTS}/tasks"
_TASK_TO_DEAL = 216
_DONE = "COMPLETED"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The deal's tasks that bear the tag; the search, which lags behind, is not asked."""
    found = on_deal(account, external_id, "tasks", "hs_task_body", "hs_timestamp", "hs_task_status")
    still_open = [one for one in found if one.get("hs_task_status") != _DONE]
    return standing(still_open, tag, "hs_task_body", "hs_timestamp")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task that lies with the deal."""
    own = {
        "hs_task_subject": task.title,
        "hs_task_body": as_html(task.body),
        "hs_task_status": "NOT_STARTED",
        "hs_task_type": "TODO",
        **_due(task.on),
    }
    given = _given(account, external_id) if task.is_owners else {}
    content = {"properties": own | given, "associations": to_deal(external_id, _TASK_TO_DEAL)}
    must_be_made(account.change("POST", _TASKS, content))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    account.change("PATCH", f"{_TASKS}/{for_path(task_id)}", {"properties": _due(on)})


def remove(account: Account, task_id: str) -> None:
    """Put a task into HubSpot's recycling bin."""
    account.change("DELETE", f"{_TASKS}/{for_path(task_id)}")


def _due(on: date) -> dict[str, Any]:
    """At ten in the morning UTC, which is the same day from Hawaii to New Zealand.

    HubSpot knows no day without a time.
    """
    return {"hs_timestamp": f"{on}T10:00:00Z"}


def _given(account: Account, external_id: str) -> dict[str, str]:
    deal = account.get(f"{DEALS}/{for_path(external_id)}?properties=hubspot_owner_id")
    owner = words(mapping(deal.get("properties")), "hubspot_owner_id")
    return {"hubspot_owner_id": owner} if owner else {}
