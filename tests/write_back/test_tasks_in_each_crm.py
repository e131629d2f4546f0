"""The day to ask again, from the press to the CRM and back, in each CRM that has tasks."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.crm import TASKS, Http
from bot.domain.write_backs import Fate, Step, task_tag
from bot.storage import connections, workspaces
from bot.storage import write_backs as storage
from bot.storage.database import Database
from bot.storage.models import RetrospectiveRow
from tests.crm.local_server import recorded
from tests.crm.samples import at, config
from tests.crm.tasked import TASKED
from tests.crm.test_tasks import MARCH, exactly
from tests.crm.written import WRITTEN, Answers, filled
from tests.factories import NOW, Scene
from tests.write_back.town import Town

JUNE = date(2027, 6, 1)
# As each tells of a day in March, and of the same in June.
LATER = {"2027-03-01": "2027-06-01", "1803902400": "1811851200"}
every_crm = pytest.mark.parametrize("provider", sorted(TASKS))


@pytest.fixture
def town(sqlite_db: Database, http: Http, provider: str) -> Iterator[Town]:
    """A talk about a lost deal of this CRM, whose customer may be asked again in March."""
    written, case = WRITTEN[provider], TASKED[provider]
    with recorded(provider) as server:
        with sqlite_db.begin() as session:
            scene = Scene(session)
            workspaces.change(session, scene.workspace, "crm_write_back", "yes")
            talk, deal = scene.open(), scene.deal()
            settings = config(provider, **written.more, **at(provider, server.url))
            deal.connection_id = connections.add(session, scene.workspace.id, provider, settings, NOW).id
            deal.external_id = written.deal_id
            town = Town(sqlite_db, http, server, talk.id)
        answers(town, written.deal)
        answers(town, case.owner)
        for method, path, _ in (case.moved, case.removed):
            server.answer(
                exactly(path), b"" if case.silent else case.answer, 204 if case.silent else 200, method=method
            )
        answers(town, {asked: nothing(body) for asked, body in case.listed.items()})
        server.answer(exactly(case.add[1]), case.added, 201, method="POST")
        server.answer(exactly(written.note[1]), written.added, 201, method="POST")
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


def nothing(body: object) -> object:
    """The same answer without any task in it."""
    if isinstance(body, dict):
        return {name: nothing(value) for name, value in body.items()}
    return [] if isinstance(body, list) else body


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
