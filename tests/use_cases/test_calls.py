"""The customer call: tried, talked, declined or silent, and the customer's own words."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.conversation import Call, Kind, Quotable, Status
from bot.domain.guides import View
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage.models import RetrospectiveRow
from bot.use_cases import answers, calls, lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form

SAID = {"customers.winner": "They listened.", "customers.change": "Show onboarding first."}
CLICKS: list[Callable[[Session, Actor, object, datetime], None]] = [
    calls.walk_through,  # type: ignore[list-item]  # an id of any kind
    calls.customer_declined,  # type: ignore[list-item]  # the same
    calls.no_answer_yet,  # type: ignore[list-item]  # the same
]


def our_view_is_in(scene: Scene) -> RetrospectiveRow:
    talk = scene.open()
    for place in ("value", "voices", "decided"):
        answers.give(scene.session, scene.actor(), talk.id, f"ours.{place}", Kind.SKIPPED, "", scene.tick())
    scene.deliver()
    return talk


def capture(scene: Scene, talk: RetrospectiveRow, texts: dict[str, str] = SAID, by: str = PRIYA) -> None:
    calls.capture(scene.session, scene.actor(by), talk.id, texts, Quotable.INSIDE, scene.tick())
    scene.deliver()


def test_captured_answers_are_the_customers(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    capture(scene, talk)
    given = scene.conversation(talk).said(View.CUSTOMERS)
    assert [(one.question, one.text, one.quotable, one.author) for one in given] == [
        (key, words, Quotable.INSIDE, scene.person(PRIYA)) for key, words in SAID.items()
    ]
    assert (talk.call, talk.called_at) == (Call.TALKED, scene.now)
    assert scene.last_post().startswith("*Northwind: time to wrap up.* Both views are in.")


def test_captured_while_we_still_answer(scene: Scene) -> None:
    talk = scene.open()
    capture(scene, talk)
    assert talk.question == "ours.value"
    assert scene.last_post() == (
        "*Northwind:* the customer's view is written down, 2 answers. Thank you for asking them."
    )


def test_a_second_capture_replaces_what_its_form_showed(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    capture(scene, talk)
    first = talk.called_at
    shown = frozenset(one.id for one in scene.conversation(talk).answers if one.view is View.CUSTOMERS)
    words = {"customers.winner": "Price, really.", "ours.value": "Not a question of theirs."}
    calls.capture(scene.session, scene.actor(PRIYA), talk.id, words, None, scene.tick(), shown)
    assert [one.text for one in scene.conversation(talk).said(View.CUSTOMERS)] == ["Price, really."]
    assert talk.called_at == first


def test_walked_through_one_by_one_by_either(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, "customers.winner")
    scene.types(talk, "They listened.", by=PRIYA)
    scene.types(talk, "We were slow.", by=ANA)
    for key in ("needs", "change", "again"):
        answers.give(scene.session, scene.actor(), talk.id, f"customers.{key}", Kind.DONT_KNOW, "", scene.tick())
    assert talk.status == Status.WRAP_UP
    assert scene.answers()[-5:-3] == [("customers.winner", "They listened."), ("customers.compare", "We were slow.")]


def test_walked_through_before_our_view(scene: Scene) -> None:
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    for _ in range(5):
        scene.types(talk, "They liked that.", by=PRIYA)
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.value")


def test_a_typed_answer_and_a_capture_do_not_double(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    ref = scene.types(talk, "They listened.", by=PRIYA)
    capture(scene, talk, {"customers.change": "Be faster."})
    assert [text for _, text in scene.answers() if text] == ["They listened.", "Be faster."]
    scene.deletes(ref)
    assert [text for _, text in scene.answers() if text] == ["Be faster."]


def test_the_customer_would_rather_not(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.DECLINED)
    assert "would rather not talk" in scene.last_post()
    assert sum("would rather not talk" in post for post in scene.posts()) == 1


def test_declined_while_we_still_answer_is_noted(scene: Scene) -> None:
    talk = scene.open()
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert talk.question == "ours.value"
    assert scene.last_post().startswith("*Northwind:* noted, the customer would rather not talk.")


def test_three_polite_tries_and_then_our_view_stands(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    for number in (1, 2):
        calls.no_answer_yet(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
        assert f"try {number} of 3" in scene.last_post()
    calls.no_answer_yet(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert (talk.status, talk.call, talk.call_attempts) == (Status.WRAP_UP, Call.SILENT, 3)
    assert "Three polite tries are enough" in scene.last_post()
    with pytest.raises(AlreadySettled):
        calls.no_answer_yet(scene.session, scene.actor(PRIYA), talk.id, scene.tick())


def test_a_customer_who_comes_back_is_heard(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    capture(scene, talk)
    assert (talk.status, talk.call) == (Status.WRAP_UP, Call.TALKED)


@pytest.mark.parametrize("click", CLICKS)
def test_late_clicks_change_nothing(scene: Scene, click: Callable[[Session, Actor, object, datetime], None]) -> None:
    talk = our_view_is_in(scene)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    before = scene.posts()
    with pytest.raises(AlreadySettled):
        click(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    with pytest.raises(AlreadySettled):
        calls.to_capture(scene.session, scene.actor(PRIYA), talk.id)
    with pytest.raises(AlreadySettled):
        capture(scene, talk)
    assert scene.posts() == before


@pytest.mark.parametrize("click", CLICKS)
def test_who_may_lead(scene: Scene, click: Callable[[Session, Actor, object, datetime], None]) -> None:
    talk, elsewhere = scene.open(), Scene(scene.session, "T0OTHER")
    with pytest.raises(NotAllowed):
        click(scene.session, scene.actor(KIM), talk.id, scene.tick())
    with pytest.raises(NotFound):
        click(scene.session, elsewhere.actor(PRIYA), talk.id, scene.tick())
    with pytest.raises(NotFound):
        calls.to_capture(scene.session, elsewhere.actor(PRIYA), talk.id)
    assert talk.call == Call.NONE
