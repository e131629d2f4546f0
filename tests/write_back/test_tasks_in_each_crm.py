"""The day to ask again, from the press to the CRM and back, in each CRM that has tasks."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.crm import TASKS, Http
from bot.domain.write_backs import Fate, Step, task_tag
from bot.storage import write_backs as storage
from bot.storage.database import Database
from bot.storage.models import RetrospectiveRow
from tests.crm.tasked import TASKED
from tests.crm.test_tasks import MARCH, exactly
from tests.crm.written import Answers, filled
from tests.write_back.elsewhere import talk_in
from tests.write_back.town import Town

JUNE = date(2027, 6, 1)
# As each tells of a day in March, and of the same in June.
LATER = {"2027-03-01": "2027-06-01", "1803895200": "1811844000"}
every_crm = pytest.mark.parametrize("provider", sorted(TASKS))


@pytest.fixture
def town(sqlite_db: Database, http: Http, provider: str) -> Iterator[Town]:
    """A talk whose customer may be asked again in March."""
    with talk_in(provider, sqlite_db, http) as town:
        town.agrees(MARCH)
        yield town


def answers(town: Town, answers: Answers, later: bool = False) -> None:
    with town.scene() as scene:
        row = storage.of_talk(scene.session, scene.session.get_one(RetrospectiveRow, town.talk))
        tag = task_tag(row.id) if row else ""
    for (method, path), body in answers.items():
        told = json.dumps(filled(body, body=tag))
        for before, after in LATER.items() if later else ():
            told = told.replace(before, after)
        town.server.answer(path, told.encode(), method=method)


def told(town: Town, provider: str) -> list[tuple[str, str]]:
    """The changes to tasks that the CRM heard of, by method and path."""
    case = TASKED[provider]
    paths = {request[:2] for request in (case.add, case.moved, case.removed)}
    asked = [one for one in town.server.asked if one.method != "POST" or b"silver-lining-task-" in one.body]
    return [(one.method, one.path) for one in asked if (one.method, one.path) in paths]


def fate(town: Town) -> Fate:
    with town.scene() as scene:
        writes = storage.writes(scene.session, town.row(scene))
        return next(one.fate for one in writes if one.step is Step.TASK)


@every_crm
def test_it_is_made_once_though_the_answer_was_lost_moved_and_taken_back(town: Town, provider: str) -> None:
    case = TASKED[provider]
    town.wrap_up()
    town.server.answer(exactly(case.add[1]), {}, 502, times=1, method="POST")
    town.press()
    answers(town, case.listed)
    town.work(timedelta(minutes=1))
    assert (told(town, provider), fate(town)) == ([case.add[:2]], Fate.WRITTEN)
    town.agrees(JUNE)
    town.press()
    assert (told(town, provider)[1:], fate(town)) == ([case.moved[:2]], Fate.WRITTEN)
    answers(town, case.listed, later=True)
    town.undo()
    assert (told(town, provider)[2:], fate(town)) == ([case.removed[:2]], Fate.UNDONE)


@every_crm
def test_a_right_that_lacks_leaves_the_note(town: Town, provider: str) -> None:
    town.wrap_up()
    town.server.answer(exactly(TASKED[provider].add[1]), {}, 403, method="POST")
    town.press()
    assert fate(town) is Fate.REFUSED
    assert town.fates()[-1] is (Fate.REFUSED if provider == "salesforce" else Fate.WRITTEN)  # its notes are tasks


@every_crm
def test_a_crm_that_lists_nothing_is_asked_again_and_gets_no_second_task(town: Town, provider: str) -> None:
    case = TASKED[provider]
    town.wrap_up()
    town.server.answer(exactly(case.add[1]), {}, 502, times=1, method="POST")
    town.press()
    for method, path in case.listed:
        town.server.answer(path, {}, method=method)
    town.work(timedelta(minutes=1))
    assert (told(town, provider), fate(town)) == ([case.add[:2]], Fate.UNSURE)
    answers(town, case.listed)
    town.work(timedelta(hours=1))
    assert (told(town, provider), fate(town)) == ([case.add[:2]], Fate.WRITTEN)


@every_crm
def test_nobody_is_told_that_a_task_went_of_which_the_crm_says_nothing(town: Town, provider: str) -> None:
    case = TASKED[provider]
    town.wrap_up()
    town.press()
    for method, path in case.listed:
        town.server.answer(path, {}, method=method)
    town.undo()
    assert fate(town) is Fate.WRITTEN
    answers(town, case.listed)
    town.work(timedelta(hours=1))
    assert (told(town, provider)[1:], fate(town)) == ([case.removed[:2]], Fate.UNDONE)
