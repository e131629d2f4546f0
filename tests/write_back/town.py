"""A workspace with HubSpot on loopback, and one talk whose pair has it written back, step by step."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot import write_backs
from bot.crm import Http
from bot.domain.calls import Call
from bot.domain.conversation import Quotable
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import WrapUp
from bot.domain.write_backs import Fate, Step, mark, task_tag
from bot.storage import outbox
from bot.storage import write_backs as storage
from bot.storage.database import Database
from bot.storage.models import FixRow, OutboxRow, RetrospectiveRow, WriteBackRow
from bot.use_cases.call import captures, come_backs
from bot.use_cases.call.captures import Capture
from bot.use_cases.talk import threads
from bot.use_cases.wrap_up import lessons
from bot.use_cases.write_back import plans, pressing
from tests.crm.local_server import Asked, LocalServer
from tests.factories import ANA, NOW, PRIYA, Scene, form, text

DEAL, NOTES = "^/crm/objects/2026-03/deals/4711", "^/crm/objects/2026-03/notes"
TASKS = "^/crm/objects/2026-03/tasks"
WRAP_UP = form(causes=(Cause(Reason.PRICE, Reason.TRUST), Cause(Reason.ONBOARDING)))
REASONS = "Price (Trust), Onboarding effort"
SAID = "They were first. Your onboarding took nine weeks."
DAY = timedelta(days=1)


@dataclass
class Town:
    """A workspace with HubSpot, and one talk about a deal there. Each act is a transaction of its own."""

    db: Database
    http: Http
    server: LocalServer
    talk: UUID
    now: datetime = NOW

    def scene(self) -> Any:
        return _acting(self)

    def work(self, later: timedelta = timedelta(seconds=1)) -> None:
        self.now += later
        while write_backs.work(self.db, self.http, self.now):
            pass

    def wrap_up(self, sent: WrapUp = WRAP_UP) -> None:
        with self.scene() as scene:
            lessons.wrap_up(scene.session, scene.actor(), self.talk, sent, self.now)
        self.work()

    def changes(self, sent: WrapUp) -> None:
        """The pair says something else than when they wrapped up."""
        with self.scene() as scene:
            shown = lessons.to_change(scene.session, scene.actor(), self.talk, self.now).mark
            lessons.change(scene.session, scene.actor(), self.talk, sent, shown, self.now)

    def agrees(self, day: date | None) -> None:
        """The pair agrees on the day to ask the customer again, or on none."""
        with self.scene() as scene:
            scene.session.get_one(RetrospectiveRow, self.talk).call = Call.DECLINED
            come_backs.choose(scene.session, scene.actor(PRIYA), self.talk, day, self.now)
        self.work()

    def stands(self, *days: date, is_done: bool = False) -> None:
        """HubSpot lists tasks of ours that are due then, besides one of somebody else."""
        with self.scene() as scene:
            tag = task_tag(self.row(scene).id)
        status = "COMPLETED" if is_done else "NOT_STARTED"
        ours = {str(number): (f"Ask.<br>{tag}", f"{day}T10:00:00Z") for number, day in enumerate(days, 801)}
        listed = {"77": ("Lunch", "2027-03-01T10:00:00Z"), **ours}
        found = [
            {"id": its_id, "properties": {"hs_task_body": body, "hs_timestamp": at, "hs_task_status": status}}
            for its_id, (body, at) in listed.items()
        ]
        linked = {"id": "4711", "associations": {"tasks": {"results": [{"id": its_id} for its_id in listed]}}}
        self.server.answer(f"{DEAL}.associations=tasks", linked)
        self.server.answer(f"{TASKS}/batch/read$", {"results": found}, method="POST")

    def captures(self, words: str, quotable: Quotable) -> None:
        """The customer says this, in their own words, and lets it be quoted so."""
        form = Capture({"customers.winner": words}, quotable, ["customers.winner"])
        with self.scene() as scene:
            captures.capture(scene.session, scene.actor(PRIYA), self.talk, form, scene.tick())

    def permits(self, quotable: Quotable) -> None:
        """Somebody says what may be quoted by now."""
        with self.scene() as scene:
            scene.permits(scene.session.get_one(RetrospectiveRow, self.talk), quotable, by=PRIYA)

    def press(self, by: str = ANA, shown: str | None = None) -> None:
        with self.scene() as scene:
            pressing.write(scene.session, scene.actor(by), self.talk, shown or self.mark(scene), self.now)
        self.work()

    def undo(self) -> None:
        with self.scene() as scene:
            pressing.undo(scene.session, scene.actor(PRIYA), self.talk, self.now)
        self.work()

    def mark(self, scene: Scene) -> str:
        """What stands for what a press agrees to by now."""
        thread = threads.of_row(scene.session, scene.session.get_one(RetrospectiveRow, self.talk))
        row = self.row(scene)
        return mark(plans.anew(scene.session, thread, row) or storage.writes(scene.session, row))

    def row(self, scene: Scene) -> WriteBackRow:
        return scene.session.scalars(select(WriteBackRow)).one()

    def card(self) -> list[str]:
        """What the card says by now, line by line; nothing where there is none."""
        with self.scene() as scene:
            row = self.latest(scene)
            return text(row).splitlines() if row else []

    def buttons(self) -> list[str]:
        with self.scene() as scene:
            row = self.latest(scene)
            blocks = row.payload["blocks"] if row and row.payload else []
            rows = [one for one in blocks if one["type"] == "actions"]
            return [one["text"]["text"] for row in rows for one in row["elements"]]

    def latest(self, scene: Scene) -> OutboxRow | None:
        """The card as it was posted or, later, updated last."""
        posted = outbox.find_by_key(scene.session, scene.workspace.id, f"{self.talk}:write_back")
        if posted is None:
            return None
        about = (OutboxRow.id == posted) | (OutboxRow.target_id == posted)
        return scene.session.scalars(select(OutboxRow).where(about).order_by(OutboxRow.id.desc())).first()

    def fates(self) -> list[Fate]:
        """What became of each step but of a task that nobody spoke of."""
        with self.scene() as scene:
            writes = storage.writes(scene.session, self.row(scene))
            return [one.fate for one in writes if (one.step, one.fate) != (Step.TASK, Fate.IDLE)]

    def told(self) -> list[tuple[str, Any]]:
        """The changes that HubSpot was told but of tasks: the method, and what it holds; without questions."""
        return _changes(one for one in self.server.asked if "/tasks" not in one.path)

    def told_of_tasks(self) -> list[tuple[str, Any]]:
        """As `told`, of tasks."""
        return _changes(one for one in self.server.asked if "/tasks" in one.path)

    def to_fix(self) -> list[str]:
        with self.scene() as scene:
            rows = scene.session.scalars(select(FixRow).where(FixRow.fixed_at.is_(None)))
            return [row.kind for row in rows]

    def finds(self, body: str, note_id: str) -> None:
        """HubSpot lists a note of the deal."""
        linked = {"id": "4711", "associations": {"notes": {"results": [{"id": note_id}]}}}
        found = {"results": [{"id": note_id, "properties": {"hs_note_body": body}}]}
        self.server.answer(f"{DEAL}.associations=notes", linked)
        self.server.answer(f"{NOTES}/batch/read$", found, method="POST")

    def holds(self, reason: Any, **more: str | None) -> None:
        properties = {"closed_lost_reason": reason, "hubspot_owner_id": "55", **more}
        self.server.answer(f"{DEAL}.properties", {"id": "4711", "properties": properties})


class _acting:
    """A scene in a transaction of its own."""

    def __init__(self, town: Town) -> None:
        self.town, self.begun = town, town.db.begin()

    def __enter__(self) -> Scene:
        return Scene(self.begun.__enter__(), now=self.town.now)

    def __exit__(self, *error: Any) -> None:
        self.begun.__exit__(*error)


def _changes(asked: Iterable[Asked]) -> list[tuple[str, Any]]:
    changes = [one for one in asked if one.method != "GET" and "batch/read" not in one.path]
    return [(one.method, json.loads(one.body)["properties"] if one.body else one.path) for one in changes]


def note_of(told: list[tuple[str, Any]]) -> str:
    [body] = [what["hs_note_body"] for method, what in told if method == "POST"]
    return str(body)
