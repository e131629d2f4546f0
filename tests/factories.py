"""A workspace in which deals are lost and talked about: each test says only what matters to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.colleagues import Kind
from bot.domain.conversation import Conversation, MessageRef, Quotable
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.domain.permissions import words_mark
from bot.domain.wrap_ups import WrapUp
from bot.messages.guides import guide
from bot.storage import connections, conversations, outbox, retrospectives, rooms, workspaces
from bot.storage.models import AuditRow, DealRow, OutboxRow, RetrospectiveRow, RoomRow, WorkspaceRow
from bot.use_cases.answering import typed_replies
from bot.use_cases.call import permissions
from bot.use_cases.losses import deals
from bot.use_cases.talk import retrospectives as talks
from tests import lost_deals
from tests.lost_deals import ANA, FRIDAY, KIM

__all__ = ["ANA", "KIM", "MINUTE", "NOW", "PRIYA", "STORY_BEGINS", "Scene", "event", "form"]

PRIYA = "U0PRIYA"
NOW, MINUTE = FRIDAY, timedelta(minutes=1)
# What Slack calls the n-th second of this story.
STORY_BEGINS = 1_800_000_000


def event(kind: EventKind, minutes: int = 0, *, deal_id: str = "D1", merged_into: str | None = None) -> DealEvent:
    """One piece of news, from `minutes` after NOW by the CRM's clock (before it, when negative)."""
    return DealEvent(deal_id, kind, NOW + minutes * MINUTE, merged_into=merged_into)


def form(lesson: str = "Ask who signs.", **details: object) -> WrapUp:
    return WrapUp(lesson, **details)  # type: ignore[arg-type]  # whatever a WrapUp takes


