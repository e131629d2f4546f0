"""The loop's end: whoever tried a lesson is asked whether it helped, and whoever gave it hears how that deal ended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain.deals import DealEvent, EventKind, Outcome
from bot.domain.trials import TRY_FOR, Record, Result
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound
from bot.storage import deals as deal_rows
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import (
    CelebrationRow,
    ConsentRow,
    DealRow,
    OutboxRow,
    PersonRow,
    RetrospectiveRow,
    RoomRow,
    TrialRow,
    WorkspaceRow,
)
from bot.use_cases.losses import deals
from bot.use_cases.playbook import givers, playbook, trial_questions, trials
from bot.use_cases.week import pay_backs, publications, weekly
from tests import lost_deals
from tests.factories import text
from tests.lost_deals import ANA, BEN, FRIDAY, KIM

SOON = timedelta(minutes=20)  # more than the grace period and the second look


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


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    with sqlite_db.begin() as session:
        yield House(session)


ASKED = "*Fabrikam:* did the lesson from Northwind help there?"
WON = "*Fabrikam is won.* Your Northwind lesson was used on it"


def test_after_two_weeks_they_are_asked_once_in_private(house: House) -> None:
    house.tries()
    house.waits(TRY_FOR - timedelta(minutes=1))
    assert house.letters(BEN) == []
    house.waits(timedelta(minutes=1))
    assert house.letters(BEN) == [ASKED]
    house.waits(timedelta(days=90))
    assert house.letters(BEN) == [ASKED]
    assert house.letters(ANA) == []


def test_too_early_asks_again_and_then_no_more(house: House) -> None:
    trial = house.tries()
    for _ in range(3):
        house.waits(TRY_FOR)
        house.answers(trial, Result.TOO_EARLY)
    assert house.letters(BEN) == [ASKED, ASKED]
    assert (trial.status, trial.ask_at) == (Result.TOO_EARLY, None)


def test_the_answer_counts_with_the_lesson_and_may_be_changed(house: House) -> None:
    trial = house.tries()
    house.tries(KIM, typed="Woodgrove")
    house.waits(TRY_FOR)
    house.answers(trial, Result.DID_NOT)
    house.answers(trial, Result.HELPED)
    edits = house.session.scalars(select(OutboxRow).where(OutboxRow.method == "update").order_by(OutboxRow.id)).all()
    assert text(edits[-1]) == "*Fabrikam:* noted, the lesson from Northwind helped. Thank you."
    ben = lost_deals.actor(house.session, house.workspace, BEN)
    assert playbook.page(house.session, ben, house.told.id).line.record == Record(deals=2, helped=1)


def test_only_who_tried_it_answers(house: House) -> None:
    trial = house.tries()
    for who in (ANA, KIM):
        with pytest.raises(NotAllowed):
            house.answers(trial, Result.HELPED, who)
    stranger = lost_deals.workspace(house.session, "T0OTHER")
    actor = lost_deals.actor(house.session, stranger, BEN)
    with pytest.raises(NotFound):
        trial_questions.answer(house.session, actor, trial.id, Result.HELPED, house.now)
    assert trial.status == Result.TRIED


def test_nobody_is_asked_of_a_lesson_that_was_taken_back(house: House) -> None:
    house.tries()
    house.session.scalars(select(ConsentRow)).one().choice = Consent.NO
    house.waits(TRY_FOR)
    assert house.letters(BEN) == []


@pytest.mark.parametrize("how", ["sensitive", "no"])
def test_a_lesson_that_is_taken_back_before_the_next_morning_is_not_asked_about(house: House, how: str) -> None:
    workspaces.change(house.session, house.workspace, "quiet_hours", "yes")
    house.tries()
    house.waits(TRY_FOR + timedelta(days=1))  # a Saturday
    assert house.letters(BEN) == []
    house.takes_back(how)
    house.waits(timedelta(days=3))
    assert house.letters(BEN) == []


def test_outside_their_hours_the_question_waits_for_the_morning(house: House) -> None:
    workspaces.change(house.session, house.workspace, "quiet_hours", "yes")
    trial = house.tries()
    house.waits(TRY_FOR + timedelta(days=1))
    assert (house.letters(BEN), trial.asked) == ([], 0)
    house.waits(timedelta(days=3))
    assert (house.letters(BEN), trial.asked) == ([ASKED], 1)


@pytest.mark.parametrize("how", ["sensitive", "no"])
def test_a_question_that_stands_loses_the_words_that_were_taken_back(house: House, how: str) -> None:
    house.tries()
    house.tries(ANA, typed="Woodgrove")  # her own lesson
    house.waits(TRY_FOR)
    house.takes_back(how)
    edits = house.session.scalars(select(OutboxRow).where(OutboxRow.lane.in_(house.edits_of_questions()))).all()
    assert [text(row).split(",")[0] for row in edits] == [
        "*Fabrikam:* the lesson that you tried there is not shared any more"
    ]
    assert "actions" not in str(edits[0].payload)
    house.tells_again(how)
    house.tells_again(how)
    house.session.expire_all()
    later = house.session.scalars(select(OutboxRow).where(OutboxRow.lane.in_(house.edits_of_questions()))).all()
    assert [text(row).startswith(ASKED) for row in later] == [True]  # edits that wait together are one


def test_a_question_that_could_not_be_asked_is_asked_once_the_lesson_may_be_read_again(house: House) -> None:
    trial = house.tries()
    house.takes_back("no")
    house.waits(TRY_FOR)
    house.tells_again("no")
    house.waits(timedelta(minutes=1))
    assert (house.letters(BEN), trial.asked) == ([ASKED], 1)


def test_the_question_names_the_deal_as_its_rep_agreed_to(house: House) -> None:
    house.tries()
    house.session.scalars(select(DealRow).where(DealRow.name == "Northwind")).one().name = "Northwind, Bob Miller"
    house.waits(TRY_FOR)
    assert house.letters(BEN) == [ASKED]
    ben = lost_deals.actor(house.session, house.workspace, BEN)
    assert trials.offer(house.session, ben, house.told.id).deal == "Northwind"


def test_who_left_is_not_asked_and_not_thanked(house: House) -> None:
    house.tries()
    for person in house.session.scalars(select(PersonRow)):
        person.active = False
    house.ends(Outcome.WON)
    house.waits(TRY_FOR)
    assert house.letters(BEN) == house.letters(ANA) == []


def test_when_the_deal_is_won_its_giver_hears_once(house: House) -> None:
    house.answers(house.tries(), Result.HELPED)
    house.tries(KIM, typed="Fabrikam")  # her own words for it: a deal that no CRM tells of
    house.ends(Outcome.WON)
    assert house.letters(ANA) == []  # a closing may be a slip of the hand
    house.waits(SOON)
    assert house.letters(ANA) == [f"{WON}, and it helped. Thank you for passing it on."]
    house.waits(timedelta(days=60))
    assert len(house.letters(ANA)) == 1


@pytest.mark.parametrize(
    ("outcome", "result", "said"),
    [
        (Outcome.WON, Result.TRIED, f"{WON}. Thank you for passing it on."),
        (Outcome.WON, Result.DID_NOT, f"{WON}. Thank you for passing it on."),  # there is but one who can have said so
        (
            Outcome.LOST,
            Result.TOO_EARLY,
            "*Fabrikam was lost.* Your Northwind lesson was used on it. Thank you for passing it on.",
        ),
    ],
)
def test_the_giver_hears_how_it_ended_and_no_more_than_is_known(
    house: House, outcome: Outcome, result: Result, said: str
) -> None:
    house.tries().status = result
    house.ends(outcome)
    house.waits(SOON)
    assert house.letters(ANA) == [said]


def test_the_end_of_the_deal_asks_whoever_has_not_said(house: House) -> None:
    house.tries()
    house.ends(Outcome.LOST)
    house.waits(SOON)
    assert house.letters(BEN) == [ASKED]
    house.waits(TRY_FOR)
    assert house.letters(BEN) == [ASKED]


def test_a_deal_that_is_open_again_in_time_tells_nothing(house: House) -> None:
    house.tries()
    house.ends(Outcome.WON)
    house.now += timedelta(minutes=3)
    house.ends(Outcome.OPEN)
    house.waits(SOON)
    assert house.letters(ANA) == []
    house.ends(Outcome.LOST)
    house.waits(SOON)
    assert [one.split(".*")[0] for one in house.letters(ANA)] == ["*Fabrikam was lost"]


def test_the_giver_is_thanked_in_their_own_hours(house: House) -> None:
    workspaces.change(house.session, house.workspace, "quiet_hours", "yes")
    house.tries()
    house.now = datetime(2026, 11, 21, 10, tzinfo=UTC)  # a Saturday
    house.ends(Outcome.WON)
    house.waits(SOON)
    assert house.letters(ANA) == []
    house.waits(timedelta(days=2))
    assert house.letters(ANA) == [f"{WON}. Thank you for passing it on."]


def test_ones_own_lesson_needs_no_thanks(house: House) -> None:
    house.tries(ANA, typed="Woodgrove")
    house.waits(TRY_FOR)
    assert house.letters(ANA) == ["*Woodgrove:* did the lesson from Northwind help there?"]
    trial = house.session.scalars(select(TrialRow)).one()
    house.answers(trial, Result.HELPED, ANA)
    house.waits(SOON)
    assert len(house.letters(ANA)) == 1


def test_a_typed_deal_has_no_end_so_its_giver_hears_that_it_helped(house: House) -> None:
    trial = house.tries(KIM, typed="Woodgrove")
    for result in (Result.HELPED, Result.HELPED):
        house.answers(trial, result, KIM)
        house.waits(SOON)
    assert house.letters(ANA) == [
        "*Woodgrove:* your Northwind lesson was used there, and it helped. Thank you for passing it on."
    ]


@pytest.mark.parametrize("which", ["lesson", "deal"])
def test_nothing_is_told_beside_a_sensitive_talk(house: House, which: str) -> None:
    house.tries()
    taught = house.session.scalars(select(RetrospectiveRow)).one()
    if which == "deal":
        taught = lost_deals.loss(house.session, house.workspace, "Fabrikam", rep=BEN)
        taught.deal_id = house.fabrikam.id
    taught.is_sensitive = True
    house.session.flush()
    house.ends(Outcome.WON)
    house.waits(SOON)
    assert house.letters(ANA) == []


def paid_back(house: House) -> list[str]:
    query = select(OutboxRow).where(OutboxRow.dedupe_key.startswith("pay_back:"))
    return [text(row) for row in house.session.scalars(query)]


def test_after_a_quarter_the_team_reads_once_what_its_lessons_did(house: House) -> None:
    for number in range(5):
        actor = lost_deals.actor(house.session, house.workspace, BEN)
        trials.use_lesson(house.session, actor, house.told.id, None, f"Deal {number}", house.now, form_id=str(number))
    trial = house.session.scalars(select(TrialRow)).first()
    assert trial is not None
    trial.status = Result.HELPED
    after = house.now + timedelta(weeks=7)
    workspaces.change(house.session, house.workspace, "pay_back", "no")
    weekly.post(house.session, house.workspace, after)
    assert (paid_back(house), pay_backs.rehearse(house.session, house.workspace.id, after)) == ([], None)
    workspaces.change(house.session, house.workspace, "pay_back", "yes")
    workspaces.change(house.session, house.workspace, "country", "MW")
    for days in (10, 14):  # from the Friday of the first, which is a holiday there, to the next Monday
        weekly.post(house.session, house.workspace, after + timedelta(days=days))
    [told] = paid_back(house)
    rehearsed = pay_backs.rehearse(house.session, house.workspace.id, after)
    assert rehearsed is not None
    why = "Friday 15 January was a public holiday (Malawi), so this comes later than usual."
    assert told == f"{rehearsed.text}\n\n{why}"
    assert told.startswith("*What our lessons did, last quarter:* tried on 5 deals. They helped on 1, did not on 0;")


def test_of_fewer_than_five_nothing_is_said(house: House) -> None:
    house.tries()
    weekly.post(house.session, house.workspace, house.now + timedelta(weeks=8))
    assert paid_back(house) == []


def test_a_deal_that_the_crm_deleted_is_left_out_until_it_is_there_again(house: House) -> None:
    house.tries()
    ben = lost_deals.actor(house.session, house.workspace, BEN)
    for number in range(4):
        trials.use_lesson(house.session, ben, house.told.id, None, f"Deal {number}", house.now, form_id=str(number))
    after = house.now + timedelta(weeks=8)

    def counted() -> tuple[int, bool]:
        """The deals of the lesson's record, and whether there are enough of them for the quarter's sentence."""
        record = playbook.page(house.session, ben, house.told.id).line.record
        return record.deals, pay_backs.rehearse(house.session, house.workspace.id, after) is not None

    assert counted() == (5, True)
    house.hears(EventKind.DELETED)
    house.waits(TRY_FOR)
    assert counted() == (4, False)
    assert ASKED not in house.letters(BEN)
    with pytest.raises(NotFound):
        trials.use_lesson(house.session, ben, house.told.id, house.fabrikam.id, "", house.now, form_id="late")
    house.hears(EventKind.UNKNOWN)
    house.waits(timedelta(minutes=1))
    assert counted() == (5, True)
    assert house.letters(BEN).count(ASKED) == 1


def test_the_end_of_a_deal_that_was_deleted_meanwhile_is_told_once_it_is_there_again(house: House) -> None:
    house.tries()
    house.ends(Outcome.WON)
    house.hears(EventKind.DELETED)
    house.waits(SOON)
    assert house.letters(ANA) == house.letters(BEN) == []
    for _ in range(2):
        house.hears(EventKind.UNKNOWN)
        house.waits(timedelta(minutes=1))
    assert house.letters(ANA) == [f"{WON}. Thank you for passing it on."]
    assert house.letters(BEN) == [ASKED]
