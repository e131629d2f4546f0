"""Whoever cannot be found stands on the list of fixes until they are, and the retrospective waits meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot import clock, deal_news, second_look
from bot.access import Actor
from bot.domain.conversation import Status
from bot.storage import people
from bot.storage.models import FixRow, OutboxRow, RetrospectiveRow, RoomRow
from bot.use_cases.losses import starts
from tests.crm.local_server import LocalServer, recorded
from tests.crm.samples import config
from tests.house import House
from tests.journeys.senders import generic, hubspot
from tests.journeys.test_recorded_deliveries import SECRET, body

ANA, KIM, PRIYA = "ana@fabrikam.example", "kim@fabrikam.example", "priya@fabrikam.example"
STRANGER, FORMER = "stranger@fabrikam.example", "former@fabrikam.example"
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


def posts_to(house: House, members: str) -> list[str]:
    """What was said in the room of exactly these, the first line of each."""
    (room,) = house.rows(RoomRow, members=members)
    rows = sorted(house.rows(OutboxRow, room_id=room.id), key=lambda row: row.id)
    return [row.payload["text"].splitlines()[0] for row in rows]


def test_an_owner_who_left_and_whose_manager_is_asked_after_a_day(house: House, crm: str) -> None:
    lose(house, crm, "D-1", owner={"email": FORMER}, manager={"email": "priya@fabrikam.example"})
    later(house, hours=2)
    assert statuses(house) == {Status.HELD}
    later(house, hours=30)
    (talk,) = house.rows(RetrospectiveRow)
    assert (talk.status, talk.size, talk.why) == (Status.OUR_VIEW, "short", "owner_gone")
    assert posts_to(house, "U0PRIYA")[0].startswith("*Northwind was closed lost.*")
    assert fixes(house) == {("no_slack_user", FORMER): True}


def test_whoever_asks_for_it_by_hand_need_not_wait_that_day(house: House, crm: str) -> None:
    lose(house, crm, "D-1", owner={"email": FORMER}, manager={"email": "priya@fabrikam.example"})
    (held,) = house.rows(RetrospectiveRow)
    with house.db.begin() as session:
        ines = people.ensure(session, house.workspace_id, "U0INES")
        admin = Actor(house.workspace_id, "U0INES", ines.id, is_admin=True)
        starts.start(session, admin, held.deal_id, clock.now())
    house.settle()
    (talk,) = house.rows(RetrospectiveRow)
    assert (talk.status, talk.size, talk.why) == (Status.OUR_VIEW, "full", "by_hand")


def test_a_guest_owns_no_talk_and_leads_none(house: House, crm: str) -> None:
    house.roster((ANA, "priya@fabrikam.example"))
    house.sandbox.change_person("ana", guest="multi")
    lose(house, crm, "D-1", owner={"email": ANA})
    assert statuses(house) == {Status.HELD}
    assert fixes(house) == {("no_slack_user", f"{ANA}: guest"): True}
    house.sandbox.change_person("ana", guest="")
    house.sandbox.change_person("priya", guest="single")
    later(house, hours=26)
    (talk,) = house.rows(RetrospectiveRow)
    assert (talk.status, talk.manager_id) == (Status.OUR_VIEW, None)
    open_fixes = [about for (_, about), stands in fixes(house).items() if stands]
    assert open_fixes == ["priya@fabrikam.example: guest"]


def test_a_room_that_slack_does_not_open(house: House, crm: str) -> None:
    house.roster((ANA, "priya@fabrikam.example"))
    house.sandbox.fault("conversations.open", "user_disabled")
    lose(house, crm, "D-1", owner={"email": ANA})
    assert house.rows(OutboxRow, state="dead")
    house.scheduler.tick(clock.now())
    house.settle()
    said = posts_to(house, "U0ANA")
    assert said[0].startswith("*Northwind was closed lost.*")
    assert said[-1].startswith("*Northwind:* Slack does not let me write to you together with <@U0PRIYA>")


def test_a_new_owner_takes_the_talk_and_leaves_slack_later(house: House, crm: str) -> None:
    house.roster((ANA, PRIYA), (KIM, PRIYA))
    lose(house, crm, "D-1", owner={"email": ANA})
    lose(house, crm, "D-1", owner={"email": KIM})
    kim = house.sandbox.person("kim")
    kim.clicks(house.sandbox.messages(kim.dm)[-1], "I will take it")
    house.settle()
    room = house.sandbox.group_dm("kim", "priya")
    assert house.sandbox.messages(room)[0].text.startswith("*Northwind was closed lost.*")
    house.sandbox.change_person("kim", deleted=True)
    house.settle()
    house.scheduler.tick(clock.now())
    house.settle()
    (talk,) = house.rows(RetrospectiveRow)
    assert (talk.status, talk.size, talk.why) == (Status.OUR_VIEW, "short", "owner_gone")
    assert posts_to(house, "U0PRIYA")[-1].startswith("*Northwind:* <@U0PRIYA>, <@U0KIM> cannot take part any more")
