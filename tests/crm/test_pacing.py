"""Every question to a CRM counts, also those that a deal can do without."""

import pytest

from bot.crm import PACES, Http
from bot.crm.http import Api
from bot.crm.niceties import nicety
from bot.crm.pacing import Pace
from bot.errors import TryLater
from tests.crm.listings import LISTINGS
from tests.crm.local_server import LocalServer


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


def test_a_question_waits_for_its_turn_and_longer_after_a_slow_answer() -> None:
    clock = Clock()
    pace = Pace(2.0, clock.wait, clock)
    for took in (0.5, 5.0, 0.0):
        with pace.turn():
            clock.now += took
    assert clock.waited == [1.5, 5.0]


def test_what_the_crm_asks_for_is_waited_also_where_nobody_else_would() -> None:
    clock = Clock()
    pace = Pace(2.0, clock.wait, clock)
    with pytest.raises(TryLater), pace.turn():
        raise TryLater("slow down", after_seconds=30.0)
    with pace.turn():
        pass
    assert clock.waited == [30.0]


def test_every_question_to_the_crm_counts(http: Http) -> None:
    clock = Clock()
    with LocalServer([]).running() as server:
        api = Api.bearer(server.url, "made-up")
        server.answer("/deals", {})
        server.answer("/company", status=429, headers={"Retry-After": "9"})
        with http.at_pace(Pace(2.0, clock.wait, clock)):
            http.get(api, "/deals")
            assert nicety(http.get, api, "/company") == {}
            http.get(api, "/deals")
        http.get(api, "/deals")
    assert clock.waited == [2.0, 9.0]


def test_each_crm_that_can_be_asked_has_its_pace() -> None:
    assert set(PACES) == set(LISTINGS)
