"""Whoever cannot be found stands on the list of fixes until they are, and the retrospective waits meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot import clock, deal_news, second_look
from bot.domain.conversation import Status
from bot.storage.models import FixRow, RetrospectiveRow
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import config
from tests.house import House
from tests.journeys.senders import generic, hubspot
from tests.journeys.test_recorded_deliveries import SECRET, body

ANA, STRANGER, FORMER = "ana@fabrikam.example", "stranger@fabrikam.example", "former@fabrikam.example"
DEAL_20117730401 = "01-classic-dealstage-lost"


@pytest.fixture
def api() -> Iterator[LocalServer]:
    with recorded("hubspot") as api:
        yield api


def fixes(house: House) -> dict[tuple[str, str], bool]:
    """What was put on the list, and whether it still stands there."""
    return {(row.kind, row.subject): row.fixed_at is None for row in house.rows(FixRow)}


def lose(house: House, crm: str, deal_id: str, **data: object) -> None:
    assert generic(house, crm, "lost", deal_id, name="Northwind", **data) == 200
    house.settle()


def later(house: House, hours: float) -> None:
    house.sandbox.advance(hours * 3600)
    clock.shift(house.sandbox.now() - datetime.now(UTC))
    house.settle()


def statuses(house: House) -> set[str]:
    return {row.status for row in house.rows(RetrospectiveRow)}


def test_an_owner_who_joins_slack(house: House, crm: str) -> None:
    lose(house, crm, "D-1", owner={"email": STRANGER.upper()})
    assert fixes(house) == {("no_slack_user", STRANGER): True}
    assert statuses(house) == {Status.HELD}
    house.sandbox.change_person("ana", email=STRANGER)
    later(house, hours=2)
    assert fixes(house) == {("no_slack_user", STRANGER): False}
    assert Status.HELD not in statuses(house)


def test_an_owner_whose_address_is_corrected_in_the_crm(house: House, api: LocalServer) -> None:
    crm = house.connect("hubspot", config("hubspot", api_url=api.url))
    hubspot(house, crm, body("hubspot", DEAL_20117730401), SECRET)
    house.settle()
    [(kind, wrong)] = fixes(house)
    assert kind == "no_slack_user"
    house.sandbox.change_person("ana", email="corrected@example.com")
    api.answer("/owners/", {"id": "1", "email": "corrected@example.com", "archived": False})
    later(house, hours=2)
    assert fixes(house) == {("no_slack_user", wrong): False}
    assert Status.HELD not in statuses(house)


def test_a_manager_who_is_found_at_the_next_deal(house: House, crm: str) -> None:
    house.roster((ANA, FORMER))
    lose(house, crm, "D-1", owner={"email": ANA})
    assert fixes(house) == {("no_slack_user", FORMER): True}
    house.sandbox.change_person("priya", email=FORMER)
    later(house, hours=2)
    lose(house, crm, "D-2", owner={"email": ANA})
    assert fixes(house) == {("no_slack_user", FORMER): False}


def test_a_token_that_the_crm_refuses_at_the_second_look(house: House, api: LocalServer) -> None:
    crm = house.connect("hubspot", config("hubspot", api_url=api.url))
    hubspot(house, crm, body("hubspot", DEAL_20117730401), SECRET)
    house.web.intake.work(clock.now())
    deal_news.work(house.db, house.http, clock.now())
    api.answer("/deals/", status=401, times=1)
    second_look.work(house.db, house.slack, house.http, clock.now())
    assert [(kind, is_open) for (kind, _), is_open in fixes(house).items()] == [("crm_refused", True)]
    later(house, hours=2)
    assert ("crm_refused", False) in [(kind, is_open) for (kind, _), is_open in fixes(house).items()]
