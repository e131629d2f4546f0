"""What the customer allows with their words: with all of them, or answer by answer."""

from collections.abc import Mapping

import pytest

from bot.domain import permissions as domain
from bot.domain.captures import shown
from bot.domain.conversation import MessageRef, Quotable
from bot.domain.guides import View
from bot.domain.message import Message
from bot.domain.permissions import Terms
from bot.errors import AlreadySettled, NotAllowed
from bot.messages import ids
from bot.storage.models import RetrospectiveRow
from bot.use_cases.call import calls, captures, permissions
from bot.use_cases.call.captures import Capture
from tests.factories import ANA, KIM, PRIYA, Scene, text

WINNER, CHANGE = "customers.winner", "customers.change"
INSIDE, NO_NAME, NO = (Terms(quotable, verbatim=True) for quotable in (Quotable.INSIDE, Quotable.NO_NAME, Quotable.NO))


def permit_each(
    scene: Scene, row: RetrospectiveRow, terms: Mapping[str, Terms], mark: str = "", by: str = PRIYA
) -> None:
    mark = mark or domain.mark(scene.conversation(row))
    permissions.permit_each(scene.session, scene.actor(by), row.id, terms, mark, scene.tick())


def allowed(scene: Scene, row: RetrospectiveRow) -> Mapping[str, Terms]:
    return domain.terms(scene.conversation(row).said(View.CUSTOMERS))


@pytest.fixture
def walked(scene: Scene) -> RetrospectiveRow:
    """A talk in whose thread two of the customer's answers were typed; nobody has asked what may be quoted."""
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    scene.deliver()
    scene.types(talk, "They were calm.", by=PRIYA)
    scene.types(talk, "Their plan was clear, ours was not.", by=PRIYA)
    return talk


@pytest.fixture
def captured(scene: Scene) -> RetrospectiveRow:
    """A talk for which two answers were captured: one may be quoted, the other was kept apart."""
    talk = scene.open()
    said = {WINNER: "They were calm.", CHANGE: "Come sooner."}
    whole = Capture(said, Quotable.INSIDE, [WINNER, CHANGE], each={CHANGE: Quotable.NO})
    captures.capture(scene.session, scene.actor(PRIYA), talk.id, whole, scene.tick())
    return talk


@pytest.mark.parametrize(
    ("quotable", "verbatim"), [(Quotable.INSIDE, True), (Quotable.NO_NAME, True), (Quotable.NO, False)]
)
def test_what_is_permitted_holds_for_all_that_was_said(
    scene: Scene, walked: RetrospectiveRow, quotable: Quotable, verbatim: bool
) -> None:
    scene.permits(walked, quotable, by=PRIYA)
    given = scene.conversation(walked).said(View.CUSTOMERS)
    assert {(one.quotable, one.verbatim) for one in given} == {(quotable, verbatim)}
    with pytest.raises(AlreadySettled):
        scene.permits(walked, quotable)


def test_the_form_may_say_something_else_of_one_answer(scene: Scene, captured: RetrospectiveRow) -> None:
    assert allowed(scene, captured) == {WINNER: INSIDE, CHANGE: NO}


def test_answer_by_answer_after_the_walk(scene: Scene, walked: RetrospectiveRow) -> None:
    first, second = allowed(scene, walked)
    permit_each(scene, walked, {first: INSIDE, second: NO})
    assert allowed(scene, walked) == {first: INSIDE, second: NO}
    permit_each(scene, walked, {first: INSIDE, second: NO})  # sent twice
    scene.permits(walked, Quotable.NO_NAME)
    assert allowed(scene, walked) == {first: NO_NAME, second: NO_NAME}


def test_a_form_that_stood_open_meanwhile_permits_nothing(scene: Scene, walked: RetrospectiveRow) -> None:
    first, second = allowed(scene, walked)
    mark = domain.mark(scene.conversation(walked))
    scene.permits(walked, Quotable.NO)
    with pytest.raises(AlreadySettled):
        permit_each(scene, walked, {first: INSIDE, second: INSIDE}, mark)
    assert {one.quotable for one in allowed(scene, walked).values()} == {Quotable.NO}


def test_words_that_were_changed_meanwhile_are_not_agreed_to(scene: Scene, walked: RetrospectiveRow) -> None:
    mark = domain.mark(scene.conversation(walked))
    scene.types(walked, "And much cheaper.", by=PRIYA)
    with pytest.raises(AlreadySettled):
        permit_each(scene, walked, dict.fromkeys(allowed(scene, walked), INSIDE), mark)


