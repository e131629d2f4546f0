"""A week with a gaffe: Kim goes first, the team is asked on Thursday at 10:00 UTC, and on Friday all is shown."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.domain.gaffes import Theme, Written
from bot.domain.message import Message
from bot.storage import slots, workspaces
from bot.storage.models import GaffeLineRow, GaffeRow, OutboxRow, SlotRow
from bot.use_cases.gaffe import gaffe_lines, gaffe_reveals, gaffes
from tests.factories import ANA, KIM, PRIYA, Scene, text

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
ASKED, PROMPTED = datetime(2026, 11, 26, 9, tzinfo=UTC), datetime(2026, 11, 26, 10, tzinfo=UTC)
REVEALED = datetime(2026, 11, 27, 14, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@dataclass
class GaffeWeek:
    """What the clock and people do, and what comes of it."""

    scene: Scene

    def __post_init__(self) -> None:
        self.sets("gaffe", "yes")
        self.sets("gaffe_leader", KIM)
        self.to(MONDAY)

    def sets(self, name: str, value: str) -> None:
        workspaces.change(self.scene.session, self.scene.workspace, name, value)

    def to(self, when: datetime) -> None:
        """The clock comes to `when`, and everything due then is done; the leader's line goes first."""
        session, self.scene.now = self.scene.session, when
        workspace = slots.claim(session, self.scene.workspace.id, when, slots.GAFFE)
        if workspace is not None:
            gaffes.hold(session, workspace, when)
        for gaffe_id in gaffe_reveals.due(session, when):
            gaffe_reveals.settle(session, gaffe_id, when)
        session.flush()

    def writes(self, by: str, line: str, theme: Theme | None = None, *, is_named: bool = False) -> Message | None:
        """Somebody sends the form."""
        actor, row = self.scene.actor(by), self.round()
        told = gaffe_lines.write(self.scene.session, actor, row.id, Written(line, theme, is_named), self.scene.tick())
        if told is not None and line:
            gaffe_lines.send_receipt(self.scene.session, actor, row.id, told, self.scene.now)
        self.scene.session.flush()
        return told

    def types(self, by: str, line: str) -> str:
        """Somebody types it after the command; what they are told."""
        actor, row = self.scene.actor(by), self.round()
        told = gaffe_lines.retype(self.scene.session, actor, row.id, line, self.scene.tick())
        self.scene.session.flush()
        return told.text if told else ""

    def takes_back(self, by: str) -> str:
        row = self.round()
        told = gaffe_lines.take_back(self.scene.session, self.scene.actor(by), row.id, self.scene.tick())
        self.scene.session.flush()
        return told.text

    def prompted(self, line: str = "Talked about price first.", *, is_named: bool = False) -> None:
        """Kim has gone first, and the team is asked."""
        self.to(ASKED)
        self.writes(KIM, line, is_named=is_named)
        self.to(PROMPTED)

    def shown(self) -> None:
        """Three lines are shown together."""
        self.prompted()
        self.writes(ANA, "Never met the <!channel> CFO.", Theme.DECIDERS)
        self.writes(PRIYA, "Sent the quote too late.", Theme.TIMING)
        self.to(REVEALED)

    def round(self) -> GaffeRow:
        """The latest round."""
        return self.scene.session.scalars(select(GaffeRow).order_by(GaffeRow.week.desc()).limit(1)).one()

    def lines(self) -> set[str | None]:
        return set(self.scene.session.scalars(select(GaffeLineRow.text)))

    def taken(self) -> list[tuple[str, str, str, str | None]]:
        rows = self.scene.session.scalars(select(SlotRow).order_by(SlotRow.id))
        return [(row.kind, row.period, row.outcome, row.reason) for row in rows]

    def in_channel(self) -> list[str]:
        """What stands in the team's channel, as it was edited last."""
        return [self.latest(row) for row in self.scene.outbox() if row.lane.startswith("weekly:")]

    def told(self, who: str) -> list[str]:
        """What stands in somebody's own room, as it was edited last."""
        return [self.latest(row) for row in self.scene.outbox() if row.lane.startswith(f"dm:{who}")]

    def latest(self, post: OutboxRow) -> str:
        edits = [row for row in self.scene.outbox("update") if row.target_id == post.id]
        return text((edits or [post])[-1])
