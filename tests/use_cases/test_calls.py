"""The customer call: tried, talked, declined or silent, and the customer's own words."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain.calls import Call
from bot.domain.captures import shown as held_by_a_form
from bot.domain.conversation import Kind, Quotable, Status
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.shown import in_field
from bot.errors import AlreadySettled, NotAllowed, NotFound
from bot.storage.models import RetrospectiveRow
from bot.use_cases.answering import answers
from bot.use_cases.call import calls, captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, PRIYA, Scene, form, text
from tests.lost_deals import person

DAY = 24 * 60 * 60
SAID = {"customers.winner": "They listened.", "customers.change": "Show onboarding first."}
CLICKS: list[Callable[[Session, Actor, object, datetime], None]] = [
    calls.walk_through,  # type: ignore[list-item]  # an id of any kind
    calls.customer_declined,  # type: ignore[list-item]  # the same
    calls.no_answer_yet,  # type: ignore[list-item]  # the same
    calls.call_is_open,  # type: ignore[list-item]  # the same
]


def our_view_is_in(scene: Scene) -> RetrospectiveRow:
    talk = scene.open()
    for place in ("value", "voices", "decided"):
        answers.give(scene.session, scene.actor(), talk.id, f"ours.{place}", Kind.SKIPPED, "", scene.tick())
    scene.deliver()
    return talk


def capture(scene: Scene, talk: RetrospectiveRow, texts: dict[str, str] = SAID, by: str = PRIYA) -> None:
    form = Capture(texts, Quotable.INSIDE)
    captures.capture(scene.session, scene.actor(by), talk.id, form, scene.tick())
    scene.deliver()


def test_captured_answers_are_the_customers(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    capture(scene, talk)
    given = scene.conversation(talk).said(View.CUSTOMERS)
    assert [(one.question, one.text, one.quotable, one.author) for one in given] == [
        (key, words, Quotable.INSIDE, scene.person(PRIYA)) for key, words in SAID.items()
    ]
    assert (talk.call, talk.called_at) == (Call.TALKED, scene.now)
    assert scene.last_post().startswith("*Northwind: time to wrap up.*")


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
    shown = held_by_a_form(scene.conversation(talk))
    words = {"customers.winner": "Price, really.", "ours.value": "Not a question of theirs."}
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(words, shown=shown), scene.tick())
    assert [one.text for one in scene.conversation(talk).said(View.CUSTOMERS)] == ["Price, really."]
    assert talk.called_at == first


def test_what_had_no_room_in_its_field_is_not_shortened(scene: Scene) -> None:
    """Two captured at once, so that one field holds more than Slack shows; the next only corrects another one."""
    talk, long = our_view_is_in(scene), "Calm. " * 300
    for name, by in (("V1", PRIYA), ("V2", ANA)):
        said = Capture({"customers.winner": long.strip()}, id=name)
        captures.capture(scene.session, scene.actor(by), talk.id, said, scene.tick())
    answers = scene.conversation(talk).said(View.CUSTOMERS)
    held = "\n".join(one.text for one in answers)
    words = {"customers.winner": in_field(held), "customers.change": "Come sooner."}
    changed = Capture(words, shown=held_by_a_form(scene.conversation(talk)), id="V3")
    for _ in range(2):
        captures.capture(scene.session, scene.actor(PRIYA), talk.id, changed, scene.tick())
    assert [one.text for one in scene.conversation(talk).said(View.CUSTOMERS)] == [held, "Come sooner."]


@pytest.mark.parametrize("again", [SAID, {"customers.winner": "Price, really."}])
def test_the_same_form_sent_twice_is_one_capture(scene: Scene, again: dict[str, str]) -> None:
    talk = our_view_is_in(scene)
    for words in (SAID, again):
        captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(words, id="V1"), scene.tick())
        scene.deliver()
    assert {one.question: one.text for one in scene.conversation(talk).said(View.CUSTOMERS)} == again
    assert len(scene.conversation(talk).said(View.CUSTOMERS)) == len(again)


def test_the_same_form_sent_twice_is_told_once_also_while_we_answer(scene: Scene) -> None:
    talk = scene.open()
    for _ in range(2):
        captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(SAID, id="V1"), scene.tick())
    assert sum("is written down" in text(row) for row in scene.outbox()) == 1


def test_two_blank_forms_with_the_same_words_are_one_capture(scene: Scene) -> None:
    """A submission that was sent again from another device; a colleague's words stay beside them."""
    talk = scene.open()
    for name, by in (("V1", PRIYA), ("V2", PRIYA), ("V3", ANA)):
        sent = Capture(SAID, Quotable.INSIDE, id=name)
        captures.capture(scene.session, scene.actor(by), talk.id, sent, scene.tick())
    authors = Counter(one.author for one in scene.conversation(talk).said(View.CUSTOMERS))
    assert authors == {scene.person(PRIYA): len(SAID), scene.person(ANA): len(SAID)}
    assert sum("is written down" in text(row) for row in scene.outbox()) == 2


