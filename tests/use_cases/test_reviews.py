"""Monday, in private: what managers and the head of sales read, once a week, in their own hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import Status
from bot.domain.deals import Outcome
from bot.domain.gaps import Ranking
from bot.domain.guides import View
from bot.domain.reasons import Reason
from bot.domain.reviews import Question, Scope
from bot.errors import NotAllowed
from bot.storage import rankings, slots, workspaces
from bot.storage.database import Database
from bot.storage.models import ActionRow, OutboxRow, PersonRow, RetrospectiveRow, RoomRow, SlotRow, WorkspaceRow
from bot.use_cases.week import figures, reviews
from tests import lost_deals
from tests.factories import text
from tests.lost_deals import ANA, BEN, KIM, Said

PRIYA, LEO = "U0PRIYA", "U0LEO"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class House:
    """Kim leads Ana and Ben, Priya leads Leo. The clock stands on a Saturday before their Monday."""

    session: Session
    workspace: WorkspaceRow = field(init=False)
    now: datetime = SATURDAY

    def __post_init__(self) -> None:
        self.workspace = lost_deals.workspace(self.session)
        for rep, manager in ((ANA, KIM), (BEN, KIM), (LEO, PRIYA)):
            self.person(rep).manager_id = self.person(manager).id
        self.to(SATURDAY)

    def person(self, user: str) -> PersonRow:
        return lost_deals.person(self.session, self.workspace, user)

    def actor(self, user: str) -> Actor:
        return lost_deals.actor(self.session, self.workspace, user)

    def sets(self, name: str, value: str) -> None:
        workspaces.change(self.session, self.workspace, name, value)

    def to(self, when: datetime) -> None:
        """The clock comes to `when`, and what is due is done, twice, as two processes would."""
        self.now = when
        for _ in range(2):
            workspace = slots.claim(self.session, self.workspace.id, when, slots.REVIEW)
            if workspace is not None:
                reviews.hold(self.session, workspace, when)
            for one in reviews.due(self.session, when):
                reviews.send(self.session, one, when)
        self.session.flush()

    def loss(self, name: str = "Northwind", rep: str = ANA, **more: object) -> RetrospectiveRow:
        return lost_deals.loss(self.session, self.workspace, name, rep=rep, **more)  # type: ignore[arg-type]  # as loss takes them

    def letters(self, who: str) -> list[str]:
        room = select(RoomRow.id).where(RoomRow.members == who).scalar_subquery()
        query = select(OutboxRow).where(OutboxRow.room_id == room, OutboxRow.method == "post").order_by(OutboxRow.id)
        return [text(row) for row in self.session.scalars(query)]


@pytest.fixture
def house(db: Database) -> Iterator[House]:
    with db.begin() as session:
        yield House(session)


def overdue(house: House, row: RetrospectiveRow) -> None:
    of = {"workspace_id": house.workspace.id, "retrospective_id": row.id}
    due_on = (MONDAY - timedelta(days=3)).date()
    house.session.add(ActionRow(**of, text="Send the papers.", owner_id=row.rep_id, due_on=due_on))
    house.session.flush()


def test_a_manager_reads_what_their_own_team_did_once(house: House) -> None:
    overdue(house, house.loss(said=(Said("Slow."),)))
    lost_deals.deal(house.session, house.workspace, "Woodgrove", owner=BEN)
    house.loss("Litware", LEO)
    house.to(MONDAY - timedelta(minutes=1))
    assert house.letters(KIM) == []
    house.to(MONDAY)
    house.to(MONDAY + timedelta(hours=3))
    assert house.letters(KIM) == [
        "*Your team's closed-lost review, the last seven days:* 2 deals lost, 1 talked through, "
        "1 customer conversation.\n\n"
        "*Coverage this quarter:* 1 of 2 sellers who lost a deal talked one through. To begin with: Woodgrove.\n\n"
        "*Actions that should be done by now:* Northwind.\n\n"
        "*What we said and what customers said, this quarter:* too few to say.\n\n"
        "*One question for this week:* Which action still matters, and which may we drop?"
    ]
    assert "1 deal lost, 1 talked through." in house.letters(PRIYA)[0]
    assert house.letters(ANA) == []


def test_who_is_asked_and_has_not_talked_yet_counts_as_somebody_who_lost(house: House) -> None:
    house.loss(status=Status.OUR_VIEW)
    house.loss("Woodgrove", BEN)
    house.loss("Litware", LEO, status=Status.SKIPPED)
    house.to(MONDAY)
    assert "1 of 2 sellers who lost a deal talked one through.\n" in house.letters(KIM)[0]
    assert "Coverage" not in house.letters(PRIYA)[0]


def test_a_holiday_puts_it_off_by_a_day_and_it_says_so(house: House) -> None:
    house.loss()
    house.sets("country", "JP")  # Labour Thanksgiving Day
    house.to(MONDAY)
    assert house.letters(KIM) == []
    house.to(MONDAY + timedelta(days=1))
    why = "Monday 23 November was a public holiday (Japan), so this comes later than usual."
    assert [letter.splitlines()[-1] for letter in house.letters(KIM)] == [why]


def test_who_has_nothing_to_review_hears_nothing(house: House) -> None:
    house.to(MONDAY)
    assert house.letters(KIM) == house.letters(PRIYA) == []
    assert [row.outcome for row in house.session.scalars(select(SlotRow).where(SlotRow.kind == "review"))] == ["posted"]


def test_the_head_of_sales_reads_each_team_with_one_question(house: House) -> None:
    house.sets("head_of_sales", "U0HEAD")
    house.person("U0HEAD")
    house.loss(said=(Said("Slow."),))
    house.loss("Litware", LEO)
    house.to(MONDAY)
    brief = house.letters("U0HEAD")[0]
    assert brief.startswith("*Closed-lost brief, the last seven days:* 2 deals lost, 2 talked through")
    for lead, asked in ((KIM, "Where will we use what"), (PRIYA, "Which customer would tell us")):
        assert f"*With <@{lead}>:* 1 lost, 1 talked through. To ask: {asked}" in brief


def test_nothing_of_a_sensitive_talk_is_told(house: House) -> None:
    row = house.loss(said=(Said("Slow."),))
    overdue(house, row)
    row.is_sensitive = True
    house.to(MONDAY)
    assert "1 deal lost, none talked through yet." in house.letters(KIM)[0]
    assert "Actions" not in house.letters(KIM)[0]


def test_what_both_sides_put_first_is_told_from_five_talks_on(house: House) -> None:
    for number in range(5):
        row = house.loss(f"Deal {number}")
        theirs = Reason.TRUST if number else Reason.PRICE
        for view, first in ((View.OURS, Reason.PRICE), (View.CUSTOMERS, theirs)):
            rankings.keep(house.session, row, view, Ranking(first), None, MONDAY)
    house.to(MONDAY)
    assert (
        "in 4 of 5 talks something else came first for the customer. Most often we said “Price”"
        in house.letters(KIM)[0]
    )
    assert figures.of_quarter(house.session, house.actor(BEN), MONDAY).gaps.differed == 4


def test_it_waits_for_their_own_hours_and_not_longer_than_wednesday(house: House) -> None:
    house.sets("quiet_hours", "yes")
    house.loss()
    house.loss("Litware", LEO)
    house.person(KIM).away_until = (MONDAY + timedelta(days=1)).date()
    house.person(PRIYA).away_until = (MONDAY + timedelta(days=9)).date()
    house.to(MONDAY)
    assert house.letters(KIM) == []
    house.to(MONDAY + timedelta(days=2))
    assert len(house.letters(KIM)) == 1
    house.to(MONDAY + timedelta(days=10))
    assert house.letters(PRIYA) == []


def test_off_means_off(house: House) -> None:
    house.loss()
    house.sets("review", "no")
    house.to(MONDAY)
    assert house.letters(KIM) == []


def test_the_agenda_names_deals_and_nobody(house: House) -> None:
    overdue(house, house.loss(said=(Said("Slow."),)))
    lost_deals.deal(house.session, house.workspace, "Woodgrove", owner=BEN)
    lost_deals.deal(house.session, house.workspace, "Litware", owner=LEO)
    told = reviews.agenda(house.session, house.actor(KIM), Scope.TEAM, MONDAY)
    assert [deal for deal, _ in told.lessons] == ["Northwind"]
    assert (told.suggested, told.overdue) == (("Woodgrove",), (("Northwind", "Send the papers."),))
    assert told.question is Question.ACTIONS
    house.sets("head_of_sales", KIM)
    everywhere = reviews.agenda(house.session, house.actor(KIM), Scope.SALES, MONDAY)
    assert set(everywhere.suggested) == {"Woodgrove", "Litware"}


def test_only_the_head_of_sales_opens_the_agenda_of_all(house: House) -> None:
    guest = Actor(house.workspace.id, "U0G", is_guest=True)
    for actor, scope in ((house.actor(PRIYA), Scope.SALES), (guest, Scope.TEAM)):
        with pytest.raises(NotAllowed):
            reviews.agenda(house.session, actor, scope, MONDAY)


def test_the_quarters_figures_say_nothing_of_few(house: House) -> None:
    house.loss(said=(Said("Slow."),))
    lost_deals.deal(house.session, house.workspace, "Fabrikam", owner=BEN, outcome=Outcome.WON)
    found = figures.of_quarter(house.session, house.actor(BEN), MONDAY)
    assert (found.numbers.lost, found.numbers.talked_through, found.numbers.conversations) == (1, 1, 1)
    assert (found.sellers, found.covered, found.tells_coverage, found.judged) == (1, 1, False, 0)
    with pytest.raises(NotAllowed):
        figures.of_quarter(house.session, Actor(house.workspace.id, "U0G", is_guest=True), MONDAY)
