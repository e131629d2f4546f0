"""What every CRM that has tasks must do with the day to ask again, on a server that keeps what it is told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bot.crm import TASKS, WRITERS, Gone, Http, Note, NotUnderstood, Refused
from bot.crm.accounts import Account
from bot.crm.tasks import NO_DAY, Standing, Task, Tasks
from bot.crm.writing import as_html, as_text
from bot.errors import TryLater, Unreadable
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import NOW, at, config
from tests.crm.tasked import TASK_MARK, TASKED, Tasked
from tests.crm.test_contract import ELSEWHERE
from tests.crm.written import WRITTEN, Answers, filled

every_crm = pytest.mark.parametrize("provider", sorted(TASKS))
MARCH, JUNE = date(2027, 3, 1), date(2027, 6, 1)
MARCHES = ("2027-03-01", "1803895200")  # as it may be told: ten in the morning of that day in seconds
HOSTILE = '<b>"Northwind" & <script>alert(1)</script> {{7*7}}'
BODY = Note((HOSTILE,), TASK_MARK, NOW, "https://acme.slack.com/archives/C1/p1?thread_ts=1&cid=C1")


@dataclass
class Crm:
    """A CRM on loopback, its account as we make tasks there, and what it was told."""

    provider: str
    case: Tasked
    server: LocalServer
    tasks: Tasks
    account: Account

    @property
    def deal_id(self) -> str:
        return WRITTEN[self.provider].deal_id

    def body(self) -> str:
        return as_html(BODY) if self.case.is_html else as_text(BODY)

    def answers(self, answers: Answers) -> None:
        for (method, path), body in answers.items():
            self.server.answer(path, filled(body, body=self.body()), method=method)

    def finds(self) -> tuple[Standing, ...]:
        return self.tasks.find(self.account, self.deal_id, TASK_MARK)

    @property
    def told(self) -> list[tuple[str, str, Any]]:
        """The requests that are no questions."""
        questions = ("token", "batch/read", "search")
        asked = [one for one in self.server.asked if one.method != "GET" and not one.path.endswith(questions)]
        return [(one.method, one.path, json.loads(one.body) if one.body else None) for one in asked]


@pytest.fixture
def crm(provider: str, http: Http) -> Iterator[Crm]:
    case, written = TASKED[provider], WRITTEN[provider]
    with recorded(provider) as server:
        account = WRITERS[provider].account(http, config(provider, **written.more, **at(provider, server.url)), NOW)
        assert account is not None
        crm = Crm(provider, case, server, TASKS[provider], account)
        crm.answers(written.deal)
        crm.answers(case.owner)
        for method, path, _ in (case.moved, case.removed):
            server.answer(
                exactly(path), b"" if case.silent else case.answer, 204 if case.silent else 200, method=method
            )
        server.answer(exactly(case.add[1]), case.added, 201, method="POST")
        yield crm


def exactly(path: str) -> str:
    return "^" + path.replace("(", r"\(").replace(")", r"\)") + "$"


@every_crm
@pytest.mark.parametrize("is_owners", [True, False])
def test_a_task_is_made_on_the_deal_for_its_owner(crm: Crm, is_owners: bool) -> None:
    crm.tasks.add(crm.account, crm.deal_id, Task("Ask again", BODY, MARCH, is_owners))
    [(method, path, told)] = crm.told
    wanted_method, wanted_path, shape = crm.case.add
    inner = told
    for key in crm.case.given_in:
        inner = inner[key]
    given = {name: inner.pop(name) for name in crm.case.given if name in inner}
    assert given == dict(crm.case.given if is_owners else crm.case.nobodys)
    words = {"title": "Ask again", "body": crm.body(), "both": f"Ask again\n{crm.body()}"}
    assert (method, path, told) == (wanted_method, wanted_path, filled(shape, **words))


@every_crm
def test_our_task_is_found_by_its_mark_and_by_nothing_else(crm: Crm) -> None:
    crm.answers(crm.case.listed)
    assert crm.finds() == (Standing(crm.case.task_id, "2027-03-01"),)
    assert crm.tasks.find(crm.account, crm.deal_id, "silver-lining-task-another") == ()


@every_crm
def test_an_answer_without_a_list_is_not_taken_for_none(crm: Crm) -> None:
    for method, path in crm.case.listed:
        crm.answers(crm.case.listed)
        crm.server.answer(path, {}, method=method)
        with pytest.raises(TryLater):
            crm.finds()


@every_crm
def test_both_are_found_where_the_crm_made_two(crm: Crm) -> None:
    crm.answers({asked: _twice(body, crm.case.task_id) for asked, body in crm.case.listed.items()})
    assert crm.finds() == (Standing(crm.case.task_id, "2027-03-01"),) * 2


def _twice(body: Any, its_id: str) -> Any:
    """The answer with the list's last entry, which is ours, two times."""
    if isinstance(body, dict):
        return {name: _twice(value, its_id) if name != "associations" else value for name, value in body.items()}
    return [*body, body[-1]] if isinstance(body, list) and its_id in str(body[-1]) else body


