"""A scene in which departments have channels, and pairs have them hear what customers said."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.access import Actor
from bot.domain.asks import Status
from bot.domain.conversation import Quotable
from bot.domain.message import Message
from bot.domain.wrap_ups import Department
from bot.messages import ids
from bot.storage import workspaces
from bot.storage.models import OutboxRow, RaisedAskRow, RetrospectiveRow, RoomRow
from bot.use_cases.asks import answers, sending
from bot.use_cases.call import captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

PRODUCT, FINANCE = "C0PRODUCT", "C0FINANCE"
LESSON = "Show week one of onboarding before any demo."
SAME = "Show week one of onboarding before the demo."
WORDS = {"customers.winner": "They were calm.", "customers.change": "Show us the first week."}


class Departments:
    """Product has a channel; what the pairs of a scene have it hear, and what stands there."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.session = scene, scene.session
        self.sets("product_channel", PRODUCT)

    def sets(self, name: str, value: str) -> None:
        workspaces.change(self.session, self.scene.workspace, name, value)

    def wraps_up(
        self,
        name: str = "Northwind",
        lesson: str = LESSON,
        *,
        rep: str = ANA,
        said: Mapping[str, str] = WORDS,
        quotable: Quotable | None = Quotable.NO_NAME,
        departments: tuple[Department, ...] = (Department.PRODUCT,),
    ) -> RetrospectiveRow:
        """A talk that ended with `lesson`, and what the customer `said`; Slack has taken all of it."""
        talk = self.scene.open(name, rep=rep)
        if said:
            capture = Capture(dict(said), quotable, list(said))
            captures.capture(self.session, self.scene.actor(PRIYA), talk.id, capture, self.scene.tick())
        self.wraps_up_of(talk, lesson, by=rep, departments=departments)
        return talk

    def wraps_up_of(
        self,
        talk: RetrospectiveRow,
        lesson: str = LESSON,
        *,
        by: str = ANA,
        departments: tuple[Department, ...] = (Department.PRODUCT,),
    ) -> None:
        """Somebody ends a talk that has begun."""
        closing = form(lesson, departments=departments)
        lessons.wrap_up(self.session, self.scene.actor(by), talk.id, closing, self.scene.tick())
        self.scene.deliver()

    def changes(self, talk: RetrospectiveRow, **details: Any) -> None:
        """Ana sends the closing form again."""
        ana = self.scene.actor()
        mark = lessons.to_change(self.session, ana, talk.id, self.scene.now).mark
        lessons.change(self.session, ana, talk.id, form(**details), mark, self.scene.tick())

    def sends(
        self,
        talk: RetrospectiveRow,
        *,
        by: str = ANA,
        actor: Actor | None = None,
        mark: str = "",
        together: bool = False,
    ) -> Message | None:
        ask_id, shown = self.offered(talk)
        who = actor or self.scene.actor(by)
        told = sending.send(self.session, who, ask_id, mark or shown, self.scene.tick(), together=together)
        self.scene.deliver()
        return told

    def raises(self, name: str = "Northwind", lesson: str = LESSON, **details: Any) -> RetrospectiveRow:
        """A talk whose ask stands in the channel."""
        talk = self.wraps_up(name, lesson, **details)
        self.sends(talk)
        return talk

    def answers(self, said: Status, *, shown: Status | None = None, by: str = KIM, reason: str = "") -> None:
        row = self.raised()
        stood = shown or Status(row.status)
        answers.answer(self.session, self.scene.actor(by), row.id, said, stood, self.scene.tick(), reason=reason)
        self.scene.deliver()

    # What stands where

    def raised(self) -> RaisedAskRow:
        return self.session.scalars(select(RaisedAskRow).order_by(RaisedAskRow.raised_at.desc())).first() or _missing()

    def ask_id(self, talk: RetrospectiveRow) -> UUID:
        return UUID(self._value(talk, ids.LEAVE_ASK))

    def offered(self, talk: RetrospectiveRow) -> tuple[UUID, str]:
        """The ask and the mark of the words, out of the card's button."""
        ask_id, _, mark = self._value(talk, ids.SEND_ASK).partition(":")
        return UUID(ask_id), mark

    def card(self, talk: RetrospectiveRow, department: Department = Department.PRODUCT) -> str:
        """What the pair reads, or nothing."""
        found = self._card(talk, department)
        return str(found["text"]) if found else ""

    def channel(self, channel: str = PRODUCT) -> list[str]:
        """What stands in a department's channel by now."""
        room = self.session.scalar(select(RoomRow.id).where(RoomRow.channel == channel))
        return [self._now(row)["text"] for row in self.scene.outbox() if room and row.room_id == room]

    def said_in_threads(self) -> list[str]:
        """What talks were told of answers."""
        return [text(row) for row in self.scene.outbox() if ":echo:" in row.dedupe_key]

    def _card(self, talk: RetrospectiveRow, department: Department) -> dict[str, Any]:
        key = f"{talk.id}:ask:{department}"
        return next((self._now(row) for row in self.scene.outbox() if row.dedupe_key == key), {})

    def _now(self, row: OutboxRow) -> dict[str, Any]:
        edits = [one for one in self.scene.outbox("update") if one.target_id == row.id]
        return (edits[-1] if edits else row).payload or {}

    def _value(self, talk: RetrospectiveRow, action_id: str) -> str:
        blocks = self._card(talk, Department.PRODUCT)["blocks"]
        buttons = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
        return next(str(one["value"]) for one in buttons if one["action_id"] == action_id)


def _missing() -> RaisedAskRow:
    raise AssertionError("nothing was raised")
