"""What a department says of an ask: shown on the post, never over somebody else's word, told once to each talk."""

from datetime import UTC, datetime

import pytest

from bot.access import Actor
from bot.domain.asks import Status
from bot.errors import AlreadySettled, NotAllowed, NotFound, SharedMeanwhile
from bot.storage import asks
from bot.use_cases import channels
from bot.use_cases.asks import answers, echoes, sending
from bot.use_cases.talk import sensitivity
from tests.departments import PRODUCT, SAME, Departments
from tests.factories import ANA, KIM, PRIYA, Scene


@pytest.fixture
def house(scene: Scene) -> Departments:
    return Departments(scene)


def told(house: Departments, now: datetime | None = None) -> list[str]:
    """What the threads hear once the clock has come round; what was heard before as well."""
    at = now or house.scene.tick()
    for ask_id in echoes.due(house.session, at):
        echoes.tell(house.session, ask_id, at)
    return house.said_in_threads()


@pytest.mark.parametrize(
    ("said", "shown", "heard"),
    [
        (Status.SEEN, "Seen, says <@U0KIM>.", None),
        (Status.TAKEN, "Taken on, says <@U0KIM>.", "They take it on."),
        (Status.PLANNED, "Planned already, says <@U0KIM>.", "planned it already"),
        (Status.NOT_NOW, "Not now, says <@U0KIM>: After the move.", "Not now, they say: “After the move.”"),
        (Status.SHIPPED, "Shipped, says <@U0KIM>.", "It is shipped"),
    ],
)
def test_an_answer_stands_on_the_post_and_a_decision_in_the_thread(
    house: Departments, said: Status, shown: str, heard: str | None
) -> None:
    talk = house.raises()
    house.answers(said, reason="After the move." if said is Status.NOT_NOW else "")
    assert house.channel()[0].endswith(shown)
    for _ in range(2):
        thread = told(house)
    assert [heard in one for one in thread] == [True] if heard else thread == []
    assert all(one.startswith("*Northwind:* Product read") for one in thread)
    assert (KIM, f"ask_{said}") in house.scene.audit()
    assert talk.status == "done"


def test_of_two_at_once_the_first_counts_and_whoever_has_read_it_may_decide_otherwise(house: Departments) -> None:
    house.raises()
    house.answers(Status.SEEN, by=ANA)
    house.answers(Status.TAKEN, shown=Status.NEW)  # pressed before the post said that it was seen
    with pytest.raises(AlreadySettled):
        house.answers(Status.NOT_NOW, shown=Status.SEEN, by=PRIYA)
    house.answers(Status.NOT_NOW, reason="After all.", by=PRIYA)
    assert house.channel()[0].endswith("Not now, says <@U0PRIYA>: After all.")


def test_the_same_answer_twice_is_said_once(house: Departments) -> None:
    house.raises()
    house.answers(Status.TAKEN)
    with pytest.raises(AlreadySettled):
        house.answers(Status.TAKEN)
    assert len(told(house)) == 1


def test_from_taken_to_shipped_each_decision_is_told_once(house: Departments) -> None:
    house.raises()
    for said in (Status.TAKEN, Status.SHIPPED):
        house.answers(said)
        told(house)
    assert ["take it on" in one for one in told(house)] == [True, False]


def test_each_talk_it_came_from_hears_of_it_also_what_was_decided_before_it_asked(house: Departments) -> None:
    house.raises()
    house.answers(Status.TAKEN)
    assert len(told(house)) == 1
    second = house.wraps_up("Fabrikam", SAME)
    house.sends(second, together=True)
    assert told(house)[1].startswith("*Fabrikam:* Product read “Show week one of onboarding before the demo.”")
    house.answers(Status.SHIPPED)
    assert sorted(one.partition(":")[0] for one in told(house)[2:]) == ["*Fabrikam", "*Northwind"]


def test_guests_strangers_and_neighbours_do_not_answer(house: Departments) -> None:
    house.raises()
    row, workspace = house.raised(), house.scene.workspace.id
    for actor, error in (
        (Actor(workspace, "U0GUEST", is_guest=True), NotAllowed),
        (Actor(workspace, "U0OUT", is_outside=True), NotAllowed),
        (Scene(house.session, "T0OTHER").actor(), NotFound),
    ):
        with pytest.raises(error):
            answers.answer(house.session, actor, row.id, Status.SEEN, Status.NEW, house.scene.tick())
        with pytest.raises(error):
            answers.to_refuse(house.session, actor, row.id, Status.NEW)
    assert house.raised().status == Status.NEW


def test_what_was_taken_back_needs_no_answer(house: Departments) -> None:
    talk = house.raises()
    sending.leave(house.session, house.scene.actor(), house.ask_id(talk), house.scene.tick())
    with pytest.raises(AlreadySettled):
        house.answers(Status.TAKEN)


def test_nothing_is_told_to_a_talk_that_became_sensitive_or_took_it_back(house: Departments) -> None:
    first = house.raises()
    second = house.wraps_up("Fabrikam", SAME)
    house.sends(second, together=True)
    third = house.wraps_up("Litware", SAME)
    house.sends(third, together=True)
    house.answers(Status.TAKEN)
    sensitivity.mark(house.session, house.scene.actor(), first.id, sensitive=True, now=house.scene.tick())
    sending.leave(house.session, house.scene.actor(), house.ask_id(second), house.scene.tick())
    assert [one.partition(":")[0] for one in told(house)] == ["*Litware"]


def test_at_night_it_waits_and_then_says_what_is_so_by_then(house: Departments) -> None:
    house.raises()
    house.sets("quiet_hours", "yes")
    saturday, monday = datetime(2026, 11, 21, 12, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)
    house.answers(Status.TAKEN)
    assert told(house, saturday) == []
    house.answers(Status.NOT_NOW, reason="No room.")
    assert told(house, saturday) == []
    assert asks.due_echoes(house.session, saturday, 9) == []
    assert ["No room." in one for one in told(house, monday)] == [True]


def test_a_decision_whose_hour_came_while_it_was_sensitive_is_told_afterwards(house: Departments) -> None:
    talk = house.raises()
    house.answers(Status.TAKEN)
    for sensitive, heard in ((True, 0), (False, 1), (True, 1), (False, 1)):
        sensitivity.mark(house.session, house.scene.actor(), talk.id, sensitive=sensitive, now=house.scene.tick())
        assert len(told(house)) == heard


def test_no_reason_is_added_where_another_company_reads_by_now(house: Departments) -> None:
    house.raises()
    channels.share(house.session, house.scene.workspace, PRODUCT, house.scene.now)
    with pytest.raises(SharedMeanwhile):
        house.answers(Status.NOT_NOW, reason="Contoso comes first.")
    house.answers(Status.TAKEN)
    assert "Contoso" not in house.channel()[0]
