"""The menu of the root card, and the forms that ask for colleagues."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from bot.domain.colleagues import Kind
from bot.messages import ids
from bot.storage import people
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, Payload, person
from tests.handlers.sentences import NOT_HERE, NOT_YOURS, SETTLED

BEN = "U0BEN"


def meet(edge: Edge, *who: str, kind: Kind = Kind.MEMBER) -> None:
    with edge.scene() as scene:
        for one in who:
            scene.met(one, kind)


def more(edge: Edge, talk: UUID, what: str, by: str = ANA) -> Payload:
    """A choice of the menu is made; the form that opens."""
    chosen = {"text": {"type": "plain_text", "text": "x"}, "value": f"{talk}:{what}"}
    edge.clicks(ids.MORE, by=by, type="overflow", selected_option=chosen)
    return edge.modal(by)


def several(*who: str) -> Payload:
    return {"type": "multi_users_select", "selected_users": list(who)}


def room(edge: Edge) -> set[str]:
    with edge.scene() as scene:
        (row,) = scene.rounds()
        return set(scene.channel(row.room_id).removeprefix("G-").split(","))


def test_somebody_who_was_there_is_added(any_edge: Edge) -> None:
    form = more(any_edge, any_edge.open(), "add")
    meet(any_edge, KIM, BEN)
    assert any_edge.submits(form["callback_id"], form["private_metadata"], colleagues=several(KIM, BEN)) == {}
    assert room(any_edge) == {ANA, BEN, KIM, PRIYA}


def test_it_is_handed_over(any_edge: Edge) -> None:
    form = more(any_edge, any_edge.open(), "hand_over", by=PRIYA)
    meet(any_edge, KIM)
    assert any_edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, colleagues=person(KIM)) == {}
    assert room(any_edge) == {KIM, PRIYA}


def test_somebody_neutral_leads(edge: Edge) -> None:
    form = more(edge, edge.open(), "neutral", by=PRIYA)
    meet(edge, KIM)
    assert edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA, colleagues=person(KIM)) == {}
    assert room(edge) == {ANA, KIM, PRIYA}


def test_a_peer_is_asked_by_somebody_who_talks_alone(edge: Edge) -> None:
    edge.clicks(ids.ADD_SOMEONE, edge.open(manager=None))
    assert edge.modal()["callback_id"] == ids.ADD_MODAL


def test_slack_is_asked_who_that_is_while_the_form_stands_open(edge: Edge) -> None:
    talk = edge.open()
    form = more(edge, talk, "hand_over")
    answer = edge.submits(form["callback_id"], form["private_metadata"], colleagues=person("U0NEW"))
    assert answer["errors"]["colleagues"].startswith("I have just asked Slack who that is.")
    edge.clicks(ids.COLLEAGUE, type="multi_users_select", selected_users=["U0OTHER", "x", 7])
    with edge.scene() as scene:
        for known in ("U0NEW", "U0OTHER"):
            row = people.by_slack_user(scene.session, scene.workspace.id, known)
            assert row is not None
            assert row.checked_at is None
        assert people.by_slack_user(scene.session, scene.workspace.id, "x") is None


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ({"type": "users_select", "selected_user": None}, "Please choose somebody."),
        (person("role:admin"), "Please choose somebody."),
        (person(PRIYA), "Somebody you chose is part of it already."),
        (person("U0SILVER"), "That is an app"),
        (person("U0GUEST"), "That is a guest here"),
    ],
)
def test_what_stands_against_somebody_stands_at_the_field(edge: Edge, who: Payload, says: str) -> None:
    form = more(edge, edge.open(), "hand_over")
    meet(edge, "U0GUEST", kind=Kind.GUEST)
    answer = edge.submits(form["callback_id"], form["private_metadata"], colleagues=who)
    assert answer["errors"]["colleagues"].startswith(says)
    assert room(edge) == {ANA, PRIYA}


@pytest.mark.parametrize("what", ["", "everything", "add:add"])
def test_what_the_menu_does_not_offer(edge: Edge, what: str) -> None:
    talk = edge.open()
    edge.clicks(ids.MORE, type="overflow", selected_option={"value": f"{talk}:{what}"})
    assert edge.whispers() == [(ANA, NOT_HERE)]


@pytest.mark.parametrize("what", ["add", "hand_over", "neutral"])
def test_strangers_get_no_form_and_late_ones_are_told_so(edge: Edge, what: str) -> None:
    talk = edge.open()
    edge.clicks(ids.MORE, by=KIM, type="overflow", selected_option={"value": f"{talk}:{what}"})
    edge.clicks(ids.NOT_THIS_ONE, talk)
    edge.clicks(ids.MORE, by=PRIYA, type="overflow", selected_option={"value": f"{talk}:{what}"})
    assert edge.whispers() == [(KIM, NOT_YOURS), (PRIYA, SETTLED)]


@pytest.mark.parametrize("modal", [ids.ADD_MODAL, ids.HAND_OVER_MODAL, ids.NEUTRAL_MODAL])
def test_forged_forms_change_nothing(edge: Edge, modal: str) -> None:
    talk = edge.open()
    for metadata in ("", "x", str(UUID(int=0)), f"{UUID(int=0)}:{ANA}"):
        answer = edge.submits(modal, metadata, colleagues=person(KIM))
        assert answer["view"]["blocks"][0]["text"]["text"] == NOT_HERE
    answer = edge.submits(modal, f"{talk}:{ANA}" if modal != ids.ADD_MODAL else talk, by=KIM, colleagues=person(KIM))
    assert answer["view"]["blocks"][0]["text"]["text"] == NOT_YOURS
    assert room(edge) == {ANA, PRIYA}


def test_two_who_hand_over_at_once(any_edge: Edge) -> None:
    talk = any_edge.open()
    meet(any_edge, KIM, BEN)
    forms = [
        any_edge.submission(ids.HAND_OVER_MODAL, f"{talk}:{ANA}", {"colleagues": person(to)}, by=PRIYA)
        for to in (KIM, BEN)
    ]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(any_edge.sends, forms))
    assert sorted("settled meanwhile" in (answer.body or "") for answer in answers) == [False, True]
    assert room(any_edge) in ({KIM, PRIYA}, {BEN, PRIYA})


def test_a_manager_whom_nobody_has_met_is_chosen_once_slack_has_said_who_that_is(edge: Edge) -> None:
    talk = edge.open(manager=None)
    click = edge.click(
        ids.CHOOSE_MANAGER, block_id=f"choose_manager:{talk}", type="users_select", selected_user="U0NEW"
    )
    edge.sends(click)
    assert room(edge) == {ANA}
    meet(edge, "U0NEW")
    edge.sends(click)
    assert room(edge) == {ANA, "U0NEW"}


def test_a_guest_hears_why_they_may_not(edge: Edge) -> None:
    talk = edge.open()
    meet(edge, ANA, kind=Kind.GUEST)
    edge.clicks(ids.NOT_THIS_ONE, talk)
    ((who, words),) = edge.whispers()
    assert (who, "Guests and people of other organisations" in words) == (ANA, True)
    assert edge.refusals() == [(ANA, "decline")]


def test_the_rep_goes_on_alone(edge: Edge) -> None:
    talk = edge.open(manager=None)
    edge.clicks(ids.GO_ALONE, talk)
    assert edge.whispers() == []
    edge.clicks(ids.GO_ALONE, talk, by=KIM)
    assert edge.whispers() == [(KIM, NOT_YOURS)]


def test_it_is_made_sensitive_and_back(any_edge: Edge) -> None:
    talk = any_edge.open()
    for what, is_sensitive in (("sensitive", True), ("not_sensitive", False)):
        form = more(any_edge, talk, what, by=PRIYA)
        assert any_edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA) == {}
        with any_edge.scene() as scene:
            assert scene.rounds()[0].is_sensitive is is_sensitive


def test_a_form_without_fields_that_comes_too_late_says_so(edge: Edge) -> None:
    form = more(edge, edge.open(), "sensitive")
    edge.submits(form["callback_id"], form["private_metadata"], by=PRIYA)
    answer = edge.submits(form["callback_id"], form["private_metadata"])
    assert answer["view"]["blocks"][0]["text"]["text"] == SETTLED
