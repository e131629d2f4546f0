"""Answers by button, in a modal and typed: added to, edited, deleted; never from somebody who may not give one."""

from uuid import uuid4

import pytest

from bot.access import Actor
from bot.domain.conversation import Kind, Status
from bot.domain.guides import View
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.use_cases.answering import answers
from tests.factories import ANA, KIM, PRIYA, Scene, text


def give(
    scene: Scene,
    talk_id: object,
    question: str,
    kind: Kind = Kind.SAID,
    words: str = "They trusted Contoso.",
    by: str = ANA,
) -> None:
    answers.give(scene.session, scene.actor(by), talk_id, question, kind, words, scene.tick())  # type: ignore[arg-type]  # forged ids too


def answer_all(scene: Scene, talk_id: object) -> None:
    for place in ("value", "voices", "decided"):
        give(scene, talk_id, f"ours.{place}", words=f"They spoke about {place}.")


# By button and modal


def test_each_answer_asks_the_next_question_and_settles_the_last(scene: Scene) -> None:
    talk = scene.open()
    give(scene, talk.id, "ours.value")
    assert talk.question == "ours.voices"
    assert scene.last_post().startswith("*Northwind, 2 of 3.*")
    (settled,) = scene.outbox("update")
    assert settled.target_id == scene.outbox()[2].id
    assert text(settled).startswith("*Northwind, 1 of 3.*")
    assert scene.answers() == [("ours.value", "They trusted Contoso.")]
    assert scene.audit()[-1] == (ANA, "answered")


def test_after_the_third_the_customer_is_waited_for(scene: Scene) -> None:
    talk = scene.open()
    answer_all(scene, talk.id)
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)
    assert scene.last_post().startswith("*Northwind: our view is in.*")
    assert text(scene.outbox("update")[-1]).splitlines()[-2] == "Now: the customer's view."


@pytest.mark.parametrize("kind", [Kind.DONT_KNOW, Kind.ASK_CUSTOMER, Kind.SKIPPED])
def test_an_answer_without_words_is_an_answer(scene: Scene, kind: Kind) -> None:
    talk = scene.open()
    give(scene, talk.id, "ours.value", kind, "")
    assert talk.question == "ours.voices"
    (answer,) = scene.conversation(talk).answers
    assert (answer.kind, answer.text) == (kind, "")


def test_a_second_click_on_the_same_button_is_late(scene: Scene) -> None:
    talk = scene.open()
    give(scene, talk.id, "ours.value", Kind.SKIPPED, "")
    with pytest.raises(AlreadySettled) as late:
        give(scene, talk.id, "ours.value", Kind.SKIPPED, "")
    assert late.value.words == {"deal_name": "Northwind"}
    assert len(scene.answers()) == 1


def test_words_in_a_form_that_was_open_too_long_are_kept(scene: Scene) -> None:
    talk = scene.open()
    thread, asked = answers.open_question(scene.session, scene.actor(), talk.id, "ours.value")
    assert (thread.row, asked.key) == (talk, "ours.value")
    give(scene, talk.id, "ours.value")
    before = scene.stands(talk)
    give(scene, talk.id, "ours.value", by=PRIYA)
    assert scene.last_post().startswith(f"*Northwind:* <@{PRIYA}> adds to: How would")
    assert len(scene.conversation(talk).said(View.OURS)) == 2
    assert scene.stands(talk) == before
    with pytest.raises(AlreadySettled):
        answers.open_question(scene.session, scene.actor(), talk.id, "ours.value")


def test_the_same_form_sent_twice_is_one_answer(scene: Scene) -> None:
    talk = scene.open()
    first, corrected = "They trusted Contoso with all their data.", "They trusted Contoso with much of their data."
    for words in (first, first, corrected):
        answers.give(scene.session, scene.actor(), talk.id, "ours.value", Kind.SAID, words, scene.tick(), "V1")
    assert scene.answers() == [("ours.value", first), ("ours.value", corrected)]
    assert sum("adds to" in text(row) for row in scene.outbox()) == 1


@pytest.mark.parametrize("question", ["", "ours.nobody", "customers.winner:x"])
def test_a_forged_question_is_not_found(scene: Scene, question: str) -> None:
    talk = scene.open()
    with pytest.raises(NotFound):
        give(scene, talk.id, question)


def test_who_may_answer(scene: Scene) -> None:
    talk, elsewhere = scene.open(), Scene(scene.session, "T0OTHER")
    with pytest.raises(NotAllowed):
        give(scene, talk.id, "ours.value", by=KIM)
    with pytest.raises(NotFound):
        give(elsewhere, talk.id, "ours.value")
    with pytest.raises(NotFound):
        give(scene, uuid4(), "ours.value")
    assert scene.answers() == []


def test_back_asks_the_question_before_once_more(scene: Scene) -> None:
    talk = scene.open()
    give(scene, talk.id, "ours.value")
    answers.go_back(scene.session, scene.actor(), talk.id, "ours.voices", scene.tick())
    assert scene.last_post().startswith("*Northwind, 1 of 3.*")
    with pytest.raises(AlreadySettled):
        answers.go_back(scene.session, scene.actor(), talk.id, "ours.voices", scene.tick())
    give(scene, talk.id, "ours.value", words="And proof.")
    assert talk.question == "ours.voices"
    assert scene.answers() == [("ours.value", "They trusted Contoso."), ("ours.value", "And proof.")]
    assert len(scene.posts()) == 6


def test_the_managers_form_adds_without_moving_on_and_stands_in_the_thread(scene: Scene) -> None:
    talk = scene.open()
    give(scene, talk.id, "ours.value", words="From my side: proof.", by=PRIYA)
    assert talk.question == "ours.value"
    assert scene.last_post().endswith("From my side: proof.")
    give(scene, talk.id, "ours.value")
    assert talk.question == "ours.voices"
    assert [words for _, words in scene.answers()] == ["From my side: proof.", "They trusted Contoso."]


def test_answers_of_people_who_are_gone_stay(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "They trusted Contoso.", by=PRIYA)
    unknown = Actor(scene.workspace.id, PRIYA)
    with pytest.raises(NotAllowed):
        answers.give(scene.session, unknown, talk.id, "ours.value", Kind.SAID, "x", scene.now)
    assert scene.answers() == [("ours.value", "They trusted Contoso.")]
