"""Tasks of Freshsales on a deal. https://developers.freshworks.com/crm/api/#tasks

That 1 is the status of one that is done is what public integrations use.
"""

from datetime import date
from typing import Any

from bot.crm.accounts import Account
from bot.crm.freshsales_writing import deal, on_deal
from bot.crm.ids import for_path
from bot.crm.reading import mapping, words
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import as_text

_TASKS = "/tasks"
_DONE = "1"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The deal's tasks that bear the tag. Raises NotUnderstood where Freshsales does not list them."""
    found = on_deal(account, external_id, "tasks")
    still_open = [one for one in found if words(one, "status") != _DONE]
    return standing(still_open, tag, "description", "due_date")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task on the deal."""
    own = {
        "title": task.title,
        "description": as_text(task.body),
        "targetable_type": "Deal",
        "targetable_id": for_path(external_id),
        **_due(task.on),
    }
    owner = words(deal(account, external_id), "owner_id") if task.is_owners else None
    added = account.change("POST", _TASKS, {"task": own | ({"owner_id": owner} if owner else {})})
    must_be_made(mapping(added.get("task")))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    account.change("PUT", f"{_TASKS}/{for_path(task_id)}", {"task": _due(on)})


def remove(account: Account, task_id: str) -> None:
    """Delete a task."""
    account.change("DELETE", f"{_TASKS}/{for_path(task_id)}")


def _due(on: date) -> dict[str, Any]:
    """At ten in the morning UTC, which is the same day from Hawaii to New Zealand."""
    return {"due_date": f"{on}T10:00:00Z"}
