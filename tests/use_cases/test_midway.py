"""A look back midway, at a deal that is open; and what becomes of it when the deal ends."""

import pytest

from bot.domain.conversation import Status
from bot.domain.deals import EventKind, Outcome
from bot.domain.rules import Why
from bot.errors import NotAllowed
from bot.storage.models import RetrospectiveRow
from bot.use_cases.losses import deals, sizes, starts
from bot.use_cases.wrap_up import lessons
from tests.factories import ANA, KIM, Scene, event, form

WORDS = "They like that nobody is on call at night any more, and say so."


def started(scene: Scene) -> RetrospectiveRow:
    """The rep asks for it; nobody has looked yet."""
    scene.hear(event(EventKind.REOPENED, -9), Outcome.OPEN)
    assert starts.start(scene.session, scene.actor(), scene.deal().id, scene.tick()).is_new
    scene.session.flush()
    return scene.rounds()[-1]


def midway(scene: Scene) -> RetrospectiveRow:
    return scene.begin(started(scene))


def test_it_asks_questions_of_its_own_and_offers_no_customer_call(scene: Scene) -> None:
    talk = midway(scene)
    assert (talk.outcome, talk.loss_no, talk.why) == (Outcome.OPEN, 0, Why.BY_HAND)
    assert [post.split("*")[1] for post in scene.posts()] == [
        "Northwind is still open. A look back midway.",
        "Northwind, 1 of 3.",
    ]
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.midway_value")


def test_it_ends_with_a_lesson_and_nothing_is_asked_about_the_week(scene: Scene) -> None:
    talk = midway(scene)
    for _ in range(3):
        scene.types(talk, WORDS)
    assert scene.stands(talk) == (Status.WRAP_UP, None)
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    assert talk.status == Status.DONE
    assert not [post for post in scene.posts() if "loss of the week" in post]


def test_one_question_is_one_tap_away(scene: Scene) -> None:
    talk = midway(scene)
    sizes.change(scene.session, scene.actor(), talk.id, is_short=True, now=scene.tick())
    assert scene.stands(talk) == (Status.OUR_VIEW, "ours.open")


def test_asked_twice_it_is_one(scene: Scene) -> None:
    midway(scene)
    assert not starts.start(scene.session, scene.actor(), scene.deal().id, scene.tick()).is_new
    assert len(scene.rounds()) == 1


def test_lost_later_it_goes_on_as_round_two_in_the_same_thread(scene: Scene) -> None:
    talk = midway(scene)
    scene.types(talk, WORDS)
    scene.hear(event(EventKind.LOST, -1), Outcome.LOST)
    first, second = scene.rounds()
    scene.begin(second)
    assert (first.status, second.status, first.root_id) == (Status.PAUSED, Status.OUR_VIEW, second.root_id)
    assert "*Northwind was closed lost now.* Round 2, in this same thread. What was written before is kept." in (
        scene.posts()
    )
    assert scene.answers() == [("ours.midway_value", WORDS)]


def test_lost_before_anybody_looked_only_the_loss_is_talked_about(scene: Scene) -> None:
    talk = started(scene)
    scene.hear(event(EventKind.LOST, -1), Outcome.LOST)
    assert [row.status for row in scene.rounds()] == [Status.PAUSED, Status.HELD]
    deals.not_lost_after_all(scene.session, scene.deal(), talk, scene.tick())
    assert scene.deal().outcome == Outcome.LOST


def test_strangers_do_not_begin_one(scene: Scene) -> None:
    scene.hear(event(EventKind.REOPENED, -9), Outcome.OPEN, rep=ANA)
    with pytest.raises(NotAllowed):
        starts.start(scene.session, scene.actor(KIM), scene.deal().id, scene.tick())
