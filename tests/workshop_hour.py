"""A workshop: Kim leads six people, of whom Ana lost Northwind and lets the team read what it taught."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from bot.access import Actor
from bot.domain.conversation import MessageRef
from bot.domain.workshops import LAST_CALL, WRITE_FOR, Plan
from bot.domain.wrap_ups import Consent
from bot.storage import practices as rows
from bot.storage import workshops, wrap_ups
from bot.storage.models import LessonRow, OutboxRow, RetrospectiveRow, WorkshopGroupRow, WorkshopRow
from bot.use_cases.week import publications
from bot.use_cases.workshop import outcomes, planning, practices, stages, voting
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA, Scene, text

BEN, DAN, EVE, FAY = "U0BEN", "U0DAN", "U0EVE", "U0FAY"
TEAM = (ANA, PRIYA, BEN, DAN, EVE, FAY)
FIRST, OTHER = "Ask who signs before the demo.", "Bring the security papers."
VOTE_ENDS = datetime(2026, 11, 24, 9, tzinfo=UTC)


def guest(actor: Actor) -> Actor:
    return replace(actor, is_guest=True)


def stranger(actor: Actor) -> Actor:
    return replace(actor, person=None, is_outside=True)


@dataclass
class WorkshopHour:
    """What people and the clock do, and what comes of it."""

    scene: Scene
    lesson: UUID = field(init=False)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        known = self.scene.session.scalars(select(WorkshopRow)).first()
        if known is not None:  # looked at in a later transaction
            self.lesson, self.plan = known.lesson_id, Plan(known.id, known.lesson_id, TEAM)
            return
        for user in (KIM, *TEAM):
            person = lost_deals.person(self.scene.session, self.scene.workspace, self.scene.met(user))
            person.manager_id = None if user == KIM else self.scene.person(KIM)
        talk = lost_deals.loss(self.scene.session, self.scene.workspace, lesson="Ask <!channel> who signs.")
        of_talk = select(LessonRow.id).where(LessonRow.retrospective_id == talk.id)
        self.lesson = self.scene.session.scalars(of_talk).one()
        self.plan = Plan(UUID(int=5), self.lesson, TEAM)

    # What people do

    def begins(self) -> "WorkshopHour":
        """Kim presses Start, and Slack takes what there is to say."""
        planning.hold(self.scene.session, self.actor(KIM), self.plan, self.scene.tick())
        self.scene.deliver()
        return self

    def actor(self, user: str = ANA) -> Actor:
        return self.scene.actor(user)

    def passes(self, time: timedelta) -> None:
        """The clock goes on, and does what is due."""
        session = self.scene.session
        self.scene.now += time
        for workshop_id in stages.due(session, self.scene.now):
            assert stages.go_on(session, workshop_id, self.scene.now)
        for member_id in outcomes.due(session, self.scene.now):
            outcomes.ask(session, member_id, self.scene.now)
        session.flush()

    def times_out(self) -> None:
        self.passes(WRITE_FOR - LAST_CALL)
        self.passes(LAST_CALL)
        self.scene.deliver()

    def comes_to_a_vote(self) -> "WorkshopHour":
        """Two groups have written three practices, of which two read the same, and the time is up."""
        self.begins().writes(FIRST, OTHER)
        self.writes("Please ask who signs before the demo", group=1)
        self.times_out()
        return self

    def writes(self, *texts: str, group: int = 0) -> None:
        """A group sends its form."""
        found = self.groups()[group]
        practices.write(self.scene.session, self.member(found), found.id, texts, self.scene.tick())

    def types(
        self, words: str, *, by: Actor | None = None, group: int = 0, ref: MessageRef | None = None
    ) -> MessageRef:
        """Somebody types a reply in a group's thread."""
        root = self.root(group)
        ref = ref or MessageRef(root.channel, self.scene.next_ts())
        actor = by or self.member(self.groups()[group])
        practices.reply(self.scene.session, actor, ref, root.ts, words, self.scene.tick())
        return ref

    def edits(self, ref: MessageRef, words: str, group: int = 0) -> None:
        actor = self.member(self.groups()[group])
        practices.edit(self.scene.session, actor, ref, self.root(group).ts, words, self.scene.tick())

    def deletes(self, ref: MessageRef, group: int = 0) -> None:
        ts = self.root(group).ts
        practices.delete(self.scene.session, self.scene.workspace.id, ref, ts, self.scene.tick())

    def votes(self, by: str, practice: UUID, *, back: bool = False) -> str:
        """Somebody votes; what they are told."""
        act, key = voting.unvote if back else voting.vote, f"vote:{self.scene.tick()}"
        act(self.scene.session, self.actor(by), practice, "C0SALES", key, self.scene.now)
        return text(self.scene.outbox("ephemeral")[-1])

    def takes_lesson_back(self) -> None:
        lesson = self.scene.session.get_one(LessonRow, self.lesson)
        talk = self.scene.session.get_one(RetrospectiveRow, lesson.retrospective_id)
        wrap_ups.keep_consent(self.scene.session, talk, Consent.NO, self.scene.tick())
        publications.correct(self.scene.session, talk, self.scene.now)

    # What came of it

    def row(self) -> WorkshopRow:
        return self.scene.session.scalars(select(WorkshopRow)).one()

    def groups(self) -> list[WorkshopGroupRow]:
        return list(workshops.groups(self.scene.session, self.row()))

    def member(self, group: WorkshopGroupRow) -> Actor:
        return self.actor(str(workshops.members_of(self.scene.session, group)[0].slack_user))

    def written(self, group: int = 0) -> list[str]:
        return [one.text for one in rows.of_group(self.scene.session, self.groups()[group])]

    def practice(self, words: str) -> UUID:
        found = rows.of_workshop(self.scene.session, self.row())
        return next(one.id for one in found if one.text == words)

    def root(self, group: int = 0) -> MessageRef:
        post = self.scene.session.get_one(OutboxRow, self.groups()[group].root_id)
        return MessageRef(str(post.channel), str(post.slack_ts))

    def stands(self) -> tuple[str, int]:
        """Its stage, and how many groups it has."""
        return self.row().stage, len(self.groups())

    def in_channel(self) -> list[str]:
        """What stands in the channel and its threads, as it was edited last."""
        return [self.latest(row) for row in self.scene.outbox() if row.lane.startswith("workshop:")]

    def told(self, who: str) -> list[str]:
        """What stands in somebody's own room, as it was edited last."""
        return [self.latest(row) for row in self.scene.outbox() if row.lane.startswith(f"dm:{who}")]

    def latest(self, post: OutboxRow) -> str:
        edits = [row for row in self.scene.outbox("update") if row.target_id == post.id]
        return text((edits or [post])[-1])
