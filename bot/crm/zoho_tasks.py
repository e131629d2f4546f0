"""Tasks of Zoho CRM on a deal. https://www.zoho.com/crm/developer/docs/api/v8/insert-records.html

A deal's tasks that are open are its related list `Tasks`, called Open Tasks.
https://www.zoho.com/crm/developer/docs/api/v8/get-related-records.html
"""

from datetime import date

from bot.crm.accounts import Account
from bot.crm.http import Gone
from bot.crm.ids import for_path
from bot.crm.listing import rows_at
from bot.crm.reading import items, mapping, words
from bot.crm.tasks import Standing, Task, standing
from bot.crm.writing import NEWEST, as_text
from bot.crm.zoho_writing import DEALS, done

_TASKS = "/Tasks"
_DONE = "Completed"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The deal's tasks that bear the tag."""
    query = f"fields=id,Description,Due_Date,Status&per_page={NEWEST}&sort_by=Created_Time&sort_order=desc"
    try:
        found = items(rows_at(account.get(f"{DEALS}/{for_path(external_id)}{_TASKS}?{query}"), "data"))
    except Gone:  # Zoho's word for none
        return ()
    return standing([one for one in found if one.get("Status") != _DONE], tag, "Description", "Due_Date")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task on the deal."""
    own = {
        "Subject": task.title,
        "Description": as_text(task.body),
        "Due_Date": task.on.isoformat(),
        "What_Id": {"id": for_path(external_id)},
        "$se_module": "Deals",
    }
    given = _given(account, external_id) if task.is_owners else {}
    done(account.change("POST", _TASKS, {"data": [own | given]}))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    done(account.change("PUT", _TASKS, {"data": [{"id": for_path(task_id), "Due_Date": on.isoformat()}]}))


def remove(account: Account, task_id: str) -> None:
    """Put a task into Zoho's recycle bin."""
    done(account.change("DELETE", f"{_TASKS}/{for_path(task_id)}"))


def _given(account: Account, external_id: str) -> dict[str, dict[str, str]]:
    deal = next(iter(items(account.get(f"{DEALS}/{for_path(external_id)}").get("data"))), {})
    owner = words(mapping(deal.get("Owner")), "id")
    return {"Owner": {"id": owner}} if owner else {}
