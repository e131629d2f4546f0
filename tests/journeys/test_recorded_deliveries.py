"""Every recorded delivery does what its provider's index says, from the front door to the thread, each sent twice."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from bot import clock
from bot.domain.deals import Outcome
from bot.storage import set_aside
from bot.storage.models import DealRow, FixRow, InboxRow, OutboxRow, RetrospectiveRow
from tests.crm.local_server import PAYLOADS, recorded
from tests.crm.samples import config
from tests.house import House
from tests.journeys.senders import generic_raw, hubspot

SECRET = "8f1d2c3b-7a46-4e0b-9c1d-5b6a7e8f9012"
ADA = "ada.rep@example.com"

# What each delivery adds when all are sent in the order of their names to an empty system (won deals open nothing).
HUBSPOT = {
    "01-classic-dealstage-lost": {"20117730401"},
    "02-mixed-batch": {"20117730404"},
    "03-generic-object-propertychange": {"20117730407"},
    "04-redelivery-of-01": set(),
    "05-open-stage-probability-zero": set(),
    "07-merge-restore-delete": set(),
    "08-reopened": set(),
    "09-bad-json-types": {"20117730414"},
}
GENERIC = {
    "01-deal-lost": {"D-1001"},
    "02-same-message-id-again": set(),
    "03-unknown-type": set(),
    "04-deal-won": set(),
    "05-minimal-lost": {"D-1003"},
}


@pytest.fixture
def hubspot_path(house: House) -> Iterator[str]:
    house.sandbox.change_person("ana", email=ADA)
    house.roster((ADA, "priya@fabrikam.example"))
    with recorded("hubspot") as api:
        yield house.connect("hubspot", config("hubspot", api_url=api.url))


def test_hubspot(house: House, hubspot_path: str) -> None:
    for name, opened in HUBSPOT.items():
        before = {row.id for row in house.rows(RetrospectiveRow)}
        for _ in range(2):
            assert hubspot(house, hubspot_path, body("hubspot", name), SECRET) == 200
            house.settle()
        assert opened_since(house, before) == opened, name
    house.wait(timedelta(minutes=1))  # whose owner nobody knows is looked at again, now under the id it was merged into
    # Then everything ends as the CRM stands.
    deals = {row.external_id: row for row in house.rows(DealRow)}
    assert deals["20117730401"].outcome == Outcome.OPEN
    assert deals["20117730405"].outcome == Outcome.WON
    assert "20117730404" not in deals, "merged into 20117730411"
    assert deals["20117730411"].outcome == Outcome.LOST
    roots = house.sandbox.messages(house.sandbox.group_dm("ana", "priya"))
    assert len(roots) == 3, "20117730401 (paused by now), 20117730407, 20117730414"
    assert {row.kind for row in house.rows(FixRow)} == {"deal_without_owner"}
    assert {row.state for row in house.rows(OutboxRow)} == {"sent"}


def test_a_reopened_deal_says_so_in_its_thread(house: House, hubspot_path: str) -> None:
    for name in ("01-classic-dealstage-lost", "08-reopened"):
        hubspot(house, hubspot_path, body("hubspot", name), SECRET)
        house.settle()
    room = house.sandbox.group_dm("ana", "priya")
    [root] = house.sandbox.messages(room)
    assert house.sandbox.messages(room, root.ts)[-1].text.startswith("*Globex - Analytics rollout is open again.*")
    assert [row.status for row in house.rows(RetrospectiveRow)] == ["paused"]


def test_lost_reopened_lost_again_is_round_two_of_one_thread(house: House, hubspot_path: str) -> None:
    deliveries = json.loads((PAYLOADS / "hostile_crm" / "loss-reopen-loss.json").read_text())
    for delivery in deliveries:
        assert hubspot(house, hubspot_path, json.dumps(delivery).encode(), SECRET) == 200
        house.settle()
    assert [row.loss_no for row in sorted(house.rows(RetrospectiveRow), key=lambda row: row.loss_no)] == [1, 2]
    [root] = house.sandbox.messages(house.sandbox.group_dm("ana", "priya"))
    assert root.text.startswith("*Globex - Analytics rollout was closed lost")


def test_a_poisoned_batch_loses_only_its_poison(house: House, hubspot_path: str) -> None:
    assert hubspot(house, hubspot_path, (PAYLOADS / "hostile_crm" / "poison-in-batch.json").read_bytes(), SECRET) == 200
    house.settle()
    poisoned = given_up(house)
    assert len(poisoned) == 2
    for _ in range(2):
        with house.db.begin() as session:
            assert all(set_aside.retry(session, one, clock.now()) for one in set_aside.listing(session))
        house.settle()
        assert given_up(house) == poisoned, "tried again, it is still not to be read, and nobody forgets it"


def given_up(house: House) -> dict[int, str | None]:
    """The deliveries that were set aside, and why."""
    return {row.id: row.error for row in house.rows(InboxRow, state="quarantined")}


def test_generic(house: House, crm: str) -> None:
    house.sandbox.change_person("ana", email=ADA)
    for name, opened in GENERIC.items():
        before = {row.id for row in house.rows(RetrospectiveRow)}
        for _ in range(2):
            assert generic_raw(house, crm, body("generic", name), message_id(name)) == 200
            house.settle()
        assert opened_since(house, before) == opened, name


def opened_since(house: House, before: set[UUID]) -> set[str]:
    """CRM ids of the deals that got a retrospective since."""
    names = {row.id: row.external_id for row in house.rows(DealRow)}
    new = [row for row in house.rows(RetrospectiveRow) if row.id not in before]
    assert len(new) == len({row.deal_id for row in new}), "one closing, one retrospective"
    return {names[row.deal_id] for row in new}


def body(provider: str, name: str) -> bytes:
    return (PAYLOADS / provider / f"{name}.json").read_bytes()


def message_id(name: str) -> str:
    headers = json.loads((PAYLOADS / "generic" / f"{name}.headers.json").read_text())["headers"]
    return str(headers["webhook-id"])
