"""A lesson that somebody tries on a deal of their own, for the tests of what comes of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.deals import DealEvent, EventKind, Outcome
from bot.domain.trials import Result
from bot.domain.wrap_ups import Consent
from bot.storage import deals as deal_rows
from bot.storage.models import (
    CelebrationRow,
    ConsentRow,
    DealRow,
    OutboxRow,
    RetrospectiveRow,
    RoomRow,
    TrialRow,
    WorkspaceRow,
)
from bot.use_cases.losses import deals
from bot.use_cases.playbook import givers, trial_questions, trials
from bot.use_cases.week import publications, weekly
from tests import lost_deals
from tests.factories import text
from tests.lost_deals import BEN, FRIDAY

SOON = timedelta(minutes=20)  # more than the grace period and the second look
ASKED = "*Fabrikam:* did the lesson from Northwind help there?"
WON = "*Fabrikam is won.* Your Northwind lesson was used on it"


@dataclass
class House:
    """Ana's lesson of Northwind was celebrated; Ben tries it on Fabrikam, a deal of his own."""

    session: Session
    now: datetime = FRIDAY
    workspace: WorkspaceRow = field(init=False)
    fabrikam: DealRow = field(init=False)
    told: CelebrationRow = field(init=False)

    def __post_init__(self) -> None:
        self.workspace = lost_deals.workspace(self.session)
        lost_deals.loss(self.session, self.workspace)
        weekly.post(self.session, self.workspace, self.now)
        self.told = self.session.scalars(select(CelebrationRow)).one()
        self.fabrikam = lost_deals.deal(
            self.session, self.workspace, "Fabrikam", owner=BEN, outcome=Outcome.OPEN, closed_at=None
        )

    def tries(self, who: str = BEN, typed: str = "") -> TrialRow:
        actor = lost_deals.actor(self.session, self.workspace, who)
        on = None if typed else self.fabrikam.id
        trials.use_lesson(self.session, actor, self.told.id, on, typed, self.now, form_id=f"V{who}{typed}")
        person = lost_deals.person(self.session, self.workspace, who)
        return self.session.scalars(select(TrialRow).where(TrialRow.person_id == person.id)).one()

    def waits(self, time: timedelta) -> None:
        """Time passes, and what is due is done as the scheduler does it, twice."""
        self.now += time
        for _ in range(2):
            for one in trial_questions.due(self.session, self.now):
                trial_questions.ask(self.session, one, self.now)
            for one in givers.due(self.session, self.now):
                givers.tell(self.session, one, self.now)

    def ends(self, outcome: Outcome) -> None:
        """The CRM says how Fabrikam stands."""
        self.fabrikam.outcome = outcome
        self.fabrikam.closings += outcome is not Outcome.OPEN
        trials.follow(self.session, self.fabrikam, self.now)

    def hears(self, kind: EventKind) -> None:
        """The CRM says that Fabrikam is gone, or that it is there."""
        self.session.flush()
        row = self.fabrikam
        deals.record(
            self.session,
            workspace_id=row.workspace_id,
            connection_id=row.connection_id,
            event=DealEvent(row.external_id, kind, self.now),
            deal=None if kind is EventKind.DELETED else deal_rows.deal(row),
            now=self.now,
        )

    def answers(self, trial: TrialRow, result: Result, who: str = BEN) -> None:
        trial_questions.answer(
            self.session, lost_deals.actor(self.session, self.workspace, who), trial.id, result, self.now
        )

    def takes_back(self, how: str) -> None:
        """Ana says no after all, or the talk is marked as sensitive."""
        talk = self.session.scalars(select(RetrospectiveRow)).one()
        if how == "sensitive":
            talk.is_sensitive = True
        else:
            self.session.scalars(select(ConsentRow)).one().choice = Consent.NO
        self.session.flush()
        publications.correct(self.session, talk, self.now)

    def tells_again(self, how: str) -> None:
        """Ana says yes again, or the mark goes."""
        talk = self.session.scalars(select(RetrospectiveRow)).one()
        if how == "sensitive":
            talk.is_sensitive = False
        else:
            self.session.scalars(select(ConsentRow)).one().choice = Consent.NAME
        self.session.flush()
        publications.correct(self.session, talk, self.now)

    def edits_of_questions(self) -> list[str]:
        """The lanes of edits of whatever asks whether a lesson helped."""
        asked = self.session.scalars(select(OutboxRow.id).where(OutboxRow.dedupe_key.startswith("trial:")))
        return [f"update:{one}" for one in asked]

    def letters(self, who: str) -> list[str]:
        """What stands in their own DM, the first words of it."""
        room = select(RoomRow.id).where(RoomRow.members == who).scalar_subquery()
        query = select(OutboxRow).where(OutboxRow.room_id == room, OutboxRow.method == "post").order_by(OutboxRow.id)
        return [text(row).split(" “")[0] for row in self.session.scalars(query)]
