"""Clicks and forms of a talk, from Slack's payload to the rows and back."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select as select_rows

from bot import clock
from bot.domain.conversation import Status
from bot.domain.reasons import Cause, Reason
from bot.errors import Unreadable
from bot.handlers import CLICKS, OPENINGS, receive
from bot.messages import ids
from bot.storage import wrap_ups
from bot.storage.models import ConsentRow, LessonRow, PersonRow
from tests.factories import ANA, KIM, PRIYA
from tests.handlers.edge import HOSTILE, SALES, TEAM, Edge, choices, day, form_of, person, select

NOT_YOURS = "That is for somebody else of that conversation to decide. Nothing was changed."
NOT_HERE = "That is not available here. Nothing was changed."
SETTLED = "*Northwind:* thank you, this has been settled already. Nothing was changed."


def wraps_up(edge: Edge, talk: object, *, by: str = ANA, **values: Any) -> dict[str, Any]:
    fields = {"lesson": "Ask who signs.", **values}
    return edge.submits(ids.WRAP_UP_MODAL, talk, by=by, **fields)


# Answers


def test_answer_opens_a_form_and_the_form_gives_the_answer(any_edge: Edge) -> None:
    talk = any_edge.open()
    any_edge.clicks(ids.ANSWER, f"{talk}:ours.value")
    form = any_edge.modal()
    assert (form["callback_id"], form["private_metadata"]) == (ids.ANSWER_MODAL, f"{talk}:ours.value")
    assert any_edge.submits(form["callback_id"], form["private_metadata"], answer="  Trust. <!channel> ") == {}
    assert any_edge.answers() == [("ours.value", "Trust. <!channel>")]
    assert any_edge.stands() == (Status.OUR_VIEW, "ours.voices")


@pytest.mark.parametrize("action_id", [ids.DONT_KNOW, ids.ASK_CUSTOMER, ids.SKIP_QUESTION])
def test_buttons_under_a_question(edge: Edge, action_id: str) -> None:
    talk = edge.open()
    edge.clicks(action_id, f"{talk}:ours.value", by=PRIYA)
    assert edge.stands() == (Status.OUR_VIEW, "ours.voices")
    assert edge.whispers() == []


def test_back(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.SKIP_QUESTION, f"{talk}:ours.value")
    edge.clicks(ids.BACK, f"{talk}:ours.voices")
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({}, "answer", "Write a line"),
        ({"answer": "   "}, "answer", "Write a line"),
        ({"answer": None}, "answer", "Write a line"),
        ({"answer": "x" * 3001}, "answer", "make it shorter"),
    ],
)
def test_a_form_that_needs_another_look(edge: Edge, values: dict[str, str], field: str, says: str) -> None:
    talk = edge.open()
    answer = edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", **values)
    assert answer["response_action"] == "errors"
    assert says in answer["errors"][field]
    assert edge.answers() == []


def test_a_late_form_stays_open_with_its_words_and_says_so(edge: Edge) -> None:
    talk = edge.open()
    edge.clicks(ids.NOT_THIS_ONE, talk)
    answer = edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", answer="Trust.")
    assert answer["response_action"] == "errors"
    assert "Copy your words" in answer["errors"]["answer"]


def test_a_late_click_is_told_so_in_private(edge: Edge) -> None:
    talk = edge.open()
    for _ in range(2):
        edge.clicks(ids.SKIP_QUESTION, f"{talk}:ours.value")
    assert edge.whispers() == [(ANA, SETTLED)]
    assert edge.stands() == (Status.OUR_VIEW, "ours.voices")


def test_a_double_click_counts_once(any_edge: Edge) -> None:
    talk = any_edge.open()
    clicks = [any_edge.click(ids.SKIP_QUESTION, f"{talk}:ours.value") for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(any_edge.sends, clicks))
    assert any_edge.stands() == (Status.OUR_VIEW, "ours.voices")
    assert any_edge.whispers() == [(ANA, SETTLED)]


def test_a_click_that_slack_finds_too_old_is_told_so(edge: Edge) -> None:
    talk = edge.open()
    click = edge.click(ids.ANSWER, f"{talk}:ours.value")
    edge.sends(click)
    edge.sends(click)  # the trigger is used up
    assert edge.whispers() == [(ANA, "That form could not open in time. Nothing was changed. Please click once more.")]


# Who, and what there is


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


# Left out, a manager chosen


def test_not_this_one(edge: Edge) -> None:
    edge.clicks(ids.NOT_THIS_ONE, edge.open())
    assert edge.stands() == (Status.SKIPPED, None)


def test_a_manager_is_chosen(edge: Edge) -> None:
    talk = edge.open(manager=None)
    with edge.scene() as scene:
        scene.met(PRIYA)
    edge.clicks(ids.CHOOSE_MANAGER, block_id=f"choose_manager:{talk}", type="users_select", selected_user=PRIYA)
    with edge.scene() as scene:
        (row,) = scene.rounds()
        assert row.manager_id == scene.person(PRIYA)


# The wrap-up


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
    answer = wraps_up(
        any_edge,
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
    asked = wraps_up(edge, talk, first=select("price"), second=select("trust"), third=select("other"))
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
    assert wraps_up(edge, edge.open(), second=select("trust")) == {}


def test_fields_left_empty_are_left_empty(edge: Edge) -> None:
    talk = edge.open()
    empty: dict[str, Any] = {
        "ending": {"type": "static_select", "selected_option": None},
        "due_on": {"type": "datepicker", "selected_date": None},
    }
    assert (
        wraps_up(edge, talk, **empty, action=None, action_owner={"type": "users_select", "selected_user": None}) == {}
    )
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
    answer = wraps_up(edge, talk, **values)
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == [field]
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


def test_a_day_that_is_not_over_everywhere_is_not_past(edge: Edge) -> None:
    talk = edge.open()
    assert wraps_up(edge, talk, due_on=day((clock.now() + YESTERDAY).date().isoformat())) == {}


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


# Consent


def test_consent_is_kept_and_thanked_for_in_private(edge: Edge) -> None:
    talk = edge.open()
    wraps_up(edge, talk)
    for action_id, said in ((ids.CONSENT_NAME, "with your name"), (ids.CONSENT_NO, "it stays between you")):
        edge.clicks(action_id, talk)
        who, words = edge.whispers()[-1]
        assert (who, said in words) == (ANA, True)
    with edge.scene() as scene:
        assert scene.session.scalars(select_rows(ConsentRow.choice)).all() == ["no"]


def test_nobody_consents_for_the_rep(edge: Edge) -> None:
    talk = edge.open()
    wraps_up(edge, talk)
    edge.clicks(ids.CONSENT_NAME, talk, by=PRIYA)
    assert edge.whispers() == [(PRIYA, NOT_YOURS)]
    assert edge.refusals() == [(PRIYA, "consent")]


# Anything at all


def test_every_button_is_handled_in_one_place() -> None:
    assert set(OPENINGS) == ids.OPEN_A_FORM
    assert not set(CLICKS) & ids.OPEN_A_FORM


@pytest.mark.parametrize(
    "change",
    [
        {"actions": []},
        {"actions": "x"},
        {"actions": [{"action_id": 5}]},
        {"container": "x"},
        {"channel": []},
        {"message": "x"},
        {"view": {"state": []}},
    ],
)
def test_shapes_that_slack_does_not_send_do_nothing(edge: Edge, change: dict[str, object]) -> None:
    talk = edge.open()
    edge.handlers.dispatch(edge.click(ids.ANSWER, f"{talk}:ours.value") | change)
    assert edge.whispers() == []
    with suppress(Unreadable), edge.db.begin() as session:
        receive(session, edge.click(ids.NOT_THIS_ONE, talk) | change, clock.now())
    assert edge.whispers() == []


@pytest.mark.parametrize("values", [{"lesson": {"type": "plain_text_input", "value": 7}}, {"lesson": {}}])
def test_odd_values_of_a_form_save_nothing(edge: Edge, values: dict[str, Any]) -> None:
    talk = edge.open()
    wraps_up(edge, talk, **values)
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize(
    ("name", "callback_id", "field"),
    [
        ("missing-values", ids.ANSWER_MODAL, "answer"),
        ("missing-values", ids.WRAP_UP_MODAL, "lesson"),
        ("missing-values", ids.CAPTURE_MODAL, "quotable"),
        ("missing-values", ids.PICKER_MODAL, "name"),
        ("oversize-value", ids.ANSWER_MODAL, "answer"),
        ("oversize-value", ids.WRAP_UP_MODAL, "lesson"),
        ("option-not-offered", ids.WRAP_UP_MODAL, "ending"),
        ("option-not-offered", ids.PICKER_MODAL, "outcome"),
    ],
)
def test_hostile_forms_are_refused_at_a_field(edge: Edge, name: str, callback_id: str, field: str) -> None:
    talk = edge.open()
    metadata = f"{talk}:ours.value" if callback_id == ids.ANSWER_MODAL else str(talk)
    named = {"lesson": "Ask.", "name": "Fabrikam"} if name == "option-not-offered" else {}
    answer = edge.sends(edge.hostile_form(f"modal-{name}.txt", callback_id, metadata, field, **named))
    assert list(json.loads(answer.body)["errors"]) == [field]
    assert edge.answers() == []
    assert edge.stands() == (Status.OUR_VIEW, "ours.value")


@pytest.mark.parametrize("callback_id", [ids.ANSWER_MODAL, ids.WRAP_UP_MODAL, ids.CAPTURE_MODAL])
def test_tampered_metadata_finds_nothing(edge: Edge, callback_id: str) -> None:
    edge.open()
    fields = {ids.ANSWER_MODAL: "answer", ids.WRAP_UP_MODAL: "lesson", ids.CAPTURE_MODAL: "customers.winner"}
    recorded = json.loads((HOSTILE / "modal-tampered-metadata.json").read_text())
    for text in recorded:
        answer = edge.sends(edge.renamed_form(text, callback_id, None, fields[callback_id]))
        assert json.loads(answer.body)["view"]["blocks"][0]["text"]["text"] == NOT_HERE
    assert edge.refusals() == [(ANA, callback_id)] * len(recorded)
    assert edge.answers() == []


def test_a_recorded_forged_click_is_refused(edge: Edge) -> None:
    edge.open()
    text = (HOSTILE / "forged-button-value.txt").read_text()
    edge.sends(form_of(text.replace("T0SELLER", TEAM).replace("U0REP", ANA).replace("C0RETRO", SALES)))
    assert edge.whispers() == [(ANA, NOT_HERE)]
    assert edge.refusals() == [(ANA, "retro_close")]


def test_recorded_double_clicks_of_nothing_do_nothing(edge: Edge) -> None:
    edge.open()
    for body in edge.hostile("double-click.json"):
        edge.sends(body)
    assert edge.refusals() == [("U0MGR", "retro_launch")] * 2


def test_half_a_surrogate_pair_is_mended(any_edge: Edge) -> None:
    talk = any_edge.open()
    assert any_edge.submits(ids.ANSWER_MODAL, f"{talk}:ours.value", answer="Trust \ud83d.\x00") == {}
    assert any_edge.answers() == [("ours.value", "Trust \ufffd.")]


def test_an_id_nobody_has(edge: Edge) -> None:
    edge.open()
    edge.clicks(ids.WRAP_UP, uuid4())
    assert edge.whispers() == [(ANA, NOT_HERE)]
