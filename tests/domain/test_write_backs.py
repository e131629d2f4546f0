"""What goes back into a CRM: which steps there are, and what becomes of each when others write there as well."""

from dataclasses import replace
from uuid import UUID

import pytest

from bot.domain.conversation import Answer, Kind, Quotable
from bot.domain.guides import View
from bot.domain.write_backs import (
    Fate,
    Held,
    State,
    Step,
    Write,
    given_up,
    judged,
    judged_again,
    mark,
    once_more,
    planned,
    without_their_words,
)
from tests.messages.facts import conversation

REASON = Write(Step.REASON, "Trust", "closed_lost_reason", "Price")
NOTE = Write(Step.NOTE, "Northwind")


def test_only_what_the_crm_has_and_holds_otherwise_is_planned() -> None:
    held = {Step.REASON: Held("closed_lost_reason", "Price"), Step.COME_BACK: Held("next", "2027-03-01")}
    assert planned({Step.REASON: "Trust"}, held, "Northwind") == (REASON, NOTE)
    for wanted in ({Step.REASON: "Price"}, {Step.REASON: ""}, {Step.COME_BACK: "2027-03-01"}):
        assert planned(wanted, held, "Northwind") == (NOTE,)
    assert planned({Step.REASON: "Trust"}, {}, "Northwind") == (NOTE,)


def test_the_mark_tells_what_is_agreed_to_and_not_how_far_it_is() -> None:
    assert mark([REASON, NOTE]) == mark([replace(REASON, fate=Fate.REFUSED, reason="no"), NOTE])
    for other in (replace(REASON, before=None), replace(REASON, after="Fit"), replace(REASON, field="reason")):
        assert mark([other, NOTE]) != mark([REASON, NOTE])


@pytest.mark.parametrize(
    ("value", "written", "taken_back"),
    [
        ("Price", Fate.OFFERED, Fate.UNDONE),
        ("Trust", Fate.WRITTEN, Fate.WRITTEN),
        ("Timing", Fate.THEIRS, Fate.KEPT),
        (None, Fate.THEIRS, Fate.KEPT),
    ],
)
def test_what_somebody_else_wrote_stays(value: str | None, written: Fate, taken_back: Fate) -> None:
    assert (judged(REASON, value), judged_again(REASON, value)) == (written, taken_back)


def test_what_is_given_up_may_be_tried_once_more_unless_it_is_done() -> None:
    steps = (replace(REASON, fate=Fate.WRITTEN), NOTE)
    assert [one.fate for one in given_up(State.WRITING, steps)] == [Fate.WRITTEN, Fate.UNSURE]
    assert [one.fate for one in given_up(State.UNDOING, steps)] == [Fate.STUCK, Fate.OFFERED]
    assert once_more(given_up(State.WRITING, steps)) == steps


@pytest.mark.parametrize(
    ("quotable", "verbatim", "is_told"),
    [
        (None, True, False),
        (Quotable.NO, True, False),
        (Quotable.NO_NAME, True, False),
        (Quotable.INSIDE, False, False),
        (Quotable.INSIDE, True, True),
    ],
)
def test_the_customers_words_go_out_only_with_their_leave(
    quotable: Quotable | None, verbatim: bool, is_told: bool
) -> None:
    said = Answer(
        UUID(int=1),
        "customers.change",
        View.CUSTOMERS,
        Kind.SAID,
        None,
        "Listen.",
        verbatim=verbatim,
        quotable=quotable,
    )
    talk = replace(conversation("Trust."), answers=(said,))
    told = without_their_words(["Reason: Price", "Lesson: Listen."], talk)
    assert told == (("Reason: Price", "Lesson: Listen.") if is_told else ("Reason: Price",))
