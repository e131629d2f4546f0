"""Tasks of Salesforce on an Opportunity, that are still to be done.

https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm
"""

from datetime import date

from bot.crm.accounts import Account
from bot.crm.ids import for_path
from bot.crm.reading import identifier
from bot.crm.salesforce_writing import SUBJECT, TASKS, records
from bot.crm.tasks import Standing, Task, must_be_made, standing
from bot.crm.writing import NEWEST, as_text
from bot.domain.text import clip


def find(account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
    """The Opportunity's tasks that bear the tag; long texts cannot be searched."""
    still_open = f"WHERE WhatId = '{for_path(external_id)}' AND IsClosed = false"
    newest = f"FROM Task {still_open} ORDER BY CreatedDate DESC LIMIT {NEWEST}"
    found = records(account, f"SELECT Id, Description, ActivityDate {newest}")
    return standing(found, tag, "Description", "ActivityDate", "Id")


def add(account: Account, external_id: str, task: Task) -> None:
    """A task on the Opportunity, in the state that the organization begins with."""
    own = {
        "WhatId": external_id,
        "Subject": clip(task.title, SUBJECT),
        "Description": as_text(task.body),
        **_due(task.on),
    }
    must_be_made(account.change("POST", TASKS, own | (_given(account, external_id) if task.is_owners else {})))


def move(account: Account, task_id: str, on: date) -> None:
    """Have a task be due on that day."""
    account.change("PATCH", f"{TASKS}/{for_path(task_id)}", _due(on))


def remove(account: Account, task_id: str) -> None:
    """Put a task into Salesforce's recycle bin."""
    account.change("DELETE", f"{TASKS}/{for_path(task_id)}")


def _due(on: date) -> dict[str, str]:
    return {"ActivityDate": on.isoformat()}


def _given(account: Account, external_id: str) -> dict[str, str]:
    of_deal = f"FROM Opportunity WHERE Id = '{for_path(external_id)}'"
    found = records(account, f"SELECT OwnerId {of_deal}")
    return {"OwnerId": identifier(found[0], "OwnerId")} if found else {}