@dataclass
class Scene:
    """One transaction in which people act. `now` moves by a second with every act, as time does."""

    session: Session
    team_id: str = "T0ACME"
    now: datetime = NOW
    workspace: WorkspaceRow = field(init=False)
    seconds: int = 0

    def __post_init__(self) -> None:
        found = workspaces.by_team(self.session, self.team_id)
        self.workspace = found or lost_deals.workspace(self.session, self.team_id)
        self.connection_id = connections.by_hand(self.session, self.workspace.id, NOW).id

    def tick(self, seconds: int = 1) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now

    def actor(self, slack_user: str = ANA) -> Actor:
        return lost_deals.actor(self.session, self.workspace, slack_user)

    def person(self, slack_user: str) -> UUID:
        return lost_deals.person(self.session, self.workspace, slack_user).id

    def met(self, slack_user: str, kind: Kind = Kind.MEMBER, *, active: bool = True) -> str:
        """Somebody whom Slack has told us about; their Slack id."""
        row = lost_deals.person(self.session, self.workspace, slack_user)
        row.kind, row.active, row.checked_at = kind, active, NOW
        self.session.flush()
        return slack_user

    # Deals

    def hear(self, news: DealEvent, outcome: Outcome | None = None, name: str = "Northwind", rep: str = ANA) -> None:
        """The CRM tells `news`; asked for the deal, it shows `outcome` (None: it was not asked)."""
        shown = None if outcome is None else Deal(news.external_id, name, outcome, Person(self.email(rep)))
        deals.record(
            self.session,
            workspace_id=self.workspace.id,
            connection_id=self.connection_id,
            event=news,
            deal=shown,
            now=self.now,
        )
        self.session.flush()

    def email(self, slack_user: str) -> str | None:
        return lost_deals.person(self.session, self.workspace, slack_user).email

    def deal(self) -> DealRow:
        return self.session.scalars(select(DealRow).where(DealRow.workspace_id == self.workspace.id)).one()

    def rounds(self) -> list[RetrospectiveRow]:
        query = select(RetrospectiveRow).where(RetrospectiveRow.workspace_id == self.workspace.id)
        return list(self.session.scalars(query.order_by(RetrospectiveRow.loss_no)))

    # Talks

    def open(
        self,
        name: str = "Northwind",
        *,
        rep: str = ANA,
        manager: str | None = PRIYA,
        outcome: Outcome = Outcome.LOST,
        pipeline: str | None = None,
    ) -> RetrospectiveRow:
        """A talk that has just begun, its first messages standing in Slack."""
        closed = lost_deals.deal(self.session, self.workspace, name, outcome=outcome, owner=rep, pipeline=pipeline)
        row = retrospectives.hold(
            self.session, closed, number=1, outcome=outcome, guide=guide(outcome), due_at=self.now
        )
        return self.begin(row, rep=rep, manager=manager)

    def begin(self, row: RetrospectiveRow, *, rep: str = ANA, manager: str | None = PRIYA) -> RetrospectiveRow:
        """Open a held talk."""
        leader = lost_deals.person(self.session, self.workspace, manager) if manager else None
        talks.open_thread(self.session, row, lost_deals.person(self.session, self.workspace, rep), leader, self.tick())
        self.deliver()
        return row

    def deliver(self) -> None:
        """Slack takes what waits, one message a second."""
        waiting = select(OutboxRow).where(OutboxRow.workspace_id == self.workspace.id, OutboxRow.state == "pending")
        for row in self.session.scalars(waiting.order_by(OutboxRow.id)):
            row.state = "sent"
            if row.method == "post":
                row.channel, row.slack_ts = self.channel(row.room_id), self.next_ts()
        self.session.flush()

    def channel(self, room_id: UUID | None) -> str:
        room = self.session.get_one(RoomRow, room_id)
        if room.channel is None:
            rooms.opened(self.session, room.id, f"G-{room.members}")
        assert room.channel is not None
        return room.channel

    def next_ts(self) -> str:
        self.seconds += 1
        return f"{STORY_BEGINS + self.seconds}.000100"

    def thread(self, row: RetrospectiveRow) -> MessageRef:
        """Where the root card stands."""
        root = self.session.get_one(OutboxRow, row.root_id)
        assert root.channel is not None
        assert root.slack_ts is not None
        return MessageRef(root.channel, root.slack_ts)

    def types(
        self, row: RetrospectiveRow, text: str, *, by: str = ANA, ref: MessageRef | None = None, outside: bool = False
    ) -> MessageRef:
        """Somebody types a reply in the thread; its place in Slack."""
        thread = self.thread(row)
        ref = ref or MessageRef(thread.channel, self.next_ts())
        actor = Actor(self.workspace.id, by, is_outside=True) if outside else self.actor(by)
        typed_replies.reply(self.session, actor, ref, thread.ts, text, self.tick())
        self.deliver()
        return ref

    def edits(
        self, row: RetrospectiveRow, ref: MessageRef, text: str, *, by: str = ANA, edited_ts: str | None = None
    ) -> None:
        """Somebody changes a reply, now or at `edited_ts`, of which Slack tells now."""
        thread_ts, at = self.thread(row).ts, edited_ts or self.next_ts()
        typed_replies.edit(self.session, self.actor(by), ref, thread_ts, text, at, self.tick())
        self.session.flush()

    def deletes(self, ref: MessageRef, thread_ts: str = "") -> None:
        typed_replies.delete(self.session, self.workspace.id, ref, thread_ts, self.tick())
        self.session.flush()

    def permits(self, row: RetrospectiveRow, quotable: Quotable, *, by: str = ANA) -> None:
        """Somebody says what may be quoted of the customer's words, as they stand now."""
        words = words_mark(self.conversation(row))
        permissions.permit(self.session, self.actor(by), row.id, quotable, words, self.tick())

    # What came of it

    def conversation(self, row: RetrospectiveRow) -> Conversation:
        self.session.flush()
        return conversations.of(self.session, row)

    def stands(self, row: RetrospectiveRow) -> tuple[str, str | None]:
        return row.status, row.question

    def outbox(self, method: str = "post") -> list[OutboxRow]:
        mine = (OutboxRow.workspace_id == self.workspace.id, OutboxRow.method == method)
        return list(self.session.scalars(select(OutboxRow).where(*mine).order_by(OutboxRow.id)))

    def posts(self) -> list[str]:
        """The first line of every message, in the order in which they go out."""
        return [text(row).splitlines()[0] for row in self.outbox()]

    def last_post(self) -> str:
        return text(self.outbox()[-1])

    def mark(self) -> str:
        """Which text the latest question about the loss of the week shows, by the value of its buttons."""
        said = sorted((*self.outbox(), *self.outbox("update")), key=lambda row: row.id)
        asked = [row for row in said if "consent.no" in str(row.payload)]
        buttons = (asked[-1].payload or {})["blocks"][-1]["elements"]
        return str(buttons[0]["value"]).partition(":")[2]

    def card(self, row: RetrospectiveRow) -> str:
        """The call card as it looks now: as it was posted, or as it was last edited."""
        card_id = outbox.find_by_key(self.session, row.workspace_id, f"{row.id}:call:{row.room_id}")
        edits = [one for one in self.outbox("update") if one.target_id == card_id]
        return text(edits[-1] if edits else self.session.get_one(OutboxRow, card_id))

    def answers(self) -> list[tuple[str, str]]:
        """What was said in each talk: question and words."""
        mine = select(RetrospectiveRow).where(RetrospectiveRow.workspace_id == self.workspace.id)
        talks = self.session.scalars(mine.order_by(RetrospectiveRow.opened_at))
        return [(one.question, one.text) for talk in talks for one in self.conversation(talk).answers]

    def audit(self, *, allowed: bool = True) -> list[tuple[str, str]]:
        """Who did, or was refused, what."""
        mine = (AuditRow.workspace_id == self.workspace.id, AuditRow.allowed == allowed)
        rows = self.session.scalars(select(AuditRow).where(*mine).order_by(AuditRow.id))
        return [(row.actor, row.action) for row in rows]


def text(row: OutboxRow) -> str:
    return str((row.payload or {})["text"])
