"""The task to ask again, once nobody may contact the customer any more."""

from datetime import date, timedelta

import pytest

from bot.domain.deals import Outcome
from bot.domain.write_backs import Fate
from bot.storage import stops as stored_stops
from bot.storage import workspaces
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import stops
from bot.use_cases.talk import threads
from tests.factories import PRIYA
from tests.write_back.town import DAY, REASONS, TASKS, Town

MARCH = date(2027, 3, 1)
ASKED = "• Task: the deal's owner is to ask again on 1 March 2027."


@pytest.fixture
def town(town: Town) -> Town:
    """The customer left a door open until March."""
    town.agrees(MARCH)
    return town


def made(town: Town) -> int:
    return sum(method == "POST" for method, _ in town.told_of_tasks())


def stop(town: Town) -> None:
    """Whoever leads notes that nobody may contact the customer."""
    with town.scene() as scene:
        stops.must_not_contact(scene.session, scene.actor(PRIYA), town.talk, town.now)


def test_what_is_left_out_may_go_in_once_they_may_be_contacted(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, 503, times=1, method="POST")
    town.press()
    stop(town)
    town.holds(REASONS)
    town.work(timedelta(minutes=1))
    assert ASKED not in town.card()
    with town.scene() as scene:
        stops.may_contact(scene.session, scene.actor(PRIYA), town.talk, town.now)
    assert ASKED in town.card()
    town.press()
    assert (made(town), "• Task: made for 1 March 2027." in town.card()) == (2, True)


def test_a_customer_whom_nobody_may_contact_is_asked_again_by_no_task(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, 503, times=1, method="POST")
    town.press()
    stop(town)
    town.holds(REASONS)
    town.work(timedelta(minutes=1))
    assert (made(town), town.fates()) == (1, [Fate.WRITTEN, Fate.LEFT, Fate.WRITTEN])


def test_one_that_stands_is_offered_to_go_when_nobody_may_contact_them(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    stop(town)
    assert "• Task: the one to ask again on 1 March 2027 goes." in town.card()
    town.press()
    assert town.told_of_tasks()[-1][0] == "DELETE"


@pytest.mark.parametrize("why", ["off", "reopened"])
def test_where_nothing_is_written_any_more_it_is_taken_back_when_nobody_may_contact_them(town: Town, why: str) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.work(DAY * 2)
    with town.scene() as scene:
        if why == "off":
            workspaces.change(scene.session, scene.workspace, "crm_write_back", "no")
        else:
            scene.deal().outcome = Outcome.OPEN
    assert town.buttons() == []
    stop(town)
    assert town.card()[-1] == "*HubSpot still holds what should not stand there any more.* You can take it back."
    assert town.buttons() == ["Take it back from HubSpot"]
    town.undo()
    assert [method for method, _ in town.told_of_tasks()] == ["POST", "DELETE"]
    assert town.buttons() == []


def test_another_talk_of_that_customer_hears_of_it_when_its_card_is_next_shown(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    with town.scene() as scene:
        thread = threads.of_row(scene.session, scene.session.get_one(RetrospectiveRow, town.talk))
        stored_stops.add(scene.session, scene.workspace.id, thread.customer, None, town.now)
    town.work(DAY)
    assert "• Task: the one to ask again on 1 March 2027 goes." in town.card()
