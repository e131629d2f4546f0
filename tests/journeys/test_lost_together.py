"""Deals that were lost together, from the CRM's deliveries to the one message and what follows from it."""

from datetime import UTC, datetime

from bot import clock
from bot.domain.conversation import Status
from bot.messages import ids
from bot.storage.models import DealRow, GatheringRow, RetrospectiveRow
from tests.house import House
from tests.journeys.conftest import ANA
from tests.journeys.senders import generic

ROOM = ("ana", "priya")


def lose(house: House, crm: str, count: int) -> None:
    """So many deals, all known before the first is looked at again."""
    house.set("grace_minutes", "1")
    for number in range(count):
        owner = {"email": ANA}
        assert generic(house, crm, "lost", f"D-{number}", name=f"Deal {number}", owner=owner) == 200
    house.settle()
    house.sandbox.advance(120)
    clock.shift(house.sandbox.now() - datetime.now(UTC))
    house.settle()


def name_of(house: House, talk: RetrospectiveRow) -> str:
    return next(str(deal.name) for deal in house.rows(DealRow) if deal.id == talk.deal_id)


def statuses(house: House) -> list[str]:
    return [row.status for row in house.rows(RetrospectiveRow)]


def test_five_losses_of_a_pair_and_one_chosen(house: House, crm: str) -> None:
    house.set("bundle_from", "5")
    lose(house, crm, 5)
    room = house.sandbox.group_dm(*ROOM)
    (card,) = house.sandbox.messages(room)
    assert card.text.startswith("*5 deals closed lost this week:*")
    talk = next(row for row in house.rows(RetrospectiveRow) if name_of(house, row) == "Deal 3")
    (gathering,) = house.rows(GatheringRow)
    house.sandbox.person("priya").selects(card, ids.GATHERED_ONE, f"{gathering.id}:{talk.id}")
    house.settle()
    assert statuses(house) == [Status.OUR_VIEW] * 5
    card, *roots = house.sandbox.messages(room)
    assert card.text.startswith("*Deal 3* gets the full guide")
    assert len(roots) == 5
    (full,) = [root.text for root in roots if "Why the full guide: your choice." in root.text]
    assert full.startswith("*Deal 3 was closed lost.*")


def test_a_burst_and_none_reviewed(house: House, crm: str) -> None:
    house.set("burst_from", "6")
    lose(house, crm, 6)
    (card,) = house.sandbox.messages(house.sandbox.dm("ana"))
    assert card.text.startswith("*6 deals closed together.*")
    house.sandbox.person("ana").clicks(card, "Review none")
    house.settle()
    assert statuses(house) == [Status.SKIPPED] * 6
    assert house.sandbox.messages(house.sandbox.dm("ana"))[0].text.startswith("They are left alone.")
