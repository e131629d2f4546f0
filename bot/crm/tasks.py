"""The day to ask a customer again as a task in the CRM: made for the deal's owner, found, moved, and taken away."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from bot.crm.accounts import Account
from bot.crm.reading import Item, items, moment
from bot.crm.writing import Note, exact
from bot.errors import TryLater

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

    def find(self, account: Account, external_id: str, tag: str) -> tuple[Standing, ...]:
        """The deal's tasks that bear the tag, without those that somebody has done by now, or thrown away.

        Raises TryLater for an answer that holds no list: read as none, it would have us make another.
        """

    def add(self, account: Account, external_id: str, task: Task) -> None:
        """Make a task. Not safe to repeat: after an unclear answer (TryLater), look for it."""

    def move(self, account: Account, task_id: str, on: date) -> None:
        """Have a task be due on that day, whoever has it by now. Safe to repeat."""

    def remove(self, account: Account, task_id: str) -> None:
        """Delete a task of ours. Raises Gone where somebody did already."""


def standing(tasks: Any, tag: str, text: str, day: str, its_id: str = "id") -> tuple[Standing, ...]:
    """Those of these tasks whose `text` bears the tag; in `day` stands a date, or a time that begins with it."""
    found = (one for one in items(tasks) if tag in (exact(one, text) or ""))
    return tuple(Standing(exact(one, its_id) or "", _day(exact(one, day))) for one in found)


def must_be_made(added: Item, its_id: str = "id") -> None:
    """Raise TryLater for an answer that does not say which task was made: it is looked for before another is."""
    if exact(added, its_id) is None:
        raise TryLater("the CRM's answer does not tell which task it made")


def _day(told: str | None) -> str:
    """A time with its zone is the day that it is in UTC, as we told it: the CRM may tell it as people there read it."""
    at = moment(told)
    return at.date().isoformat() if at else (told or NO_DAY)[:10]
