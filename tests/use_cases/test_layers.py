"""The layer below a reason that was typed: written with it, or asked for once and answered by a button."""

import pytest

from bot.domain.reasons import Cause, Reason
from bot.domain.wrap_ups import WrapUp
from bot.errors import AlreadySettled, NotAllowed
from bot.storage import wrap_ups
from bot.storage.models import RetrospectiveRow
from bot.use_cases.wrap_up import layers, lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text

TOLD = ("They showed calm, we showed slides.", "The CFO, whom we never met.", "They had been there before.")
ASKED = "*Northwind: What lay below the price?*"


def closed(scene: Scene, *lines: str) -> RetrospectiveRow:
    """A talk that was wrapped up by typing."""
    talk = scene.open()
    for said in (*TOLD, "lesson: Ask who signs.", *lines, "done"):
        scene.types(talk, said)
    return talk


def kept(scene: Scene, talk: RetrospectiveRow) -> WrapUp:
    whole = wrap_ups.find(scene.session, talk)
    assert whole is not None
    return whole


def asks(scene: Scene) -> int:
    return sum(post.startswith(ASKED) for post in scene.posts())


def answer(scene: Scene, talk: RetrospectiveRow, below: Reason | None, by: str = ANA) -> None:
    layers.answer(scene.session, scene.actor(by), talk.id, Reason.PRICE, below, scene.tick())


def test_it_may_be_typed_with_the_reason(scene: Scene) -> None:
    talk = closed(scene, "reasons: price > onboarding")
    assert kept(scene, talk).causes == (Cause(Reason.PRICE, Reason.ONBOARDING),)
    assert asks(scene) == 0


def test_a_reason_alone_is_asked_about_once_and_answered_by_a_button(scene: Scene) -> None:
    talk = closed(scene, "reasons: trust, price")
    assert asks(scene) == 1
    answer(scene, talk, Reason.PROOF, by=PRIYA)
    assert kept(scene, talk).causes == (Cause(Reason.TRUST), Cause(Reason.PRICE, Reason.PROOF))
    edits = [text(row) for row in scene.outbox("update")]
    assert "*Northwind:* noted, below Price lay Proof." in edits
    with pytest.raises(AlreadySettled):
        answer(scene, talk, Reason.ACCESS)
    scene.types(talk, "reasons: price")
    scene.types(talk, "done")
    assert (asks(scene), kept(scene, talk).causes) == (1, (Cause(Reason.PRICE, Reason.PROOF),))


def test_nothing_below_is_an_answer_and_what_is_typed_later_counts(scene: Scene) -> None:
    talk = closed(scene, "reasons: price")
    answer(scene, talk, None)
    assert "*Northwind:* noted, Price it was and nothing below it." in [text(row) for row in scene.outbox("update")]
    scene.types(talk, "reasons: price > trust")
    scene.types(talk, "done")
    assert kept(scene, talk).causes == (Cause(Reason.PRICE, Reason.TRUST),)


def test_the_words_of_a_reason_no_crm_has_stay(scene: Scene) -> None:
    talk = closed(scene, "reasons: other, price")
    lessons.look_below(scene.session, scene.actor(), talk.id, {}, "Their owner's nephew.", scene.tick())
    answer(scene, talk, Reason.TRUST)
    assert kept(scene, talk).causes[0] == Cause(Reason.OTHER, words="Their owner's nephew.")


def test_a_reason_that_is_gone_and_a_stranger_change_nothing(scene: Scene) -> None:
    talk = closed(scene, "reasons: price")
    with pytest.raises(NotAllowed):
        answer(scene, talk, Reason.TRUST, by=KIM)
    scene.types(talk, "reasons: rapport")
    scene.types(talk, "done")
    with pytest.raises(AlreadySettled):
        answer(scene, talk, Reason.TRUST)
    assert kept(scene, talk).causes == (Cause(Reason.RAPPORT),)


def test_whoever_wraps_up_in_the_form_is_asked_there(scene: Scene) -> None:
    talk = scene.open()
    whole = form(causes=(Cause(Reason.PRICE),))
    lessons.wrap_up(scene.session, scene.actor(), talk.id, whole, scene.tick())
    assert asks(scene) == 0
