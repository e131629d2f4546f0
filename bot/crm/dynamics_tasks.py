"""Tasks of Dynamics 365 that regard an opportunity.

https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/task
"""

from datetime import date
from urllib.parse import quote

from bot.crm.accounts import Account
from bot.crm.dynamics_writing import deal, with_headers
from bot.crm.ids import for_path, is_guid
from bot.crm.listing import rows_at
from bot.crm.reading import words
from bot.crm.tasks import Standing, Task, standing
from bot.crm.writing import NEWEST, as_text

_TASKS = "/tasks"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The opportunity's tasks that bear the tag."""
    still_open = f"$filter=_regardingobjectid_value eq {for_path(external_id)} and statecode eq 0"
    query = f"$select=activityid,description,scheduledend&{still_open}&$orderby=createdon desc&$top={NEWEST}"
    found = rows_at(account.get(f"{_TASKS}?{quote(query, safe='$&=,')}"), "value")
    return standing(found, tag, "description", "scheduledend", "activityid")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task that regards the opportunity."""
    own = {
        "subject": task.title,
        "description": as_text(task.body),
        "regardingobjectid_opportunity_task@odata.bind": deal(external_id),
        **_due(task.on),
    }
    account.change("POST", _TASKS, own | (_given(account, external_id) if task.is_owners else {}))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day. If-Match keeps Dynamics from making one that is gone."""
    with_headers(account, {"If-Match": "*"}).change("PATCH", f"{_TASKS}({for_path(task_id)})", _due(on))


def remove(account: Account, task_id: str) -> None:
    """Delete a task."""
    account.change("DELETE", f"{_TASKS}({for_path(task_id)})")


def _due(on: date) -> dict[str, str]:
    """At ten in the morning UTC, which is the same day from Hawaii to New Zealand."""
    return {"scheduledend": f"{on}T10:00:00Z"}


def _given(account: Account, external_id: str) -> dict[str, str]:
    """Empty also where a team has the deal."""
    owner = words(account.get(f"{deal(external_id)}?$select=_owninguser_value"), "_owninguser_value")
    return {"ownerid@odata.bind": f"/systemusers({owner})"} if is_guid(owner) else {}
