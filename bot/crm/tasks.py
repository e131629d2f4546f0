"""The day to ask a customer again as a task in the CRM: made for the deal's owner, found, moved, and taken away."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.crm.accounts import Account
from bot.crm.reading import Item, items
from bot.crm.writing import Note, exact

# What `Standing.on` says of a task whose day somebody took out.
NO_DAY = "none"


@dataclass(frozen=True)
class Task:
    """Something to do `on` that day; `body` says the rest of it, and bears our tag.

    `is_owners`: it is given to the deal's owner as the CRM knows them; else to nobody, or to whoever's access we use.
    """

    title: str
    body: Note
    on: date
    is_owners: bool = True


@dataclass(frozen=True)
class Standing:
    """A task of ours that is still to be done, `on` that day (ISO)."""

    id: str
    on: str


class Tasks(Protocol):
    """How to make tasks in one CRM. Each raises as the questions of `Http` do, and Gone where the deal is gone."""

    def find(self, account: Account, external_id: str, tag: str) -> Standing | None:
        """The deal's task that bears the tag; None also where somebody has done it by now, or thrown it away."""

    def add(self, account: Account, external_id: str, task: Task) -> None:
        """Make a task. Not safe to repeat: after an unclear answer, look for it."""

    def move(self, account: Account, task_id: str, on: date) -> None:
        """Have a task be due on that day, whoever has it by now. Safe to repeat."""

    def remove(self, account: Account, task_id: str) -> None:
        """Delete a task of ours. Raises Gone where somebody did already."""


def standing(tasks: Any, tag: str, text: str, day: str, its_id: str = "id") -> Standing | None:
    """The first of these tasks whose `text` bears the tag; what stands in `day` begins with the date."""
    found = (one for one in items(tasks) if tag in (exact(one, text) or ""))
    return next((_standing(one, day, its_id) for one in found), None)


def _standing(task: Item, day: str, its_id: str) -> Standing:
    return Standing(exact(task, its_id) or "", (exact(task, day) or NO_DAY)[:10])
