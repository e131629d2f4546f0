"""The wrap-up form from its button to the rows, the question below it, and the consent asked for then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select as select_rows

from bot import clock
from bot.domain.conversation import Status
from bot.domain.reasons import Cause, Reason
from bot.messages import ids
from bot.storage import wrap_ups
from bot.storage.models import ConsentRow, LessonRow, PersonRow
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import Edge, choices, day, person, select


def test_the_wrap_up_form_is_offered_filled_in(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.WRAP_UP, talk, by=PRIYA)
    form = edge.modal(PRIYA)
    assert (form["callback_id"], form["private_metadata"]) == (ids.WRAP_UP_MODAL, str(talk))
    fields = {block["block_id"]: block["element"] for block in form["blocks"]}
    assert fields["action_owner"]["initial_user"] == ANA
    assert fields["due_on"]["initial_date"] > clock.now().date().isoformat()


def test_the_wrap_up_is_kept(any_edge: Edge) -> None:
    talk = any_edge.open()
    with any_edge.scene() as scene:
        scene.met(KIM)
    due_on = (clock.now() + timedelta(days=14)).date()
    answer = any_edge.wraps_up(
        talk,
        ending=select("stayed"),
        first=select("trust"),
        third=select("price"),
        action="Write it down.",
        action_owner=person(KIM),
        due_on=day(due_on.isoformat()),
        departments=choices("product"),
    )
    assert answer["view"]["callback_id"] == ids.BELOW_MODAL
    with any_edge.scene() as scene:
        (row,) = scene.rounds()
        form = wrap_ups.find(scene.session, row)
        assert form is not None
        assert (form.ending, form.reasons, form.action, form.due_on, form.departments) == (
            "stayed",
            ("trust", "price"),
            "Write it down.",
            due_on,
            ("product",),
        )
        owner = scene.session.get_one(PersonRow, form.action_owner)
        assert owner.slack_user == KIM


def test_the_layer_below_is_asked_after_a_table_stake(edge: Edge) -> None:
    talk = edge.open()
    asked = edge.wraps_up(talk, first=select("price"), second=select("trust"), third=select("other"))
    blocks = asked["view"]["blocks"]
    assert [block["block_id"] for block in blocks] == ["below_price", "below_other"]
    for wrong in ({"below_price": select("price")}, {"below_other": "x" * 151}):
        refused = edge.submits(ids.BELOW_MODAL, talk, **wrong)
        assert refused["response_action"] == "errors"
    for _ in range(2):
        assert edge.submits(ids.BELOW_MODAL, talk, below_price=select("proof"), below_other="A feud.") == {}
    with edge.scene() as scene:
        form = wrap_ups.find(scene.session, scene.rounds()[0])
        assert form is not None
        assert form.causes == (
            Cause(Reason.PRICE, Reason.PROOF),
            Cause(Reason.TRUST),
            Cause(Reason.OTHER, words="A feud."),
        )


def test_nothing_more_is_asked_where_the_reason_says_enough(edge: Edge) -> None:
    assert edge.wraps_up(edge.open(), second=select("trust")) == {}


def test_fields_left_empty_are_left_empty(edge: Edge) -> None:
    talk = edge.open()
    empty: dict[str, Any] = {
        "ending": {"type": "static_select", "selected_option": None},
        "due_on": {"type": "datepicker", "selected_date": None},
    }
    assert edge.wraps_up(talk, **empty, action=None, action_owner={"type": "users_select", "selected_user": None}) == {}
    assert edge.stands() == (Status.DONE, None)


YESTERDAY, LONG_AGO = timedelta(hours=-11), timedelta(days=-2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lesson": "  "}, "lesson"),
        ({"lesson": None}, "lesson"),
        ({"lesson": "x" * 601}, "lesson"),
        ({"action": "x" * 301}, "action"),
        ({"first": select("price"), "third": select("price")}, "third"),
        ({"second": select("role:admin")}, "second"),
        ({"turning_point": "x" * 151}, "turning_point"),
        ({"hands": select("role:admin")}, "hands"),
        ({"ending": select("role:admin")}, "ending"),
        ({"departments": choices("product", "legal")}, "departments"),
        ({"due_on": day("1999-01-01")}, "due_on"),
        ({"due_on": day("2026-02-30")}, "due_on"),
        ({"due_on": day("soon")}, "due_on"),
        ({"due_on": day((clock.now() + LONG_AGO).date().isoformat())}, "due_on"),
    ],
)
def test_what_the_wrap_up_cannot_take_stands_at_its_field(edge: Edge, values: dict[str, Any], field: str) -> None:
    talk = edge.open()
    answer = edge.wraps_up(talk, **values)
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


def test_a_day_that_is_not_over_everywhere_is_not_past(edge: Edge) -> None:
    talk = edge.open()
    assert edge.wraps_up(talk, due_on=day((clock.now() + YESTERDAY).date().isoformat())) == {}


def test_two_wrap_ups_at_once_are_one(any_edge: Edge) -> None:
    talk = any_edge.open()
    forms = [
        any_edge.submission(ids.WRAP_UP_MODAL, str(talk), {"lesson": f"Lesson of {by}"}, by=by) for by in (ANA, PRIYA)
    ]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(any_edge.sends, forms))
    assert sorted("wrapped this up" in (answer.body or "") for answer in answers) == [False, True]
    with any_edge.scene() as scene:
        assert len(scene.session.scalars(select_rows(LessonRow)).all()) == 1


def test_consent_is_kept_and_thanked_for_in_private(edge: Edge) -> None:
    talk = edge.open()
    edge.wraps_up(talk)
    for action_id, said in ((ids.CONSENT_NAME, "with your name"), (ids.CONSENT_NO, "it stays between you")):
        edge.clicks(action_id, talk)
        who, words = edge.whispers()[-1]
        assert (who, said in words) == (ANA, True)
    with edge.scene() as scene:
        assert scene.session.scalars(select_rows(ConsentRow.choice)).all() == ["no"]
