"""A workshop from the edge: planned in a form, written in, voted on; late, odd and double as it may be."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlalchemy import select as select_rows

from bot import clock
from bot.domain.workshops import LONGEST, Stage
from bot.handlers.payloads import Payload
from bot.messages import ids
from bot.storage import practices as rows
from bot.storage.models import DealRow, PracticeVoteRow, WorkshopRow
from bot.use_cases.workshop import stages
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, message, select
from tests.handlers.sentences import NOT_HERE, NOT_YOURS
from tests.workshop_hour import FIRST, OTHER, TEAM, WorkshopHour

ID = UUID(int=9)
CLOSED = "*Workshop:* that part of it is over, so nothing was changed. Thank you all the same."


def people(*who: str) -> Payload:
    return {"type": "multi_users_select", "selected_users": list(who)}


def planned(edge: Edge) -> str:
    """A team, and a lesson that it may work on; the lesson's id."""
    with edge.scene() as scene:
        return str(WorkshopHour(scene).lesson)


def begun(edge: Edge) -> tuple[str, str]:
    """A workshop whose groups write; its id, and that of Ana's group."""
    with edge.scene() as scene:
        scene.now = clock.now()
        hour = WorkshopHour(scene).begins()
        mine = next(one for one in hour.groups() if ANA in str(hour.in_channel()[2 * one.number - 1]))
        return str(hour.row().id), str(mine.id)


def plan(edge: Edge, lesson: str, who: tuple[str, ...] = TEAM, when: str = "now") -> Payload:
    return edge.submits(ids.WORKSHOP_MODAL, by=KIM, lesson=select(lesson), people=people(*who), when=select(when))


def held(edge: Edge) -> list[str]:
    with edge.scene() as scene:
        return list(scene.session.scalars(select_rows(WorkshopRow.stage)))


def test_it_is_planned_mixed_again_and_started_once(edge: Edge) -> None:
    lesson = planned(edge)
    assert edge.commands("workshop", by=KIM) == {}
    assert "Ask <!channel> who signs." in str(edge.modal(KIM))
    edge.clicks(ids.PLAN_WORKSHOP, lesson, by=KIM)
    assert edge.modal(KIM)["callback_id"] == ids.WORKSHOP_MODAL
    shown = plan(edge, lesson)["view"]
    assert shown["blocks"][0]["text"]["text"].count("*Group ") == 2
    mixed = edge.click(ids.MIX_AGAIN, by=KIM) | {"view": {**shown, "id": "V1"}}
    edge.sends(mixed)
    for _ in "12":
        assert edge.submits(ids.GROUPS_MODAL, shown["private_metadata"], by=KIM) == {}
    assert held(edge) == [Stage.WRITING]
    assert "one is planned or under way here already" in edge.commands("workshop", by=KIM)["text"]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"who": (ANA,)}, "people", "It takes two people"),
        ({"who": (ANA, "U0NEVERSEEN")}, "people", "I have just asked Slack who that is"),
        ({"when": "2020-01-01T09:00:00+00:00"}, "when", "That hour has passed meanwhile."),
    ],
)
def test_what_stands_against_a_plan_is_said_at_its_field(
    edge: Edge, values: dict[str, Any], field: str, said: str
) -> None:
    answer = plan(edge, planned(edge), **values)
    assert answer["errors"][field].startswith(said)


@pytest.mark.parametrize("odd", ["", "x", "[]", "{}", '["a", "b", 1, null]', f'["{ID}", "{ID}", [7], "x"]'])
def test_a_plan_that_no_form_holds(edge: Edge, odd: str) -> None:
    planned(edge)
    answer = edge.submits(ids.GROUPS_MODAL, odd, by=KIM)
    assert answer["view"]["blocks"][0]["text"]["text"] == NOT_HERE
    assert held(edge) == []


def test_who_leads_nobody_is_refused(edge: Edge) -> None:
    lesson = planned(edge)
    assert edge.commands("workshop", by=ANA)["text"] == NOT_YOURS
    answer = edge.submits(ids.WORKSHOP_MODAL, by=ANA, lesson=select(lesson), people=people(*TEAM), when=select("now"))
    assert answer["view"]["blocks"][0]["text"]["text"] == NOT_YOURS
    assert edge.refusals() == [(ANA, "hold_workshop")] * 2


def test_a_group_writes_in_its_form_and_in_its_thread(edge: Edge) -> None:
    _, group = begun(edge)
    edge.clicks(ids.WRITE_PRACTICES, group)
    assert "Northwind" in str(edge.modal())
    assert edge.submits(ids.PRACTICES_MODAL, group, **{"practice.1": f" {FIRST} ", "practice.2": ""}) == {}
    too_long = edge.submits(ids.PRACTICES_MODAL, group, **{"practice.1": "x" * (LONGEST + 1)})
    assert too_long["errors"] == {"practice.1": "That is more than fits here. Please make it shorter."}
    with edge.scene() as scene:
        hour = WorkshopHour(scene)
        place = [str(one.id) for one in hour.groups()].index(group)
        root, ts = hour.root(place), scene.next_ts()
    ref = type(root)(root.channel, ts)
    edge.hears(message(ref, root.ts, f"practice: {OTHER}"))
    edge.hears(message(ref, root.ts, "just talk") | {"ts": f"{ts}1"})
    with edge.scene() as scene:
        assert WorkshopHour(scene).written(place) == [FIRST, OTHER]