def test_walked_through_one_by_one_by_either(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    assert scene.stands(talk) == (Status.CUSTOMERS_VIEW, "customers.winner")
    scene.types(talk, "They listened.", by=PRIYA)
    answers.give(scene.session, scene.actor(), talk.id, "customers.compare", Kind.SAID, "We were slow.", scene.tick())
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


def try_again(scene: Scene, talk: RetrospectiveRow, days: int = 0, by: str = PRIYA) -> Message | None:
    """`No answer yet`, so many days after what happened last."""
    return calls.no_answer_yet(scene.session, scene.actor(by), talk.id, scene.tick(days * DAY))


def test_three_polite_tries_on_three_days_and_then_our_view_stands(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    for number, next_day in ((1, "Thursday 26 November"), (2, "Tuesday 1 December")):
        assert try_again(scene, talk, days=3 * (number - 1)) is None
        assert f"try {number} of 3. {next_day} is a good day" in scene.last_post()
        assert next_day in scene.card(talk)
    try_again(scene, talk, days=6)
    assert (talk.status, talk.call, talk.call_attempts) == (Status.WRAP_UP, Call.SILENT, 3)
    assert "Three polite tries are enough" in scene.last_post()
    with pytest.raises(AlreadySettled):
        try_again(scene, talk, days=1)


def test_a_second_try_on_one_day_is_none_and_whoever_pressed_hears_why(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    try_again(scene, talk)
    before = scene.posts()
    for by in (PRIYA, ANA):
        said = try_again(scene, talk, by=by)
        assert said is not None
        assert said.text.startswith("*Northwind:* today's try is noted already, 1 of 3. Thursday 26 November")
    assert (talk.call_attempts, scene.posts()) == (1, before)


def test_the_day_is_that_of_whoever_tries(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    person(scene.session, scene.workspace, PRIYA).zone = "Asia/Tokyo"  # there it is Saturday already
    try_again(scene, talk)
    assert talk.tried_on == date(2026, 11, 21)
    assert try_again(scene, talk, by=ANA) is not None  # here it is still Friday
    assert try_again(scene, talk, days=1) is None


def test_the_card_shows_how_the_call_stands(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    assert "First try by Tuesday 24 November." in scene.card(talk)
    try_again(scene, talk)
    assert "Try 1 of 3 is noted" in scene.card(talk)
    calls.customer_declined(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert "They would rather not talk" in scene.card(talk)
    assert scene.posts().count(scene.card(talk).splitlines()[0]) == 0  # edited in place, not posted again


def test_the_first_try_is_not_past_when_whoever_leads_is_back(scene: Scene) -> None:
    person(scene.session, scene.workspace, PRIYA).away_until = date(2026, 12, 6)
    assert "First try by Wednesday 9 December." in scene.card(scene.open())


@pytest.mark.parametrize("press", [calls.customer_declined, calls.walk_through])
def test_a_slip_of_the_finger_is_taken_back(scene: Scene, press: Callable[..., None]) -> None:
    talk = our_view_is_in(scene)
    press(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    assert (scene.stands(talk), talk.call, talk.called_at) == ((Status.CUSTOMERS_VIEW, None), Call.NONE, None)
    assert "First try by" in scene.card(talk)
    with pytest.raises(AlreadySettled):
        calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())


def test_what_the_customer_said_is_not_taken_back_by_a_click(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    capture(scene, talk)
    with pytest.raises(AlreadySettled):
        calls.call_is_open(scene.session, scene.actor(PRIYA), talk.id, scene.tick())


def test_they_wrote_back(scene: Scene) -> None:
    talk = our_view_is_in(scene)
    form = Capture(SAID, Quotable.NO_NAME, ["customers.winner"], how=Call.WROTE)
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, form, scene.tick())
    given = scene.conversation(talk).said(View.CUSTOMERS)
    assert (talk.status, talk.call, talk.called_at) == (Status.WRAP_UP, Call.WROTE, scene.now)
    assert [one.verbatim for one in given] == [True, False]
    assert "They wrote back." in scene.card(talk)


@pytest.mark.parametrize(("minutes", "last"), [(5, "3. Might we"), (10, "5. Might we"), (20, "When would be a good")])
def test_the_questions_fit_the_length_of_the_call(scene: Scene, minutes: int, last: str) -> None:
    talk = scene.open()
    calls.choose_length(scene.session, scene.actor(PRIYA), talk.id, minutes, scene.tick())
    assert scene.card(talk).splitlines()[-1].startswith(last) or last in scene.card(talk).splitlines()[-1]


def test_a_length_that_is_not_offered(scene: Scene) -> None:
    talk = scene.open()
    for minutes in (0, 7, 10**9):
        with pytest.raises(NotFound):
            calls.choose_length(scene.session, scene.actor(PRIYA), talk.id, minutes, scene.tick())


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
        captures.to_capture(scene.session, scene.actor(PRIYA), talk.id)
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
        captures.to_capture(scene.session, elsewhere.actor(PRIYA), talk.id)
    assert talk.call == Call.NONE
