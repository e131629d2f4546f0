"""A thin answer is asked about once, in the thread, typed or in a form; the talk is never held up."""

import pytest

from bot.domain.conversation import Kind, Status
from bot.errors import AlreadySettled, NotAllowed
from bot.use_cases.answering import answers, follow_ups
from bot.use_cases.call import calls
from bot.use_cases.losses import sizes
from tests.factories import ANA, KIM, PRIYA, Scene, text

ASKED_AGAIN = "*Northwind:* What would the people who will use it every day say about it?"


def suffice(scene: Scene, talk_id: object, question: str, by: str = ANA) -> None:
    follow_ups.suffice(scene.session, scene.actor(by), talk_id, question, scene.tick())  # type: ignore[arg-type]


def test_a_thin_reply_gets_one_follow_up_and_a_short_second_one_moves_on(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "Timing.")
    assert scene.last_post().startswith(ASKED_AGAIN)
    assert talk.question == "ours.value"
    scene.types(talk, "Risk.")
    assert talk.question == "ours.voices"
    assert scene.answers() == [("ours.value", "Timing."), ("ours.value", "Risk.")]
    settled = text(scene.outbox("update")[-1])
    assert settled == ASKED_AGAIN


def test_a_thin_answer_in_the_form_is_asked_about_as_well(scene: Scene) -> None:
    talk = scene.open()
    answers.give(scene.session, scene.actor(), talk.id, "ours.value", Kind.SAID, "n/a", scene.tick())
    assert scene.last_post().startswith(ASKED_AGAIN)
    suffice(scene, talk.id, "ours.value")
    assert talk.question == "ours.voices"


@pytest.mark.parametrize("price", ["We were too expensive.", "Wir waren zu teuer."])
def test_the_price_alone_is_asked_beyond_in_whatever_language_it_is_named(scene: Scene, price: str) -> None:
    talk = scene.open()
    for words in ("They saw less risk.", "The plant manager.", price):
        scene.types(talk, words)
    assert scene.last_post().startswith("*Northwind:* Noted. And beside the price?")
    scene.types(talk, "price")
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)


def test_price_alone_among_several_answers_is_asked_beyond_once(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "1: Calm.\n2: Dana Wu.\n3: Price.")
    assert scene.last_post().startswith("*Northwind:* Noted. And beside the price?")
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.decided")
    scene.types(talk, "They were there every week.")
    assert scene.answers()[-1] == ("ours.decided", "They were there every week.")
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)


def test_a_thin_part_that_an_edit_adds_is_asked_about(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "They saw less risk.")
    for _ in range(2):
        scene.edits(talk, ref, "1: They saw less risk.\n2: n/a")
    scene.deliver()
    assert scene.last_post().startswith("*Northwind:* Whom did the others look at")
    assert talk.question == "ours.voices"
    scene.types(talk, "Dana.")
    assert talk.question == "ours.decided"


def test_price_is_not_alone_where_the_manager_has_added_something(scene: Scene) -> None:
    talk = scene.open()
    for words in ("They saw less risk.", "The plant manager."):
        scene.types(talk, words)
    scene.types(talk, "Onboarding looked long.", by=PRIYA)
    scene.types(talk, "Price.")
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, None)


@pytest.mark.parametrize("words", ["Don't know", "No idea."])
def test_not_knowing_is_a_real_answer(scene: Scene, words: str) -> None:
    talk = scene.open()
    scene.types(talk, words)
    assert talk.question == "ours.voices"


def test_walked_through_the_customers_thin_answer_is_asked_about(scene: Scene) -> None:
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "Yes.", by=PRIYA)
    assert scene.last_post().startswith("*Northwind:* Do you remember how they put it?")
    scene.types(talk, "They were calm about it.", by=PRIYA)
    assert talk.question == "customers.compare"


def test_an_edit_that_says_more_moves_on(scene: Scene) -> None:
    talk = scene.open()
    ref = scene.types(talk, "Timing.")
    scene.edits(talk, ref, "Too late.", by=PRIYA)
    assert talk.question == "ours.value"
    scene.edits(talk, ref, "Our first proposal came after theirs was signed.")
    assert talk.question == "ours.voices"


def test_a_short_guide_asks_nothing_further(scene: Scene) -> None:
    talk = scene.open()
    sizes.change(scene.session, scene.actor(), talk.id, is_short=True, now=scene.tick())
    scene.deliver()
    scene.types(talk, "Timing.")
    assert talk.status == Status.WRAP_UP


def test_that_is_all_late_twice_or_by_a_stranger(scene: Scene) -> None:
    talk = scene.open()
    with pytest.raises(AlreadySettled):
        suffice(scene, talk.id, "ours.value")
    scene.types(talk, "Timing.")
    with pytest.raises(NotAllowed):
        suffice(scene, talk.id, "ours.value", by=KIM)
    suffice(scene, talk.id, "ours.value")
    with pytest.raises(AlreadySettled):
        suffice(scene, talk.id, "ours.value")
    assert talk.question == "ours.voices"
