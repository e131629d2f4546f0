"""Tasks of Close on an opportunity's lead: an opportunity has none of its own.

https://developer.close.com/api/resources/tasks/create, https://developer.close.com/api/resources/tasks/list
"""

from datetime import date

from bot.crm.accounts import Account
from bot.crm.close_writing import opportunity
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.reading import identifier, items, words
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import NEWEST, as_text

_TASKS = "/task/"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The tasks on the opportunity's lead that bear the tag."""
    lead = for_path(identifier(opportunity(account, external_id), "lead_id"))
    newest = f"lead_id={lead}&_type=lead&is_complete=false&_order_by=-date_created&_limit={NEWEST}"
    found = items(rows_at(account.get(f"{_TASKS}?{newest}"), "data"))
    return standing([one for one in found if one.get("is_complete") is not True], tag, "text", "date")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task on the opportunity's lead; it has no title of its own."""
    found = opportunity(account, external_id)
    own = {
        "_type": "lead",
        "lead_id": identifier(found, "lead_id"),
        "text": f"{task.title}\n{as_text(task.body)}",
        "date": task.on.isoformat(),
    }
    owner = words(found, "user_id") if task.is_owners else None
    must_be_made(account.change("POST", _TASKS, own | ({"assigned_to": owner} if owner else {})))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    account.change("PUT", f"{_TASKS}{for_path(task_id)}/", {"date": on.isoformat()})


def remove(account: Account, task_id: str) -> None:
    """Delete a task."""
    account.change("DELETE", f"{_TASKS}{for_path(task_id)}/")
