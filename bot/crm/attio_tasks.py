"""Tasks of Attio that are linked with a deal.

https://docs.attio.com/rest-api/endpoint-reference/tasks/create-a-task, https://docs.attio.com/api-reference/tasks/list-tasks
"""

from datetime import date
from typing import Any

from bot.crm.accounts import Account
from bot.crm.attio_deals import active
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.reading import items, mapping, words
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import NEWEST, as_text

_TASKS = "/tasks"
_MEMBER = "workspace-member"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The deal's tasks that bear the tag."""
    of_deal = f"linked_object=deals&linked_record_id={for_path(external_id)}"
    query = f"{of_deal}&is_completed=false&sort=created_at:desc&limit={NEWEST}"
    found = items(rows_at(account.get(f"{_TASKS}?{query}"), "data"))
    still_open = [{**one, **mapping(one.get("id"))} for one in found if one.get("is_completed") is not True]
    return standing(still_open, tag, "content_plaintext", "deadline_at", "task_id")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task that is linked with the deal; it has no title of its own."""
    content = {
        "content": f"{task.title}\n{as_text(task.body)}",
        "format": "plaintext",
        "is_completed": False,
        "linked_records": [{"target_object": "deals", "target_record_id": external_id}],
        "assignees": _owner(account, external_id) if task.is_owners else [],
        **_due(task.on),
    }
    added = mapping(account.change("POST", _TASKS, {"data": content}).get("data"))
    must_be_made(mapping(added.get("id")), "task_id")


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    account.change("PATCH", f"{_TASKS}/{for_path(task_id)}", {"data": _due(on)})


def remove(account: Account, task_id: str) -> None:
    """Delete a task."""
    account.change("DELETE", f"{_TASKS}/{for_path(task_id)}")


def _due(on: date) -> dict[str, Any]:
    """At ten in the morning UTC, which is the same day from Hawaii to New Zealand."""
    return {"deadline_at": f"{on}T10:00:00.000000000Z"}


def _owner(account: Account, external_id: str) -> list[dict[str, str]]:
    record = mapping(account.get(f"/objects/deals/records/{for_path(external_id)}").get("data"))
    owner = active(mapping(record.get("values")), "owner")
    member = words(owner, "referenced_actor_id")
    if member is None or owner.get("referenced_actor_type") != _MEMBER:
        return []
    return [{"referenced_actor_type": _MEMBER, "referenced_actor_id": member}]
