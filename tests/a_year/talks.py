"""Deals as the CRM tells of them, and what the pairs of an invented team say about them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from random import Random

from sqlalchemy import select

from bot.access import Actor
from bot.domain import celebrations as told
from bot.domain.asks import Choice
from bot.domain.conversation import TALKING
from bot.domain.conversation import Status as Talking
from bot.domain.deals import Deal, DealEvent, EventKind, Outcome, Person
from bot.domain.gaps import Ranking
from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import Department, Ending, WrapUp
from bot.storage import deals as deal_rows
from bot.storage import retrospectives
from bot.storage.models import (
    AskRow,
    DealRow,
    RetrospectiveRow,
)
from bot.use_cases.answering import weighing
from bot.use_cases.answering.weighing import Told
from bot.use_cases.asks import offers, sending
from bot.use_cases.call import calls, captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.losses import deals, starts
from bot.use_cases.talk import threads
from bot.use_cases.week import consents
from bot.use_cases.wrap_up import lessons
from tests.a_year.plan import REPS, Planned
from tests.factories import Scene

PRIYA, MARCO, HELEN, PETRA = "U0PRIYA", "U0MARCO", "U0HELEN", "U0PETRA"
LED_BY = {rep: PRIYA if place < 3 else MARCO for place, rep in enumerate(REPS)} | {PRIYA: HELEN, MARCO: HELEN}
OUR_VIEW = (
    "Less risk: they wanted to be able to explain the choice to everyone inside.",
    "The head of operations, I think. We never spoke with her alone.",
    "How long it would take their people until they could work with it every day.",
)
WHY_WE_WON = (Reason.ONBOARDING, Reason.ONBOARDING, Reason.TRUST, Reason.PROOF)


class Talks:
    """The deals of one scene, and the talks about them, at its hour. `chance` decides what nobody planned."""

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

    def _sends_asks(self, row: RetrospectiveRow, by: Actor) -> None:
        for ask in self.session.scalars(select(AskRow).where(AskRow.retrospective_id == row.id)).all():
            if ask.department == Department.PRODUCT and ask.status == Choice.NEW:
                offer = offers.of(self.session, threads.of_row(self.session, row), ask)
                together = offer.older is not None
                sending.send(self.session, by, ask.id, offer.mark, self.scene.tick(), together=together)

    def _owner(self, row: RetrospectiveRow) -> str:
        email = self.session.get_one(DealRow, row.deal_id).owner_email
        return next(one for one in REPS if self.scene.email(one) == email)

    def _deal(self, planned: Planned) -> DealRow | None:
        return deal_rows.locked(self.session, self.scene.connection_id, str(planned.number))


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
