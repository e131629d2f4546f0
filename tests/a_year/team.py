"""What an invented team does in its year: each act is one that a person could do in Slack."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.actions import Finish
from bot.domain.asks import Status
from bot.domain.conversation import MessageRef
from bot.domain.gaffes import Stage, Theme, Written
from bot.domain.trials import Result
from bot.domain.wrap_ups import Consent
from bot.storage import workspaces
from bot.storage.models import (
    ActionRow,
    CelebrationRow,
    GaffeRow,
    LessonRow,
    OutboxRow,
    RaisedAskRow,
    TrialRow,
)
from bot.use_cases.asks import answers
from bot.use_cases.gaffe import gaffe_lines
from bot.use_cases.playbook import playbook, trial_questions, trials
from bot.use_cases.week import celebrations, consents
from bot.use_cases.wrap_up import actions
from tests import lost_deals
from tests.a_year.plan import REPS, SAID
from tests.a_year.talks import HELEN, LED_BY, MARCO, PETRA, PRIYA, Talks
from tests.installing import installed

REACTIONS = ("clap", "bulb", "raised_hands")


class Team(Talks):
    """Everybody: what they do beside their own talks with what those taught."""

    def answer_asks(self) -> None:
        """Now and then somebody says what becomes of an ask."""
        steps = {Status.NEW: Status.TAKEN, Status.TAKEN: Status.PLANNED, Status.PLANNED: Status.SHIPPED}
        for row in self.session.scalars(select(RaisedAskRow).order_by(RaisedAskRow.id)).all():
            status = Status(row.status)
            if status in steps and self.chance.random() < 0.15:
                answers.answer(self.session, self.actor(PETRA), row.id, steps[status], status, self.scene.tick())

    def answer_celebration(self) -> None:
        """Colleagues react to the loss of the week, and some will use its lesson."""
        row = self._celebrated()
        if row is None or row.celebrated_at.date() != self.scene.now.date():
            return
        post = self.session.get_one(OutboxRow, row.post_id)
        ref = MessageRef(str(post.channel), str(post.slack_ts))
        for who in self.chance.sample(REPS, self.chance.randrange(2, 6)):
            reaction = self.chance.choice(REACTIONS)
            celebrations.react(self.session, self.actor(who), ref, reaction, self.scene.next_ts(), added=True)
        for who in self.chance.sample(REPS, self.chance.randrange(0, 3)):
            self._uses(who, row.id)
        if self.chance.random() < 0.4:
            self._keeps(row)

    def _uses(self, who: str, celebration_id: UUID) -> None:
        offer = trials.offer(self.session, self.actor(who), celebration_id)
        if offer.open_deals:
            deal_id = UUID(self.chance.choice(sorted(offer.open_deals, key=lambda one: offer.open_deals[one])))
            form_id = f"{celebration_id}:{who}"
            trials.use_lesson(
                self.session, self.actor(who), celebration_id, deal_id, "", self.scene.tick(), form_id=form_id
            )

    def _keeps(self, row: CelebrationRow) -> None:
        lesson = self.session.scalars(select(LessonRow).where(LessonRow.retrospective_id == row.retrospective_id)).one()
        playbook.keep(self.session, self.actor(PRIYA), lesson.id, ["meetings"], self.scene.tick())
        playbook.see_again(self.session, self.actor(self.chance.choice(REPS)), lesson.id, self.scene.tick())

    def say_whether_it_helped(self) -> None:
        """Whoever was asked answers; one in four leaves the question."""
        for row in self.session.scalars(select(TrialRow).order_by(TrialRow.begun_at, TrialRow.id)).all():
            if row.asked and row.status == Result.TRIED and self.chance.random() < 0.75:
                result = self.chance.choice([Result.HELPED, Result.HELPED, Result.DID_NOT, Result.TOO_EARLY])
                trial_questions.answer(self.session, self._by_id(row.person_id), row.id, result, self.scene.tick())

    def finish_actions(self) -> None:
        """Most of what was meant to be done is done by its day, or let go."""
        for row in self.session.scalars(select(ActionRow).where(ActionRow.done_at.is_(None))).all():
            if row.due_on and row.due_on <= self.scene.now.date() and self.chance.random() < 0.3:
                outcome = self.chance.choice([Finish.DONE, Finish.DONE, Finish.DROPPED])
                actions.finish(self.session, self._by_id(row.owner_id), row.id, outcome, self.scene.tick())

    def take_celebration_back(self) -> None:
        """The rep of the latest loss of the week would rather not have it told any more."""
        row = self._celebrated()
        if row is not None and row.rep_id is not None:
            by = self._by_id(row.rep_id)
            consents.answer(self.session, by, row.retrospective_id, Consent.NO, self.scene.tick(), "")

    def write_gaffes(self, who: Sequence[str]) -> None:
        """Lines for the round that is open, or that the leader is asked to begin."""
        row = self.session.scalars(select(GaffeRow).order_by(GaffeRow.week.desc()).limit(1)).first()
        if row is None or row.stage not in (Stage.ASKED, Stage.OPEN):
            return
        for one, line in zip(who, self.chance.sample(SAID["gaffes"], len(who)), strict=True):
            theme = Theme(line["theme"]) if "theme" in line else None
            written = Written(line["line"], theme, is_named=False)
            gaffe_lines.write(self.session, self.actor(one), row.id, written, self.scene.tick())

    def _celebrated(self) -> CelebrationRow | None:
        newest = select(CelebrationRow).order_by(CelebrationRow.celebrated_at.desc()).limit(1)
        return self.session.scalars(newest).first()

    def _by_id(self, person_id: UUID | None) -> Actor:
        return self.actor(next(one for one in (*REPS, PRIYA, MARCO) if self.scene.person(one) == person_id))


def moves_in(session: Session, workspace_settings: Mapping[str, str], at: datetime) -> None:
    """Everybody is known, and who leads whom."""
    workspace = installed(session, at)
    for name, text in workspace_settings.items():
        workspaces.change(session, workspace, name, text)
    for who in (*REPS, PRIYA, MARCO, HELEN, PETRA):
        person = lost_deals.person(session, workspace, who)
        person.name = who.removeprefix("U0").title()
    for rep, manager in LED_BY.items():
        lost_deals.person(session, workspace, rep).manager_id = lost_deals.person(session, workspace, manager).id
