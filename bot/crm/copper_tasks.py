"""Tasks of Copper that belong to an opportunity. https://developer.copper.com/tasks/list-tasks-search.html"""

from datetime import UTC, date, datetime, time
from typing import Any

from bot.crm.accounts import Account
from bot.crm.copper_deals import ROOT
from bot.crm.ids import for_path, is_number
from bot.crm.listing import all_rows
from bot.crm.reading import items, moment_of_seconds, words
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import NEWEST, as_text

_TASKS = "/tasks"
_AT = time(10, tzinfo=UTC)


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The opportunity's tasks that bear the tag."""
    wanted = {
        "opportunity_ids": [int(for_path(external_id))],
        "statuses": ["Open"],
        "page_size": NEWEST,
        "sort_by": "date_created",
        "sort_direction": "desc",
    }
    found = items(all_rows(account.http.search(account.api, f"{ROOT}{_TASKS}/search", wanted)))
    still_open = [{**one, "day": _day(one.get("due_date"))} for one in found if one.get("status") != "Completed"]
    return standing(still_open, tag, "details", "day")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task that belongs to the opportunity."""
    own = {
        "name": task.title,
        "related_resource": {"type": "opportunity", "id": int(for_path(external_id))},
        "details": as_text(task.body),
        **_due(task.on),
    }
    must_be_made(account.change("POST", _TASKS, own | (_given(account, external_id) if task.is_owners else {})))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    account.change("PUT", f"{_TASKS}/{for_path(task_id)}", _due(on))


def remove(account: Account, task_id: str) -> None:
    """Delete a task."""
    account.change("DELETE", f"{_TASKS}/{for_path(task_id)}")


def _due(on: date) -> dict[str, Any]:
    """At ten in the morning UTC, which is the same day from Hawaii to New Zealand."""
    return {"due_date": int(datetime.combine(on, _AT).timestamp())}


def _day(due_date: Any) -> str | None:
    at = moment_of_seconds(due_date)
    return at.date().isoformat() if at else None


def _given(account: Account, external_id: str) -> dict[str, int]:
    owner = words(account.get(f"/opportunities/{for_path(external_id)}"), "assignee_id")
    return {"assignee_id": int(owner)} if is_number(owner) else {}
