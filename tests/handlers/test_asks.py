"""Asks of departments from the edge: the pair's card, the department's buttons and form, odd as they may be."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from bot.domain.asks import LONGEST, Status
from bot.messages import ids
from bot.storage.models import PersonRow
from tests.departments import LESSON, Departments
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, select
from tests.handlers.sentences import NOT_HERE, NOT_YOURS, SETTLED

REASON = "After the move."


def looks(edge: Edge) -> tuple[list[str], Status]:
    """What stands in product's channel, and how the department answered."""
    with edge.scene() as scene:
        house = Departments(scene)
        return house.channel(), Status(house.raised().status)


def wrapped_up(edge: Edge) -> str:
    """The value of the button that sends what the pair of a new talk reads."""
    with edge.scene() as scene:
        house = Departments(scene)
        ask_id, mark = house.offered(house.wraps_up())
        return f"{ask_id}:{mark}"


def sent(edge: Edge, offered: str) -> str:
    """The id of what stands in the channel once it was pressed."""
    edge.clicks(ids.SEND_ASK, offered)
    with edge.scene() as scene:
        return str(Departments(scene).raised().id)


@pytest.fixture
def offered(edge: Edge) -> str:
    return wrapped_up(edge)


@pytest.fixture
def raised(edge: Edge, offered: str) -> str:
    return sent(edge, offered)


def test_a_click_sends_it_and_a_second_one_is_told_kindly(edge: Edge, offered: str) -> None:
    edge.clicks(ids.SEND_ASK, offered, by=PRIYA)
    edge.clicks(ids.SEND_ASK, offered)
    assert (len(looks(edge)[0]), edge.whispers()) == (1, [(ANA, SETTLED)])


def test_words_that_were_changed_meanwhile_are_not_sent(edge: Edge, offered: str) -> None:
    ask_id = offered.partition(":")[0]
    edge.clicks(ids.CHANGE_ASK, ask_id, by=PRIYA)
    assert LESSON in str(edge.modal(PRIYA))
    assert edge.submits(ids.ASK_MODAL, offered, by=PRIYA, text="Calm demos.", quote=select("none")) == {}
    edge.clicks(ids.SEND_ASK, offered)
    assert "the words changed while you were reading" in edge.whispers()[0][1]
    answer = edge.submits(ids.ASK_MODAL, offered, text="Mine.")
    assert answer["errors"]["text"].startswith("This has been settled meanwhile")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "One sentence is enough."),
        ("x" * (LONGEST + 1), "That is more than fits here. Please make it shorter."),
        (
            "Northwind waited.",
            "Please leave this out: Northwind. No names of customers, deals and people, and no amount.",
        ),
    ],
)
def test_what_is_not_kept_says_why_at_its_field(edge: Edge, offered: str, typed: str, said: str) -> None:
    answer = edge.submits(ids.ASK_MODAL, offered, text=typed)
    assert answer == {"response_action": "errors", "errors": {"text": said}}


def test_strangers_and_odd_ids(edge: Edge, offered: str, raised: str) -> None:
    edge.clicks(ids.LEAVE_ASK, offered.partition(":")[0], by=KIM)
    for action_id in (ids.SEND_ASK, ids.CHANGE_ASK, ids.ANSWER_ASK, ids.NOT_NOW):
        edge.clicks(action_id, f"{uuid4()}:new:seen")
    edge.clicks(ids.ANSWER_ASK, f"{raised}:new:done")
    assert edge.whispers() == [(KIM, NOT_YOURS), *[(ANA, NOT_HERE)] * 5]
    assert looks(edge)[1] is Status.NEW


def test_the_department_answers_by_button_and_by_form(edge: Edge, raised: str) -> None:
    edge.clicks(f"{ids.ANSWER_ASK}.0", f"{raised}:new:seen", by=KIM)
    edge.clicks(ids.NOT_NOW, f"{raised}:seen", by=KIM)
    assert LESSON in str(edge.modal(KIM))
    answer = edge.submits(ids.NOT_NOW_MODAL, f"{raised}:seen", by=KIM, reason="")
    assert answer["errors"] == {"reason": "One line, please: those who asked will read it."}
    for _ in range(2):
        answer = edge.submits(ids.NOT_NOW_MODAL, f"{raised}:seen", by=KIM, reason=f" {REASON} <!here>")
    assert answer["errors"]["reason"].startswith("This has been settled meanwhile")
    (post,), status = looks(edge)
    assert (status, post.splitlines()[-1]) == (Status.NOT_NOW, f"Not now, says <@{KIM}>: {REASON} &lt;!here&gt;")
    edge.clicks(f"{ids.ANSWER_ASK}.0", f"{raised}:new:taken", by=PRIYA)
    assert edge.whispers()[-1] == (PRIYA, "Thank you, this has been settled already. Nothing was changed.")


def test_two_of_a_department_at_once_and_one_counts(any_edge: Edge) -> None:
    raised = sent(any_edge, wrapped_up(any_edge))
    with ThreadPoolExecutor(2) as people:
        for said, who in (("taken", KIM), ("planned", PRIYA)):
            people.submit(any_edge.clicks, ids.ANSWER_ASK, f"{raised}:new:{said}", by=who)
    assert looks(any_edge)[1] in {Status.TAKEN, Status.PLANNED}
    assert len(any_edge.whispers()) == 1


def test_both_of_a_pair_at_once_and_it_is_sent_once(any_edge: Edge) -> None:
    offered = wrapped_up(any_edge)
    with ThreadPoolExecutor(2) as pair:
        for who in (ANA, PRIYA):
            pair.submit(any_edge.clicks, ids.SEND_ASK, offered, by=who)
    assert len(looks(any_edge)[0]) == len(any_edge.whispers()) == 1


def test_the_list_is_for_whoever_leads_people(edge: Edge, raised: str) -> None:
    with edge.scene() as scene:
        scene.session.get_one(PersonRow, scene.person(ANA)).manager_id = scene.person(PRIYA)
    assert f"• {LESSON} (1 deal, not answered yet)" in edge.commands("asks", by=PRIYA)["text"]
    assert edge.commands("asks")["text"].startswith("That list is for whoever leads people.")
    assert edge.refusals() == [(ANA, "list_asks")]
