"""The closing form changed later: opened again, sent, overtaken; words that somebody typed are never lost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select as select_rows

from bot import clock
from bot.domain.colleagues import Kind
from bot.domain.deals import Outcome
from bot.domain.reasons import Cause, Reason
from bot.messages import ids
from bot.storage import wrap_ups
from bot.storage.models import ActionRow, LessonRow, SkillRow, TrialRow
from tests import lost_deals
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, day, person, select


def wrapped_up(edge: Edge) -> object:
    talk = edge.open()
    edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Ask who signs.")
    return talk


def to_change(edge: Edge, talk: object, by: str = ANA) -> dict[str, Any]:
    """The form that opens behind `Change what we kept`."""
    edge.clicks(ids.CHANGE_WRAP_UP, talk, by=by)
    return edge.modal(by)


def lessons(edge: Edge) -> list[str]:
    with edge.scene() as scene:
        return list(scene.session.scalars(select_rows(LessonRow.text)))


def fields(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def test_a_wrap_up_is_changed_in_the_same_form(any_edge: Edge) -> None:
    talk = wrapped_up(any_edge)
    form = to_change(any_edge, talk, by=PRIYA)
    assert fields(form)["lesson"]["initial_value"] == "Ask who signs."
    for _ in range(2):  # sent twice
        metadata = to_change(any_edge, talk, by=PRIYA)["private_metadata"]
        assert any_edge.submits(ids.CHANGE_MODAL, metadata, by=PRIYA, lesson="Ask twice.") == {}
    assert lessons(any_edge) == ["Ask twice."]


def test_a_form_left_open_for_a_day_comes_back_with_the_words_that_were_typed(edge: Edge) -> None:
    talk = wrapped_up(edge)
    stale = to_change(edge, talk)["private_metadata"]
    fresh = to_change(edge, talk, by=PRIYA)["private_metadata"]
    assert edge.submits(ids.CHANGE_MODAL, fresh, by=PRIYA, lesson="Hers.") == {}
    again = edge.submits(ids.CHANGE_MODAL, stale, lesson="His.", first=select("trust"))["view"]
    assert "Nothing of yours is lost" in again["blocks"][0]["text"]["text"]
    assert (fields(again)["lesson"]["initial_value"], lessons(edge)) == ("His.", ["Hers."])
    assert edge.submits(ids.CHANGE_MODAL, again["private_metadata"], lesson="His.") == {}
    assert lessons(edge) == ["His."]


def test_what_lay_below_a_reason_is_chosen_by_a_button(edge: Edge) -> None:
    talk = edge.open()
    edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Ask who signs.", first=select("price"))
    for value in (f"{talk}:price:price", f"{talk}:trust:proof", f"{talk}:<!channel>:", f"{talk}:price:trust"):
        edge.clicks(f"{ids.BELOW}.1", value)
    with edge.scene() as scene:
        whole = wrap_ups.find(scene.session, scene.rounds()[0])
    assert whole is not None
    assert whole.causes == (Cause(Reason.PRICE, Reason.TRUST),)


def test_who_wraps_up_second_keeps_the_words_and_hears_what_to_do(edge: Edge) -> None:
    talk = wrapped_up(edge)
    answer = edge.submits(ids.WRAP_UP_MODAL, talk, by=PRIYA, lesson="Mine.")
    assert "Change what we kept" in answer["errors"]["lesson"]
    assert lessons(edge) == ["Ask who signs."]


def test_an_empty_lesson_stands_at_its_field(edge: Edge) -> None:
    talk = wrapped_up(edge)
    answer = edge.submits(ids.CHANGE_MODAL, f"{talk}:x", lesson=" ", due_on={"type": "datepicker"})
    assert list(answer["errors"]) == ["lesson"]


@pytest.mark.parametrize(("who", "said"), [(KIM, "That is a guest"), ("USLACKBOT", "an app"), ("U0NEW", "asked Slack")])
def test_the_action_is_for_a_colleague_which_is_said_at_its_field(edge: Edge, who: str, said: str) -> None:
    talk = edge.open()
    with edge.scene() as scene:
        scene.met(KIM, Kind.GUEST)
    answer = edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Ask.", action="Write it down.", action_owner=person(who))
    assert list(answer["errors"]) == ["action_owner"]
    assert said in answer["errors"]["action_owner"]
    assert lessons(edge) == []


def test_strangers_and_odd_marks_change_nothing(edge: Edge) -> None:
    talk = wrapped_up(edge)
    edge.clicks(ids.CHANGE_WRAP_UP, talk, by=KIM)
    assert edge.whispers()[-1][0] == KIM
    for metadata in (str(talk), f"{talk}:", f"{talk}:x:y"):
        edge.submits(ids.CHANGE_MODAL, metadata, lesson="Forged.")
        edge.submits(ids.CHANGE_MODAL, metadata, lesson="Forged.", by=KIM)
    assert lessons(edge) == ["Ask who signs."]


def test_an_older_question_about_the_week_says_that_its_text_has_changed(edge: Edge) -> None:
    talk = wrapped_up(edge)
    edge.clicks(ids.CONSENT_NAME, f"{talk}:0000")
    assert "the lesson was changed meanwhile" in edge.whispers()[-1][1]


def test_a_typed_lesson_is_saved_by_a_button(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.says("Lesson: ask who signs.")
    for _ in range(2):  # a double click
        any_edge.clicks(ids.SAVE_TYPED, talk, by=PRIYA)
    assert lessons(any_edge) == ["ask who signs."]
    assert [who for who, _ in any_edge.whispers()] == [PRIYA]


def test_a_lesson_is_tried_and_a_skill_answered_by_menus_and_buttons(edge: Edge) -> None:
    with edge.scene() as scene:
        fabrikam = lost_deals.deal(scene.session, scene.workspace, "Fabrikam", outcome=Outcome.OPEN).id
    talk = edge.open()
    edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Ask.", skill="Listen.")
    for deal in (fabrikam, "nonsense"):
        edge.clicks(ids.TRY_LESSON, type="static_select", selected_option={"value": f"{talk}:{deal}"})
    with edge.scene() as scene:
        assert scene.session.scalars(select_rows(TrialRow.deal_name)).all() == ["Fabrikam"]
        skill = scene.session.scalars(select_rows(SkillRow.id)).one()
    edge.clicks(ids.SKILL_STILL, skill)
    edge.clicks(ids.SKILL_HABIT, skill, by=KIM)
    with edge.scene() as scene:
        assert scene.session.scalars(select_rows(SkillRow.practice)).all() == ["still"]


def test_what_is_open_from_the_last_time_comes_first_and_is_answered_in_the_same_form(any_edge: Edge) -> None:
    talk = any_edge.open()
    due_on = (clock.now() + timedelta(days=14)).date().isoformat()
    task: dict[str, Any] = {"action": "Write it down.", "action_owner": person(ANA), "due_on": day(due_on)}
    any_edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Ask.", **task)
    with any_edge.scene() as scene:
        second = scene.open("Fabrikam").id
        action = scene.session.scalars(select_rows(ActionRow.id)).one()
    any_edge.clicks(ids.WRAP_UP, second)
    form = any_edge.modal()
    assert form["blocks"][0]["text"]["text"].startswith("*Last time, on Northwind:* Write it down.")
    assert form["private_metadata"] == f"{second}:{action}"
    refused = any_edge.submits(ids.WRAP_UP_MODAL, form["private_metadata"], lesson="Ask.", earlier_task=select("x"))
    assert list(refused["errors"]) == ["earlier_task"]
    done: dict[str, Any] = {"lesson": "Ask again.", "earlier_task": select("done")}
    assert any_edge.submits(ids.WRAP_UP_MODAL, form["private_metadata"], **done) == {}
    any_edge.clicks(ids.TASK_DROPPED, action)
    with any_edge.scene() as scene:
        assert scene.session.scalars(select_rows(ActionRow.outcome)).all() == ["done"]
    assert "settled already" in any_edge.whispers()[-1][1]


def test_the_buttons_under_a_reminder(edge: Edge) -> None:
    talk = edge.open()
    edge.submits(ids.WRAP_UP_MODAL, talk, lesson="Ask.", action="Write it down.", action_owner=person(ANA))
    with edge.scene() as scene:
        action = scene.session.scalars(select_rows(ActionRow.id)).one()
    edge.clicks(ids.TASK_OPEN, action)
    edge.clicks(ids.TASK_DONE, action, by=KIM)
    edge.clicks(ids.TASK_DROPPED, action)
    with edge.scene() as scene:
        assert scene.session.scalars(select_rows(ActionRow.outcome)).all() == ["dropped"]
