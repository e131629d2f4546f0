"""The loop's end: whoever gave a lesson hears how the deal ended, and the team what its lessons did."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.deals import EventKind, Outcome
from bot.domain.trials import TRY_FOR, Result
from bot.errors import NotFound
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import (
    OutboxRow,
    RetrospectiveRow,
    TrialRow,
)
from bot.use_cases.playbook import playbook, trials
from bot.use_cases.week import pay_backs, weekly
from tests import lost_deals
from tests.factories import text
from tests.lost_deals import ANA, BEN, KIM
from tests.use_cases.tried_lesson import ASKED, SOON, WON, House


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    with sqlite_db.begin() as session:
        yield House(session)


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
