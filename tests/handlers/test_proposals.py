"""Whoever leads answers the question about the loss of the week, from the edge."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import clock
from bot.domain.proposals import Asking, Verdict
from bot.messages import ids
from bot.storage import proposals as rows
from bot.storage.models import OutboxRow, ProposalRow
from bot.use_cases.people import letters
from bot.use_cases.week import proposals
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge
from tests.handlers.sentences import NOT_HERE, NOT_YOURS

DAY = timedelta(days=1)


@pytest.fixture
def choice(any_edge: Edge) -> dict[str, str]:
    """Priya is asked about Northwind for tomorrow; Fabrikam could be told as well. What each button sends."""
    now = clock.now()
    with any_edge.scene() as scene:
        talks = {
            name: lost_deals.loss(scene.session, scene.workspace, name, rep=rep, done_at=now - DAY)
            for name, rep in (("Northwind", ANA), ("Fabrikam", KIM))
        }
        asking = Asking("2026-W47", now, now + DAY)
        row = rows.add(scene.session, scene.workspace.id, asking, scene.person(PRIYA), talks["Northwind"].id)
        card = proposals.card(scene.session, row, now)
        row.post_id = letters.write(scene.session, scene.workspace.id, PRIYA, card, "proposal", now)
        shown = str(card.blocks)
        picks = {name: f"{row.id}:{talk.id}" for name, talk in talks.items()}
        assert all(value in shown for value in picks.values())
        return picks | {"none": str(row.id)}


def menu(value: str) -> dict[str, Any]:
    """What a menu sends in place of a button."""
    chosen = {"value": value, "text": {"type": "plain_text", "text": "x"}}
    return {"type": "static_select", "selected_option": chosen}


def stands(edge: Edge) -> tuple[str, str]:
    """What was said last, and the first words of the card as it looks now."""
    with edge.scene() as scene:
        verdict = scene.session.scalars(select(ProposalRow.verdict)).one()
        last = scene.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        return verdict, str((last.payload or {})["text"] if last else "").split(" ")[0]


def test_each_answer_counts_until_the_next_one(any_edge: Edge, choice: dict[str, str]) -> None:
    any_edge.clicks(ids.PICK_ANOTHER, by=PRIYA, **menu(choice["Fabrikam"]))
    assert stands(any_edge) == (Verdict.PICKED, "*Fabrikam*")
    for _ in range(2):
        any_edge.clicks(ids.NONE_THIS_WEEK, choice["none"], by=PRIYA)
        assert stands(any_edge)[0] == Verdict.NONE
    any_edge.clicks(ids.LET_IT_BE, choice["Northwind"], by=PRIYA)
    assert stands(any_edge) == (Verdict.PICKED, "*Northwind*")


def test_two_answers_at_once_leave_one_of_them(any_edge: Edge, choice: dict[str, str]) -> None:
    picks = [(ids.PICK_ANOTHER, menu(choice["Fabrikam"])), (ids.NONE_THIS_WEEK, {"value": choice["none"]})]
    with ThreadPoolExecutor(2) as devices:
        for one in [devices.submit(any_edge.clicks, action, by=PRIYA, **sent) for action, sent in picks]:
            one.result()
    assert stands(any_edge)[0] in (Verdict.PICKED, Verdict.NONE)
    assert any_edge.whispers() == []


def test_what_is_forged_or_somebody_elses_changes_nothing(any_edge: Edge, choice: dict[str, str]) -> None:
    any_edge.clicks(ids.LET_IT_BE, choice["none"], by=PRIYA)
    any_edge.clicks(ids.PICK_ANOTHER, "💥:<!channel>", by=PRIYA)
    any_edge.clicks(ids.NONE_THIS_WEEK, choice["none"], by=KIM)
    any_edge.clicks(ids.PICK_ANOTHER, by=KIM, **menu(choice["Fabrikam"]))
    assert [said for _, said in any_edge.whispers()] == [NOT_HERE] * 2 + [NOT_YOURS] * 2
    with any_edge.scene() as scene:
        assert scene.session.scalars(select(ProposalRow.verdict)).one() == Verdict.PROPOSED


def test_a_click_after_the_hour_says_so(any_edge: Edge, choice: dict[str, str]) -> None:
    with any_edge.scene() as scene:
        scene.session.scalars(select(ProposalRow)).one().held_at = clock.now() - DAY
    any_edge.clicks(ids.NONE_THIS_WEEK, choice["none"], by=PRIYA)
    [(_, said)] = any_edge.whispers()
    assert said.startswith("*Loss of the week:* its hour has come already, so nothing was changed.")
