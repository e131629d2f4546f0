"""The form behind a question's button, and its fields in the answer's and the capture's form."""

from typing import Any

import pytest

from bot.domain.gaps import PriceSaid, Ranking
from bot.domain.guides import View
from bot.domain.influence import Influence, Role, Spoke
from bot.domain.reasons import Reason
from bot.messages import ids
from bot.storage import influences, rankings
from bot.use_cases.people import participants
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, select

DANA: dict[str, Any] = {
    "influence_name": " Dana\nMiller ",
    "influence_role": select("finance"),
    "influence_spoke": select("no"),
}


def known(edge: Edge) -> tuple[Influence | None, dict[View, Ranking]]:
    with edge.scene() as scene:
        (row,) = scene.rounds()
        return influences.find(scene.session, row), rankings.of(scene.session, row)


def test_told_in_its_own_form_and_shown_there_again(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.WEIGH, f"{talk}:ours.voices")
    form = any_edge.modal()
    assert any_edge.submits(form["callback_id"], form["private_metadata"], **DANA) == {}
    assert known(any_edge)[0] == Influence("Dana Miller", Role.FINANCE, Spoke.NO)
    any_edge.clicks(ids.WEIGH, f"{talk}:ours.voices", by=PRIYA)
    assert any_edge.modal(PRIYA)["blocks"][1]["element"]["initial_value"] == "Dana Miller"


def test_told_beside_the_answer(edge: Edge) -> None:
    talk = edge.open()
    for question in ("ours.value", "ours.voices"):
        edge.submits(ids.ANSWER_MODAL, f"{talk}:{question}", answer="The finance lead decided.", **DANA)
    edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.decided", answer="They feared a long start.", first=select("price"))
    assert known(edge) == (Influence("Dana Miller", Role.FINANCE, Spoke.NO), {View.OURS: Ranking(Reason.PRICE)})
    assert len(edge.answers()) == 3


def test_the_customers_first_is_captured_and_the_gap_can_be_talked_about(edge: Edge) -> None:
    talk = edge.open()
    edge.submits(ids.WEIGH_MODAL, f"{talk}:ours.decided", first=select("price"))
    told = {"first": select("onboarding"), "price_said": select("close")}
    edge.submits(
        ids.CAPTURE_MODAL, f"{talk}:talked", by=PRIYA, **{"customers.winner": "They showed the first week.", **told}
    )
    assert known(edge)[1][View.CUSTOMERS] == Ranking(Reason.ONBOARDING, PriceSaid.CLOSE)
    edge.clicks(ids.TALK_GUIDE, talk, by=PRIYA)
    assert "When did the price come up first" in edge.modal(PRIYA)["blocks"][0]["text"]["text"]
    edge.clicks(ids.CAPTURE, talk)
    fields = {block["block_id"]: block["element"] for block in edge.modal()["blocks"]}
    assert fields["first"]["initial_option"]["value"] == "onboarding"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"influence_name": "x" * 256}, "influence_name"),
        ({"influence_role": select("boss")}, "influence_role"),
        ({"first": select("luck")}, "first"),
        ({"price_said": select("free")}, "price_said"),
    ],
)
def test_what_was_never_offered_stands_at_its_field(edge: Edge, values: dict[str, Any], field: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.WEIGH_MODAL, f"{talk}:ours.voices", **values)
    assert list(answer["errors"]) == [field]
    assert known(edge) == (None, {})


@pytest.mark.parametrize("action_id", [ids.WEIGH, ids.TALK_GUIDE])
def test_strangers_may_not(edge: Edge, action_id: str) -> None:
    talk = edge.open()
    edge.clicks(action_id, f"{talk}:ours.voices" if action_id == ids.WEIGH else talk, by=KIM)
    assert [who for who, _ in edge.refusals()] == [KIM]


def test_late(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    edge.clicks(ids.WEIGH, f"{talk}:ours.voices")
    ((who, words),) = edge.whispers()
    assert (who, "settled already" in words) == (ANA, True)
    answer = edge.submits(ids.WEIGH_MODAL, f"{talk}:ours.voices", **DANA)
    assert "settled meanwhile" in answer["errors"]["influence_name"]


def test_who_only_adds_words_is_shown_nothing_that_is_the_twos(edge: Edge) -> None:
    talk = edge.open()
    edge.submits(ids.WEIGH_MODAL, f"{talk}:ours.voices", **DANA)
    edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", answer="They saw less risk in Contoso.")
    with edge.scene() as scene:
        participants.add(scene.session, scene.actor(), talk, [scene.met(KIM)], scene.now)
    for who in (KIM, PRIYA):
        edge.clicks(ids.ANSWER, f"{talk}:ours.voices", by=who)
    assert ["Dana Miller" in str(edge.modal(who)) for who in (KIM, PRIYA)] == [False, True]