def walked_through(scene: Scene) -> tuple[RetrospectiveRow, MessageRef]:
    """A talk in which the customer's questions are behind us, and the last answer to them."""
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    for words in ("Calm.", "Clear.", "Our needs.", "Be there sooner.", "Perhaps in May."):
        scene.deliver()
        ref = scene.types(talk, f"{words} That is what they told us.", by=PRIYA)
    return talk, ref


def asked_about(scene: Scene, row: RetrospectiveRow) -> str:
    """The mark of the words that the buttons stand for which say what may be quoted."""
    said = sorted((*scene.outbox(), *scene.outbox("update")), key=lambda one: one.id)
    card = [one for one in said if ids.MAY_QUOTE in str(one.payload)][-1]
    button = (card.payload or {})["blocks"][-1]["elements"][0]
    return str(button["value"]).removeprefix(f"{row.id}:inside:")


def test_leave_to_quote_is_for_the_words_that_were_asked_about(scene: Scene) -> None:
    talk, ref = walked_through(scene)
    seen = asked_about(scene, talk)
    scene.edits(talk, ref, "Never, and do not tell anybody.", by=PRIYA)

    def presses(quotable: Quotable, words: str) -> Message | None:
        return permissions.permit(scene.session, scene.actor(PRIYA), talk.id, quotable, words, scene.tick())

    told = presses(Quotable.INSIDE, seen)
    assert told is not None
    assert "Please choose again" in told.text
    assert {one.quotable for one in scene.conversation(talk).said(View.CUSTOMERS)} == {None}
    assert presses(Quotable.INSIDE, asked_about(scene, talk)) is None
    assert set(allowed(scene, talk).values()) == {INSIDE}
    assert presses(Quotable.NO, seen) is None, "a refusal counts whatever was seen"


def test_the_card_says_what_is_allowed_by_now(scene: Scene) -> None:
    talk, _ = walked_through(scene)
    first, *others = allowed(scene, talk)
    permit_each(scene, talk, {first: NO_NAME} | dict.fromkeys(others, NO))
    assert text(scene.outbox("update")[-1]) == "*Northwind:* noted, answer by answer. It can change at any time."
    scene.permits(talk, Quotable.NO)
    assert text(scene.outbox("update")[-1]) == "*Northwind:* noted, nothing of it is quoted."


def test_a_capture_that_stood_open_overrules_no_refusal_and_stores_nothing_twice(scene: Scene) -> None:
    talk = scene.open()
    said = {WINNER: "They were calm.", CHANGE: "Come sooner."}
    captures.capture(scene.session, scene.actor(), talk.id, Capture({WINNER: said[WINNER]}, Quotable.INSIDE), scene.now)
    held = shown(scene.conversation(talk))
    scene.permits(talk, Quotable.NO)
    for by, view in ((PRIYA, "V1"), (PRIYA, "V1"), (ANA, "V2")):
        form = Capture(said, Quotable.INSIDE, [WINNER, CHANGE], held, id=view)
        captures.capture(scene.session, scene.actor(by), talk.id, form, scene.tick())
    given = scene.conversation(talk).said(View.CUSTOMERS)
    assert {one.quotable for one in given} == {Quotable.NO}
    assert [one.text for one in given if one.question == WINNER] == [said[WINNER]]


def test_other_words_are_asked_about_again(scene: Scene) -> None:
    talk = scene.open()
    calls.walk_through(scene.session, scene.actor(PRIYA), talk.id, scene.tick())
    typed = []
    for words in ("Calm.", "Clear.", "Our needs.", "Be there sooner.", "Perhaps in May."):
        scene.deliver()
        typed.append(scene.types(talk, f"{words} That is what they told us.", by=PRIYA))
    scene.permits(talk, Quotable.INSIDE)
    scene.edits(talk, typed[0], "They never called us back.", by=PRIYA)
    first, *others = scene.conversation(talk).said(View.CUSTOMERS)
    assert (first.quotable, first.verbatim) == (None, False)
    assert {one.quotable for one in others} == {Quotable.INSIDE}
    assert "May we quote them" in text(scene.outbox("update")[-1])


def test_strangers_permit_nothing(scene: Scene, walked: RetrospectiveRow) -> None:
    with pytest.raises(NotAllowed):
        scene.permits(walked, Quotable.INSIDE, by=KIM)
    with pytest.raises(NotAllowed):
        permit_each(scene, walked, {}, by=KIM)


def test_nothing_was_said_so_nothing_is_asked(scene: Scene) -> None:
    with pytest.raises(AlreadySettled):
        permissions.to_permit(scene.session, scene.actor(), scene.open().id)
