"""Where the customer told us nothing, no message quotes them with it."""

from bot.domain.conversation import Kind
from bot.domain.guides import View
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls, captures
from bot.use_cases.call.captures import Capture
from bot.use_cases.wrap_up import lessons
from tests.factories import PRIYA, Scene, form, text


def summary(scene: Scene, talk: RetrospectiveRow) -> str:
    lessons.wrap_up(scene.session, scene.actor(), talk.id, form(), scene.tick())
    return next(text(row) for row in scene.outbox() if "what we take from it" in text(row))


def kinds(scene: Scene, talk: RetrospectiveRow) -> list[Kind]:
    return [one.kind for one in scene.conversation(talk).answers if one.view is View.CUSTOMERS]


def test_in_the_form_it_is_written_down_and_not_quoted(scene: Scene) -> None:
    talk = scene.open()
    said = {"customers.winner": "They were calm.", "customers.change": "dunno", "customers.needs": "k. A."}
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, Capture(said), scene.tick())
    assert sorted(kinds(scene, talk)) == [Kind.DONT_KNOW, Kind.DONT_KNOW, Kind.SAID]
    shown = summary(scene, talk)
    assert "They were calm." in shown
    assert "dunno" not in shown
    assert "k. A." not in shown


def test_typed_in_the_thread_it_follows_its_edit(scene: Scene) -> None:
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    ref = scene.types(talk, "n/a", by=PRIYA)
    first, asked = scene.answers()[0][0], talk.question
    assert (kinds(scene, talk), asked != first) == ([Kind.DONT_KNOW], True)
    scene.edits(talk, ref, "They were calm.", by=PRIYA)
    assert kinds(scene, talk) == [Kind.SAID]
    scene.edits(talk, ref, "I don't know", by=PRIYA)
    assert kinds(scene, talk) == [Kind.DONT_KNOW]


def test_of_ourselves_it_stays_a_real_answer(scene: Scene) -> None:
    talk = scene.open()
    scene.types(talk, "dunno")
    (answer,) = scene.conversation(talk).answers
    assert answer.kind is Kind.SAID
