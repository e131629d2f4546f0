"""Activities of Pipedrive on a deal, without a time of the day. https://developers.pipedrive.com/docs/api/v1/Activities

The shapes of version 2 are those of Pipedrive's own client. https://github.com/pipedrive/client-nodejs
"""

from datetime import date
from typing import Any

from bot.crm.accounts import Account
from bot.crm.ids import for_path, is_number
from bot.crm.pipedrive_writing import rows
from bot.crm.reading import mapping, words
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import NEWEST, as_html

_ACTIVITIES = "/api/v2/activities"


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The deal's activities that bear the tag."""
    query = f"deal_id={for_path(external_id)}&done=false&limit={NEWEST}&sort_by=add_time&sort_direction=desc"
    return standing(rows(account.get(f"{_ACTIVITIES}?{query}")), tag, "note", "due_date")


def add(account: Account, external_id: str, task: Task) -> None:
    """An activity on the deal. It names no type, so Pipedrive makes it a call."""
    own = {"deal_id": int(external_id), "subject": task.title, "note": as_html(task.body), **_due(task.on)}
    given = _given(account, external_id) if task.is_owners else {}
    must_be_made(mapping(account.change("POST", _ACTIVITIES, own | given).get("data")))


def move(account: Account, task_id: str, on: date) -> None:
    """Have an activity be due on that day."""
    account.change("PATCH", f"{_ACTIVITIES}/{for_path(task_id)}", _due(on))


def remove(account: Account, task_id: str) -> None:
    """Delete an activity."""
    account.change("DELETE", f"{_ACTIVITIES}/{for_path(task_id)}")


def _due(on: date) -> dict[str, Any]:
    return {"due_date": on.isoformat()}


def _given(account: Account, external_id: str) -> dict[str, int]:
    deal = mapping(account.get(f"/api/v2/deals/{for_path(external_id)}").get("data"))
    owner = words(deal, "owner_id")
    return {"owner_id": int(owner)} if is_number(owner) else {}
