"""The main messages and forms, whole, as Slack gets them. Snapshots: look at each difference before accepting it."""

from dataclasses import asdict, replace

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.domain.calls import Call
from bot.domain.conversation import Answer, Kind, MessageRef, Quotable
from bot.domain.guides import View
from bot.messages import captures
from tests.messages.everything import messages
from tests.messages.facts import ORDINARY, RETROSPECTIVE, conversation
from tests.messages.form_facts import modals


@pytest.fixture
def as_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize(
    "name",
    [
        "root our_view",
        "call none",
        "call 5",
        "call declined",
        "ask ours.voices",
        "our view done",
        "wrap-up both",
        "summary",
        "consent",
        "choose manager",
    ],
)
def test_message(name: str, as_json: SnapshotAssertion) -> None:
    assert asdict(messages(ORDINARY)[name]) == as_json


@pytest.mark.parametrize("name", ["answer", "capture", "wrap-up", "picker", "home", "stored"])
def test_form(name: str, as_json: SnapshotAssertion) -> None:
    assert modals(ORDINARY)[name] == as_json


def test_the_capture_form_holds_what_it_kept_and_not_what_was_typed() -> None:
    told = conversation("In the form.", customers=False)
    key = "customers.winner"
    of_form = Answer(RETROSPECTIVE, key, View.CUSTOMERS, Kind.SAID, None, "In the form.", quotable=Quotable.NO_NAME)
    typed = Answer(RETROSPECTIVE, key, View.CUSTOMERS, Kind.SAID, None, "Typed.", MessageRef("G1", "1.1"))
    talk = type(told)(told.guide, told.status, answers=(of_form, typed))
    fields = {
        block["block_id"]: block["element"]
        for block in captures.capture_form(talk, ORDINARY.deal, RETROSPECTIVE, Call.TALKED, None)["blocks"]
    }
    assert fields[key]["initial_value"] == "In the form."
    assert "initial_option" not in fields[f"quotable.{key}"]
    assert fields["quotable"]["initial_option"]["value"] == "no_name"
    assert "initial_value" not in fields["customers.compare"]


def test_answers_that_differ_say_it_each_and_the_common_menu_says_no() -> None:
    told = conversation("Theirs.")
    winner, *others = told.said(View.CUSTOMERS)
    talk = type(told)(told.guide, told.status, answers=(replace(winner, quotable=Quotable.NO_NAME), *others))
    form = captures.capture_form(talk, ORDINARY.deal, RETROSPECTIVE, Call.TALKED)
    chosen = {
        block["block_id"]: block["element"].get("initial_option", {}).get("value")
        for block in form["blocks"]
        if "quotable" in block["block_id"]
    }
    assert chosen.pop("quotable") == "no"
    assert list(chosen.values()) == ["no_name", "inside", "inside", "inside", "inside"]