def test_late_and_strange_clicks_change_nothing(edge: Edge) -> None:
    workshop, group = begun(edge)
    edge.clicks(ids.CLOSE_WORKSHOP, workshop, by=PRIYA)
    for _ in "12":
        edge.clicks(ids.STOP_WORKSHOP, workshop, by=KIM)
    edge.clicks(ids.WRITE_PRACTICES, group)
    edge.clicks(ids.GROUP_DONE, group)
    edge.clicks(ids.VOTE, workshop)
    answer = edge.submits(ids.PRACTICES_MODAL, group, **{"practice.1": FIRST})
    assert answer["errors"]["practice.1"].startswith("The time is up, so this was not kept.")
    assert edge.whispers() == [(PRIYA, NOT_YOURS), (ANA, CLOSED), (ANA, CLOSED), (ANA, NOT_HERE)]
    assert held(edge) == [Stage.STOPPED]


def test_votes_of_two_devices_at_once_are_one(any_edge: Edge) -> None:
    workshop, group = begun(any_edge)
    any_edge.submits(ids.PRACTICES_MODAL, group, **{"practice.1": FIRST})
    any_edge.clicks(ids.CLOSE_WORKSHOP, workshop, by=KIM)
    with any_edge.scene() as scene:
        practice = str(WorkshopHour(scene).practice(FIRST))
    with ThreadPoolExecutor(2) as devices:
        for one in [devices.submit(any_edge.clicks, ids.VOTE, practice) for _ in "12"]:
            one.result()
    with any_edge.scene() as scene:
        assert scene.session.scalar(select_rows(func.count()).select_from(PracticeVoteRow)) == 1


def test_the_third_and_the_fourth_vote_at_once_are_three(any_edge: Edge) -> None:
    workshop, _ = begun(any_edge)
    with any_edge.scene() as scene:
        hour = WorkshopHour(scene)
        for place, words in enumerate((("Ask early.", "Bring papers."), ("Name a date.", "Call twice."))):
            hour.writes(*words, group=place)
    any_edge.clicks(ids.CLOSE_WORKSHOP, workshop, by=KIM)
    with any_edge.scene() as scene:
        first, second, *rest = [str(one.id) for one in rows.of_workshop(scene.session, WorkshopHour(scene).row())]
    for practice in (first, second):
        any_edge.clicks(ids.VOTE, practice)
    with ThreadPoolExecutor(2) as devices:
        for one in [devices.submit(any_edge.clicks, ids.VOTE, practice) for practice in rest]:
            one.result()
    with any_edge.scene() as scene:
        assert scene.session.scalar(select_rows(func.count()).select_from(PracticeVoteRow)) == 3


def test_what_a_name_holds_back_pings_nobody(edge: Edge) -> None:
    _, group = begun(edge)
    with edge.scene() as scene:
        scene.session.scalars(select_rows(DealRow)).one().name = "<!channel> & Sons"
        hour = WorkshopHour(scene)
        place = [str(one.id) for one in hour.groups()].index(group)
        root, ts = hour.root(place), scene.next_ts()
    edge.hears(message(type(root)(root.channel, ts), root.ts, "practice: Ask &lt;!channel&gt; &amp; Sons."))
    answer = edge.submits(ids.PRACTICES_MODAL, group, **{"practice.1": FIRST, "practice.2": "<!channel> & Sons"})
    assert list(answer["errors"]) == ["practice.2"]
    assert "<!channel>" not in str(edge.whispers())
    with edge.scene() as scene:
        assert WorkshopHour(scene).written(place) == []


def test_two_leaders_who_start_at_once_hold_one(any_edge: Edge) -> None:
    lesson = planned(any_edge)
    plans = [plan(any_edge, lesson)["view"]["private_metadata"] for _ in "12"]
    with ThreadPoolExecutor(2) as both:
        answers = [
            one.result() for one in [both.submit(any_edge.submits, ids.GROUPS_MODAL, it, by=KIM) for it in plans]
        ]
    assert sorted(map(bool, answers)) == [False, True]
    assert held(any_edge) == [Stage.WRITING]


def test_two_workers_close_it_once(any_edge: Edge) -> None:
    begun(any_edge)
    with any_edge.scene() as scene:
        row = scene.session.scalars(select_rows(WorkshopRow)).one()
        assert row.due_at is not None
        workshop, due_at = row.id, row.due_at

    def go_on(_: str) -> bool:
        with any_edge.db.begin() as session:
            return stages.go_on(session, workshop, due_at)

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(go_on, "12")) == [False, True]
    assert held(any_edge) == [Stage.LAST_CALL]
