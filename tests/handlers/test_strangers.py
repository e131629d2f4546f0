"""Who may act on a talk, and what becomes of clicks on what is not theirs or not there."""

from uuid import UUID, uuid4

import pytest

from bot.domain.conversation import Status
from bot.messages import ids
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge
from tests.handlers.sentences import NOT_HERE, NOT_YOURS


def test_a_stranger_is_refused_and_it_is_on_record(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk, by=KIM)
    assert edge.whispers() == [(KIM, NOT_YOURS)]
    assert edge.refusals() == [(KIM, "decline")]
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize(
    "action_id",
    [ids.DONT_KNOW, ids.BACK, ids.ANSWER, ids.NOT_THIS_ONE, ids.WRAP_UP, ids.CAPTURE, ids.CONSENT_NAME],
)
@pytest.mark.parametrize("value", ["", "x", "1", str(UUID(int=0)), "retro:1:workspace:T0OTHER", "' OR 1=1 --", "💥"])
def test_forged_values_change_nothing(edge: Edge, action_id: str, value: str) -> None:
    edge.open()
    edge.clicks(action_id, value)
    assert edge.whispers() == [(ANA, NOT_HERE)]
    assert edge.refusals() == [(ANA, action_id)]


def test_a_talk_of_another_workspace_is_not_found(edge: Edge) -> None:
    edge.open()
    with edge.scene("T0OTHER") as elsewhere:
        theirs = elsewhere.open()
    edge.clicks(ids.NOT_THIS_ONE, theirs.id)
    answer = edge.submits(ids.ANSWER_MODAL, f"{theirs.id}:ours.value", answer="Mine now.")
    assert answer["response_action"] == "update"
    assert edge.whispers() == [(ANA, NOT_HERE)]
    assert edge.refusals() == [(ANA, ids.NOT_THIS_ONE), (ANA, ids.ANSWER_MODAL)]
    with edge.scene("T0OTHER") as elsewhere:
        assert elsewhere.rounds()[0].status == Status.OUR_VIEW
        assert elsewhere.audit(allowed=False) == []


@pytest.mark.parametrize("action_id", ["retro_launch", "", "question.", "consent.maybe"])
def test_a_button_that_we_do_not_have_says_so(edge: Edge, action_id: str) -> None:
    edge.clicks(action_id, "deal:9001")
    assert edge.whispers() == [(ANA, NOT_HERE)]


def test_a_form_that_we_do_not_have_says_so(edge: Edge) -> None:
    answer = edge.submits("retro_edit", "{}", q1="ok")
    assert answer["view"]["blocks"][0]["text"]["text"] == NOT_HERE


def test_somebody_of_another_organisation_may_nothing(edge: Edge) -> None:
    talk = edge.open()
    click = edge.click(ids.NOT_THIS_ONE, talk)
    click["user"]["team_id"] = "T0BUYER"
    edge.sends(click)
    assert edge.refusals() == [(ANA, "decline")]
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


def test_a_workspace_without_the_bot_gets_no_work_done(edge: Edge) -> None:
    talk = edge.open()
    click = edge.click(ids.NOT_THIS_ONE, talk)
    edge.sends(click | {"team": {"id": "T0NOBODY"}})
    opening = edge.click(ids.ANSWER, f"{talk}:ours.value") | {"team": {"id": "T0NOBODY"}}
    assert edge.sends(opening).body == NOT_HERE
    assert edge.whispers() == []
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


def test_nobody_consents_for_the_rep(edge: Edge) -> None:
    talk = edge.open()
    edge.wraps_up(talk)
    edge.clicks(ids.CONSENT_NAME, talk, by=PRIYA)
    assert edge.whispers() == [(PRIYA, NOT_YOURS)]
    assert edge.refusals() == [(PRIYA, "consent")]


def test_an_id_nobody_has(edge: Edge) -> None:
    edge.open()
    edge.clicks(ids.WRAP_UP, uuid4())
    assert edge.whispers() == [(ANA, NOT_HERE)]
