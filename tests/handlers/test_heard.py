"""Whose act a message comes of, by whatever way they acted."""

from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge


def test_a_reply_a_click_a_form_and_a_refusal_are_asked_for(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.says("They saw less risk in it.")
    any_edge.clicks(ids.SKIP_QUESTION, f"{talk}:ours.voices", by=PRIYA)
    any_edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.decided", answer="Onboarding would take a year.")
    any_edge.clicks(ids.SKIP_QUESTION, f"{talk}:ours.value", by=KIM)
    with any_edge.scene() as scene:
        opening, question, next_one, our_view_done = None, ANA, PRIYA, ANA
        assert [row.asked_by for row in scene.outbox()] == [*[opening] * 3, question, next_one, our_view_done]
        assert [row.asked_by for row in scene.outbox("ephemeral")] == [KIM]
