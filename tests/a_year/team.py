"""What an invented team does in its year: each act is one that a person could do in Slack."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import celebrations as told
from bot.domain.actions import Finish
from bot.domain.asks import Choice, Status
from bot.domain.conversation import TALKING, MessageRef
from bot.domain.conversation import Status as Talking
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.domain.gaffes import Stage, Theme, Written
from bot.domain.gaps import Ranking
from bot.domain.reasons import Cause, Reason
from bot.domain.trials import Result
from bot.domain.wrap_ups import Consent, Department, Ending, WrapUp
from bot.storage import deals as deal_rows
from bot.storage import retrospectives, workspaces
from bot.storage.models import (
    ActionRow,
    AskRow,
    CelebrationRow,
    DealRow,
    GaffeRow,
    LessonRow,
    OutboxRow,
    RaisedAskRow,
    RetrospectiveRow,
    TrialRow,
)
from bot.use_cases.answering import weighing
from bot.use_cases.answering.weighing import Told
from bot.use_cases.asks import answers, offers, sending
from bot.use_cases.call import calls, captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.gaffe import gaffe_lines
from bot.use_cases.losses import deals, starts
from bot.use_cases.playbook import playbook, trial_questions, trials
from bot.use_cases.talk import threads
from bot.use_cases.week import celebrations, consents
from bot.use_cases.wrap_up import actions, lessons
from tests import lost_deals
from tests.a_year.plan import REPS, SAID, Planned
from tests.factories import Scene
from tests.installing import installed

PRIYA, MARCO, HELEN, PETRA = "U0PRIYA", "U0MARCO", "U0HELEN", "U0PETRA"
LED_BY = {rep: PRIYA if place < 3 else MARCO for place, rep in enumerate(REPS)} | {PRIYA: HELEN, MARCO: HELEN}
OUR_VIEW = (
    "Less risk: they wanted to be able to explain the choice to everyone inside.",
    "The head of operations, I think. We never spoke with her alone.",
    "How long it would take their people until they could work with it every day.",
)
WHY_WE_WON = (Reason.ONBOARDING, Reason.ONBOARDING, Reason.TRUST, Reason.PROOF)
REACTIONS = ("clap", "bulb", "raised_hands")


class Team:
    """The people of one scene: what they do at its hour. `chance` decides what nobody planned."""

    def __init__(self, scene: Scene, chance: Random) -> None:
        self.scene, self.session, self.chance = scene, scene.session, chance

    def actor(self, who: str) -> Actor:
        return self.scene.actor(who)

    # Deals, as the CRM tells of them

    def opens(self, planned: Planned) -> None:
        self._hears(planned, EventKind.UNKNOWN, Outcome.OPEN)

    def closes(self, planned: Planned) -> None:
        self._hears(planned, EventKind(planned.outcome), planned.outcome)

    def _hears(self, planned: Planned, kind: EventKind, outcome: Outcome) -> None:
        deals.record(
            self.session,
            workspace_id=self.scene.workspace.id,
            connection_id=self.scene.connection_id,
            event=DealEvent(str(planned.number), kind, self.scene.now),
            deal=_shown(planned, outcome, self.scene),
            now=self.scene.now,
        )
        self.session.flush()

    # Talks

    def talks_begin(self) -> None:
        """Talks whose time has come open for the rep and whoever leads them."""
        due = select(RetrospectiveRow).where(
            RetrospectiveRow.status == Talking.HELD, RetrospectiveRow.due_at <= self.scene.now
        )
        for row in self.session.scalars(due).all():
            rep = self._owner(row)
            self.scene.begin(row, rep=rep, manager=LED_BY[rep])

    def talks_about(self, planned: Planned) -> None:
        """The pair talks it through, to the end, and the rep says what may be told."""
        talk, deal = planned.talk, self._deal(planned)
        if talk is None or deal is None:
            return
        if planned.outcome is Outcome.WON:
            starts.start(self.session, self.actor(planned.rep), deal.id, self.scene.tick())
            self.talks_begin()
        row = retrospectives.of_deal(self.session, deal)[-1]
        if row.status not in TALKING:
            return
        self._says_our_view(row, planned.rep)
        self._asks_customer(row, planned)
        self._wraps_up(row, planned)
        mark = told.mark(row.proposed or row.announced or {})
        if row.status == Talking.DONE and planned.outcome is Outcome.LOST:
            consents.answer(self.session, self.actor(planned.rep), row.id, talk.consent, self.scene.tick(), mark)

    def _says_our_view(self, row: RetrospectiveRow, rep: str) -> None:
        for words in OUR_VIEW:
            if row.status == Talking.OUR_VIEW:
                self.scene.types(row, words, by=rep)

    def _asks_customer(self, row: RetrospectiveRow, planned: Planned) -> None:
        if planned.talk is None or row.status not in TALKING:
            return
        manager, words = self.actor(LED_BY[planned.rep]), planned.talk.said.get("customer")
        if words and planned.outcome is Outcome.LOST and not self.scene.conversation(row).guide.is_short:
            form = Capture({"customers.change": words}, planned.talk.quotable, ["customers.change"])
            captures.capture(self.session, manager, row.id, form, self.scene.tick())
            self._weighs(row, planned)
        elif row.status == Talking.CUSTOMERS_VIEW:
            calls.customer_declined(self.session, manager, row.id, self.scene.tick())
        self.scene.deliver()

    def _weighs(self, row: RetrospectiveRow, planned: Planned) -> None:
        """What each side put first: half of the time we say price, whatever the customer says."""
        assert planned.talk is not None, "they talk"
        theirs = Reason(planned.talk.said.get("below", planned.talk.said["reason"]))
        ours = self.chance.choice([Reason.PRICE, theirs])
        by, leader = self.actor(planned.rep), self.actor(LED_BY[planned.rep])
        weighing.keep_beside(self.session, by, row.id, "ours.decided", Told(ranking=Ranking(ours)), self.scene.tick())
        weighing.keep_customers(self.session, leader, row.id, Told(ranking=Ranking(theirs)), self.scene.tick())

    def _wraps_up(self, row: RetrospectiveRow, planned: Planned) -> None:
        if row.status != Talking.WRAP_UP or planned.talk is None:
            return
        by = self.actor(planned.rep)
        closing = lessons.to_wrap_up(self.session, by, row.id, self.scene.now)
        form = _form(closing.form, planned, self.chance)
        lessons.wrap_up(self.session, by, row.id, form, self.scene.tick())
        self.scene.deliver()
        self._sends_asks(row, by)

    # What others do with it

    def _sends_asks(self, row: RetrospectiveRow, by: Actor) -> None:
        for ask in self.session.scalars(select(AskRow).where(AskRow.retrospective_id == row.id)).all():
            if ask.department == Department.PRODUCT and ask.status == Choice.NEW:
                offer = offers.of(self.session, threads.of_row(self.session, row), ask)
                together = offer.older is not None
                sending.send(self.session, by, ask.id, offer.mark, self.scene.tick(), together=together)

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

    def _owner(self, row: RetrospectiveRow) -> str:
        email = self.session.get_one(DealRow, row.deal_id).owner_email
        return next(one for one in REPS if self.scene.email(one) == email)

    def _deal(self, planned: Planned) -> DealRow | None:
        return deal_rows.locked(self.session, self.scene.connection_id, str(planned.number))


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


def _shown(planned: Planned, outcome: Outcome, scene: Scene) -> Deal:
    is_over = outcome is not Outcome.OPEN
    return Deal(
        external_id=str(planned.number),
        name=planned.name,
        outcome=outcome,
        owner=Person(scene.email(planned.rep)),
        customer=planned.name,
        competitor=planned.competitor if is_over else None,
        vertical=planned.vertical,
        region=planned.region,
        created_at=_at(planned.opens_on),
        closed_at=_at(planned.ends_on) if is_over else None,
    )


def _form(proposed: WrapUp, planned: Planned, chance: Random) -> WrapUp:
    assert planned.talk is not None, "asked for after a talk only"
    said = planned.talk.said
    if planned.outcome is Outcome.WON:
        return replace(proposed, lesson=said["lesson"], causes=(Cause(chance.choice(WHY_WE_WON)),))
    below = Reason(said["below"]) if "below" in said else None
    return replace(
        proposed,
        lesson=said["lesson"],
        ending=Ending.COMPETITOR if planned.competitor else Ending.STAYED,
        causes=(Cause(Reason(said["reason"]), below),),
        action=said.get("action", ""),
        departments=(Department(said["ask"]),) if "ask" in said else (),
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)
