"""The note for customer success, from the click to the changed note."""

from bot.domain.deals import Outcome
from bot.domain.success_notes import PART_LENGTH
from bot.messages import ids
from tests.factories import KIM, PRIYA
from tests.handlers.edge import Edge


def test_the_form_holds_the_draft_and_keeps_what_is_sent(any_edge: Edge) -> None:
    talk = any_edge.open(outcome=Outcome.WON)
    any_edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Bring a neighbour.")
    any_edge.clicks(ids.CHANGE_NOTE, talk)
    form = any_edge.modal()
    held = {block["block_id"]: block["element"].get("initial_value", "") for block in form["blocks"]}
    assert held == {"promised": "", "decides": "", "watch": "Bring a neighbour."}
    assert any_edge.submits(form["callback_id"], form["private_metadata"], promised="<!channel>", watch="") == {}
    again = any_edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, promised="Mine.", watch="")
    assert "somebody else has changed this note" in str(again["view"]["blocks"][0])
    assert again["view"]["blocks"][1]["element"]["initial_value"] == "Mine."
    with any_edge.scene() as scene:
        note = next(row for row in scene.outbox("update") if "customer success" in str(row.payload))
        assert "What was promised: &lt;!channel&gt;" in (note.payload or {})["text"]


def test_too_long_or_somebody_elses(edge: Edge) -> None:
    talk = edge.open(outcome=Outcome.WON)
    edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Bring a neighbour.")
    answer = edge.submits(ids.NOTE_MODAL, talk, watch="x" * (PART_LENGTH + 1))
    assert list(answer["errors"]) == ["watch"]
    assert "somebody else" in edge.submits(ids.NOTE_MODAL, talk, by=KIM, decides="", watch="x")["errors"]["watch"]
    assert edge.submits(ids.NOTE_MODAL, talk, by=KIM, watch=" ")["response_action"] == "update"
    edge.clicks(ids.CHANGE_NOTE, talk, by=KIM)
    assert [who for who, _ in edge.whispers()] == [KIM]
