"""Whoever tried a lesson is asked, once and at work, whether it helped."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.deals import Outcome
from bot.domain.trials import TRY_FOR, Record, Result
from bot.domain.wrap_ups import Consent
from bot.errors import NotAllowed, NotFound
from bot.storage import workspaces
from bot.storage.database import Database
from bot.storage.models import (
    ConsentRow,
    DealRow,
    OutboxRow,
    PersonRow,
)
from bot.use_cases.playbook import playbook, trial_questions, trials
from tests import lost_deals
from tests.factories import text
from tests.lost_deals import ANA, BEN, KIM
from tests.use_cases.tried_lesson import ASKED, House


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    with sqlite_db.begin() as session:
        yield House(session)


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
