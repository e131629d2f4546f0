"""A lost deal becomes a guided thread, and the week ends with a celebration: the main story, over real HTTP."""

import pytest

from bot.storage.models import AnswerRow, CelebrationRow, LessonRow, OutboxRow, RetrospectiveRow, SlotRow
from sandbox.seen import Seen
from tests.house import House
from tests.journeys.senders import generic

OWNER = {"email": "ana@fabrikam.example", "name": "Ana Ruiz"}

pytestmark = pytest.mark.both_databases


def test_from_lost_deal_to_celebration(house: House, crm: str) -> None:
    lose(house, crm)
    ana, priya = house.sandbox.person("ana"), house.sandbox.person("priya")
    room = house.sandbox.group_dm("ana", "priya")
    root = house.sandbox.messages(room)[0]
    assert root.text.startswith("*Northwind was closed lost.* 94 days of work, reached Proposal.")

    for answer in ("They saw less risk in Contoso.", "The plant manager. We never met.", "Onboarding effort."):
        ana.says(room, answer, thread_ts=root.ts)
        house.settle()
    assert "our view is in" in thread(house, room, root)[-1].text

    priya.clicks(thread(house, room, root)[-1], "Capture answers")
    priya.submits(None, unchecked=False, **{"customers.winner": "They showed us the first week.", "quotable": "inside"})
    house.settle()
    assert "time to wrap up" in thread(house, room, root)[-1].text

    ana.clicks(thread(house, room, root)[-1], "Wrap up")
    ana.submits(ending="competitor", lesson="Ask who signs before you show anything.", first="onboarding")
    house.settle()
    consent = thread(house, room, root)[-1]
    assert "may I put it forward" in consent.text

    ana.clicks(consent, "Yes, with my name")
    house.settle()
    house.to("friday_1500")
    celebration, digest = house.sandbox.messages("C0SALES")[-2:]
    assert "Ana" in celebration.text or "<@U0ANA>" in celebration.text
    assert "Ask who signs before you show anything." in celebration.text
    assert "Northwind" in consent.text
    assert digest.text

    [retrospective] = house.rows(RetrospectiveRow)
    assert retrospective.status == "done"
    assert [row.view for row in house.rows(AnswerRow)] == ["ours"] * 3 + ["customers"]
    assert [row.text for row in house.rows(LessonRow)] == ["Ask who signs before you show anything."]
    assert len(house.rows(CelebrationRow)) == 1
    assert {row.outcome for row in house.rows(SlotRow)} <= {"posted", "late"}
    assert {row.state for row in house.rows(OutboxRow)} == {"sent"}


def lose(house: House, crm: str) -> None:
    status = generic(
        house,
        crm,
        "lost",
        "D-1001",
        name="Northwind",
        owner=OWNER,
        stage="Proposal",
        competitor="Contoso",
        lost_reason="Price",
        created_at="2026-08-01T09:00:00Z",
        closed_at="2026-11-03T10:00:00Z",
    )
    assert status == 200
    house.settle()


def thread(house: House, room: str, root: Seen) -> list[Seen]:
    return house.sandbox.messages(room, thread_ts=root.ts)