# Dynamics 365 answers without a body.
@pytest.mark.parametrize("provider", sorted(TASKS.keys() - {"dynamics"}))
def test_an_answer_that_tells_of_no_task_is_no_word_that_one_was_made(crm: Crm) -> None:
    for status in (200, 201):
        crm.server.answer(exactly(crm.case.add[1]), {}, status, method="POST")
        with pytest.raises(TryLater) as error:
            crm.tasks.add(crm.account, crm.deal_id, Task("Ask again", BODY, MARCH))
        assert type(error.value) is TryLater


@pytest.mark.parametrize("provider", ["pipedrive"])
def test_null_is_pipedrives_word_for_none(crm: Crm) -> None:
    crm.server.answer("^/api/v2/activities", {"success": True, "data": None})
    assert crm.finds() == ()


@every_crm
def test_one_without_a_day_any_more_is_told_apart_from_one_of_that_day(crm: Crm) -> None:
    crm.answers({asked: _without_days(body) for asked, body in crm.case.listed.items()})
    assert crm.finds() == (Standing(crm.case.task_id, NO_DAY),)


def _without_days(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _without_days(value) for name, value in body.items()}
    if isinstance(body, list):
        return [_without_days(one) for one in body]
    return None if str(body).startswith(MARCHES) else body


@every_crm
def test_one_that_is_done_does_not_stand_there(crm: Crm) -> None:
    crm.answers({asked: _done(body, crm.case) for asked, body in crm.case.listed.items()})
    assert (crm.finds() == ()) == bool(crm.case.done)  # others are asked for open ones alone


def _done(body: Any, case: Tasked) -> Any:
    if isinstance(body, dict):
        return {name: case.done.get(name, _done(value, case)) for name, value in body.items()}
    return [_done(one, case) for one in body] if isinstance(body, list) else body


@every_crm
def test_it_is_moved_and_taken_away(crm: Crm) -> None:
    crm.tasks.move(crm.account, crm.case.task_id, JUNE)
    crm.tasks.remove(crm.account, crm.case.task_id)
    assert crm.told == [crm.case.moved, crm.case.removed]


@every_crm
@pytest.mark.parametrize(
    ("status", "kind"), [(400, NotUnderstood), (403, Refused), (404, Gone), (429, TryLater), (500, TryLater)]
)
def test_what_the_crm_refuses_or_has_lost_is_said(crm: Crm, status: int, kind: type[Exception]) -> None:
    crm.server.answer(exactly(crm.case.add[1]), {"message": "No"}, status, method="POST")
    with pytest.raises(kind):
        crm.tasks.add(crm.account, crm.deal_id, Task("Ask again", BODY, MARCH))


@every_crm
def test_an_id_that_leads_elsewhere_is_never_asked_for(crm: Crm) -> None:
    for elsewhere in ELSEWHERE:
        with pytest.raises((Unreadable, ValueError)):
            crm.tasks.add(crm.account, elsewhere, Task("Ask again", BODY, MARCH))
        with pytest.raises((Unreadable, ValueError)):
            crm.tasks.find(crm.account, elsewhere, TASK_MARK)
        with pytest.raises((Unreadable, ValueError)):
            crm.tasks.remove(crm.account, elsewhere)
    assert crm.told == []
