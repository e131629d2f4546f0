"""The day to ask again as a task in HubSpot: made once, moved, taken away; for each CRM: `tests/crm/test_tasks.py`."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.domain.fixes import FixKind
from bot.domain.write_backs import MOST_ATTEMPTS, Fate, task_tag
from bot.errors import AlreadySettled
from bot.storage import workspaces
from bot.storage.models import FixRow
from bot.use_cases.talk import sensitivity
from bot.use_cases.write_back import pressing
from tests.factories import PRIYA, form
from tests.write_back.town import DAY, NOTES, REASONS, TASKS, WRAP_UP, Town

MARCH, JUNE, AUGUST = date(2027, 3, 1), date(2027, 6, 1), date(2027, 8, 2)
TASK = "• Task: the deal's owner is to ask again on 1 March 2027."
MADE = "• Task: made for 1 March 2027."


@pytest.fixture
def town(town: Town) -> Town:
    """The customer left a door open until March."""
    town.agrees(MARCH)
    return town


def made(town: Town) -> int:
    return sum(method == "POST" for method, _ in town.told_of_tasks())


def test_the_pair_reads_of_it_first_and_pressed_it_is_made_for_the_deals_owner(town: Town) -> None:
    town.wrap_up()
    assert TASK in town.card()
    assert town.told_of_tasks() == []
    town.press(by=PRIYA)
    town.work(DAY / 2)
    [(method, task)] = town.told_of_tasks()
    body = task.pop("hs_task_body")
    assert (method, task) == (
        "POST",
        {
            "hs_task_subject": "Ask again (Silver Lining): Northwind",
            "hs_task_status": "NOT_STARTED",
            "hs_task_type": "TODO",
            "hs_timestamp": "2027-03-01T10:00:00Z",
            "hubspot_owner_id": "55",
        },
    )
    with town.scene() as scene:
        assert task_tag(town.row(scene).id) in body
    assert "Silver Lining<br><a href=" in body
    assert MADE in town.card()


def test_without_a_day_there_is_no_task_until_one_is_agreed(town: Town) -> None:
    town.agrees(None)
    town.wrap_up()
    town.press()
    assert (town.told_of_tasks(), "Task" in "".join(town.card())) == ([], False)
    town.agrees(MARCH)
    assert TASK in town.card()
    assert town.told_of_tasks() == []
    town.holds(REASONS)
    town.press()
    assert made(town) == 1


@pytest.mark.parametrize("status", [500, 502])
def test_after_a_lost_answer_it_is_looked_for_before_it_is_made_again(town: Town, status: int) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, status, times=1, method="POST")
    town.press()
    town.stands(MARCH)  # it was made all the same
    town.holds(REASONS)
    town.work(timedelta(minutes=1))
    assert (made(town), town.fates()) == (1, [Fate.WRITTEN] * 3)


@pytest.mark.parametrize(("status", "wait"), [(500, 10), (429, 17)])
def test_what_was_not_taken_is_made_once_the_crm_is_ready(town: Town, status: int, wait: int) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, status, {"Retry-After": "17"}, times=1, method="POST")
    town.press()
    town.holds(REASONS)
    town.work(timedelta(seconds=wait - 1))
    assert (made(town), town.fates()) == (1, [Fate.WRITTEN, Fate.UNSURE, Fate.OFFERED])
    town.work(timedelta(seconds=1))
    assert (made(town), town.fates()) == (2, [Fate.WRITTEN] * 3)


def test_a_right_that_is_missing_is_told_to_the_admin_once_until_a_task_is_made(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, 403, times=4, method="POST")
    town.press()
    assert ("• Task: refused." in town.card(), town.to_fix()) == (True, [FixKind.CRM_TASKLESS])
    town.holds(REASONS)
    town.press()
    with town.scene() as scene:
        assert scene.session.scalar(select(func.count()).select_from(FixRow)) == 1
    town.press()
    assert (MADE in town.card(), town.to_fix()) == (True, [])


def test_a_refused_field_stands_on_the_list_though_the_note_was_written(town: Town) -> None:
    town.wrap_up()
    town.server.answer("/deals/4711$", {"message": "No such option"}, 400, times=1, method="PATCH")
    town.press()
    assert town.fates() == [Fate.REFUSED, Fate.WRITTEN, Fate.WRITTEN]
    assert town.to_fix() == [FixKind.CRM_UNWRITTEN]


def test_where_the_owner_cannot_be_given_it_the_task_is_made_all_the_same(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {"message": "owner is archived"}, 400, times=1, method="POST")
    town.press()
    assert ["hubspot_owner_id" in task for _, task in town.told_of_tasks()] == [True, False]
    assert town.fates() == [Fate.WRITTEN] * 3


def test_it_moves_whenever_the_day_does(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    for before, day, read in ((MARCH, JUNE, "1 March 2027 to 1 June"), (JUNE, AUGUST, "1 June 2027 to 2 August")):
        town.stands(before)
        town.agrees(day)
        assert f"• Task: moves from {read} 2027." in town.card()
        town.press()
    assert [(method, what["hs_timestamp"]) for method, what in town.told_of_tasks()] == [
        ("POST", "2027-03-01T10:00:00Z"),
        ("PATCH", "2027-06-01T10:00:00Z"),
        ("PATCH", "2027-08-02T10:00:00Z"),
    ]
    assert "• Task: moved to 2 August 2027." in town.card()


def test_a_day_that_moves_twice_before_anybody_presses_moves_it_once(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.agrees(JUNE)
    town.agrees(AUGUST)
    town.press()
    assert [method for method, _ in town.told_of_tasks()] == ["POST", "PATCH"]


def test_after_the_lost_answer_to_a_move_it_is_seen_where_it_stands(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.agrees(JUNE)
    town.server.answer(f"{TASKS}/801$", {}, 502, times=1, method="PATCH")
    town.press()
    town.stands(JUNE)
    town.work(timedelta(minutes=1))
    assert [method for method, _ in town.told_of_tasks()] == ["POST", "PATCH"]
    assert town.fates() == [Fate.WRITTEN] * 3


def test_without_a_day_any_more_it_is_taken_away_and_a_later_one_makes_another(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.agrees(None)
    assert "• Task: the one to ask again on 1 March 2027 goes." in town.card()
    town.press()
    assert town.told_of_tasks()[-1] == ("DELETE", "/crm/objects/2026-03/tasks/801")
    assert "• Task: no longer open." in town.card()
    town.stands()
    town.agrees(JUNE)
    assert "• Task: the deal's owner is to ask again on 1 June 2027." in town.card()
    town.press()
    assert made(town) == 2


def test_undone_it_is_gone(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.undo()
    assert town.told_of_tasks()[-1] == ("DELETE", "/crm/objects/2026-03/tasks/801")
    assert (town.fates(), "• Task: no longer open." in town.card()) == ([Fate.UNDONE] * 3, True)


def test_undone_both_go_where_two_were_made_but_none_that_somebody_moved(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH, MARCH, AUGUST)
    town.server.answer(f"{TASKS}/802$", b"", 204, method="DELETE")
    town.undo()
    assert [what for method, what in town.told_of_tasks() if method == "DELETE"] == [
        "/crm/objects/2026-03/tasks/801",
        "/crm/objects/2026-03/tasks/802",
    ]
    assert town.fates() == [Fate.UNDONE, Fate.KEPT, Fate.UNDONE]


def test_an_answer_that_names_no_task_leaves_it_to_be_looked_for(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, 200, method="POST")
    town.press()
    assert town.fates() == [Fate.WRITTEN, Fate.UNSURE, Fate.OFFERED]
    town.stands(MARCH)
    town.holds(REASONS)
    town.work(timedelta(minutes=1))
    assert (made(town), town.fates()) == (1, [Fate.WRITTEN] * 3)


def test_a_long_name_is_cut_to_what_every_crm_takes(town: Town) -> None:
    with town.scene() as scene:
        scene.deal().name = "N" * 255
    town.wrap_up()
    town.press()
    [(_, task)] = town.told_of_tasks()
    assert len(task["hs_task_subject"]) == 200


def test_one_that_somebody_moved_there_stays_theirs(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(AUGUST)
    town.agrees(JUNE)
    town.press()
    assert "• Task: left alone, because somebody has moved it in HubSpot." in town.card()
    town.undo()
    assert [method for method, _ in town.told_of_tasks()] == ["POST"]


def test_a_move_that_nobody_answered_is_settled_and_then_moves_on(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.agrees(JUNE)
    town.server.answer(f"{TASKS}/801$", {}, 502, times=MOST_ATTEMPTS, method="PATCH")
    town.press()
    for _ in range(MOST_ATTEMPTS):
        town.work(DAY / 2)
    town.agrees(AUGUST)
    town.press()
    town.stands(JUNE)
    assert "• Task: moves from 1 June 2027 to 2 August 2027." in town.card()
    town.press()
    assert town.told_of_tasks()[-1] == ("PATCH", {"hs_timestamp": "2027-08-02T10:00:00Z"})
    assert "• Task: moved to 2 August 2027." in town.card()


@pytest.mark.parametrize(("status", "path"), [(403, "^/crm/.*associations=tasks"), (401, "^/crm/.*associations=tasks")])
def test_one_that_may_stand_there_unseen_is_told_to_the_admin_and_looked_for_again(
    town: Town, status: int, path: str
) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, 502, times=1, method="POST")
    town.press()
    town.stands(MARCH)
    town.holds(REASONS)
    town.server.answer(path, {}, status, times=1)
    town.work(timedelta(minutes=1))
    assert (town.fates(), town.to_fix()) == ([Fate.WRITTEN, Fate.UNSURE, Fate.WRITTEN], [FixKind.CRM_TASKLESS])
    assert "Try HubSpot again" in town.buttons()
    town.undo()
    assert town.told_of_tasks()[-1][0] == "DELETE"


def test_a_task_is_fixed_although_a_field_is_refused(town: Town) -> None:
    town.wrap_up()
    town.server.answer(f"{TASKS}$", {}, 403, times=2, method="POST")
    town.press()
    town.server.answer("/deals/4711$", {"message": "No such option"}, 400, times=1, method="PATCH")
    town.changes(form("Sooner.", causes=WRAP_UP.causes[:1]))
    town.holds(REASONS)
    town.press()
    assert (town.fates(), town.to_fix()) == ([Fate.REFUSED, Fate.WRITTEN, Fate.WRITTEN], [FixKind.CRM_UNWRITTEN])


def test_one_that_somebody_has_done_makes_room_for_the_next(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH, is_done=True)
    town.agrees(JUNE)
    town.press()
    assert [(method, what["hs_timestamp"][:10]) for method, what in town.told_of_tasks()] == [
        ("POST", "2027-03-01"),
        ("POST", "2027-06-01"),
    ]


@pytest.mark.parametrize("why", ["off", "sensitive"])
def test_it_goes_out_no_more_than_the_note(town: Town, why: str) -> None:
    town.wrap_up()
    with town.scene() as scene:
        shown = town.mark(scene)
        if why == "off":
            workspaces.change(scene.session, scene.workspace, "crm_write_back", "no")
        else:
            sensitivity.mark(scene.session, scene.actor(), town.talk, sensitive=True, now=town.now)
    with suppress(AlreadySettled), town.scene() as scene:
        pressing.write(scene.session, scene.actor(), town.talk, shown, town.now)
    town.work()
    assert town.told_of_tasks() == []


def test_undone_nobody_says_that_we_took_away_what_somebody_has_done(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH, is_done=True)
    town.undo()
    assert [method for method, _ in town.told_of_tasks()] == ["POST"]
    assert ("• Task: no longer open." in town.card(), "Task: taken away" in "".join(town.card())) == (True, False)


def test_a_day_that_is_over_is_not_written(town: Town) -> None:
    town.holds("Price", next_touch=None)
    town.wrap_up()
    town.work(timedelta(days=200))
    town.press()
    assert town.told_of_tasks() == []
    assert town.fates() == [Fate.WRITTEN, Fate.PAST, Fate.PAST, Fate.WRITTEN]
    assert "• Task: not written; that day is over." in town.card()
    town.agrees(date(2027, 12, 1))
    town.holds(REASONS, next_touch=None)
    town.server.answer(f"{NOTES}$", {"id": "902"}, 201, method="POST")
    town.press()
    assert town.fates() == [Fate.WRITTEN] * 4


def test_a_wrap_up_that_changes_alone_leaves_it_where_it_is(town: Town) -> None:
    town.wrap_up()
    town.press()
    town.holds(REASONS)
    town.stands(MARCH)
    town.changes(form("Ask sooner."))
    assert "Task" not in "".join(town.card())
    town.server.answer(f"{NOTES}$", {"id": "902"}, 201, method="POST")
    town.press()
    assert made(town) == 1
