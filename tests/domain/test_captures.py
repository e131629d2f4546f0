"""A form with the customer's answers that stood open while something changed."""

from dataclasses import replace
from uuid import uuid4

import pytest

from bot.domain.captures import shown, still_meant
from bot.domain.conversation import Answer, Conversation, Quotable
from tests.domain.talking import after, answer

INSIDE, NO_NAME, NO = Quotable.INSIDE, Quotable.NO_NAME, Quotable.NO


def said(text: str, quotable: Quotable | None = INSIDE, question: str = "customers.winner") -> Answer:
    return replace(answer(question, text), quotable=quotable, verbatim=True)


def talk(*answers: Answer) -> Conversation:
    return replace(after(), answers=answers)


CALM, PLAN = said("Calm."), said("Their plan.", question="customers.change")
OPENED = shown(talk(CALM))


def again(one: Answer, quotable: Quotable | None = INSIDE) -> Answer:
    """The same words as a form sends them: another answer."""
    return replace(one, id=uuid4(), quotable=quotable)


def test_a_form_in_good_time_is_kept_as_it_was_sent() -> None:
    sent = (again(CALM, NO_NAME), PLAN)
    assert still_meant(talk(CALM), sent, OPENED) == sent


@pytest.mark.parametrize(
    ("by_now", "sent", "kept"),
    [
        (NO, INSIDE, NO),
        (NO_NAME, INSIDE, NO_NAME),
        (INSIDE, NO_NAME, NO_NAME),
        (NO, None, NO),
        (NO_NAME, None, None),
        (None, INSIDE, INSIDE),
    ],
)
def test_the_stricter_of_two_permissions_counts(
    by_now: Quotable | None, sent: Quotable | None, kept: Quotable | None
) -> None:
    opened = shown(talk(replace(CALM, verbatim=False)))
    changed = talk(replace(CALM, quotable=by_now))
    for words in (again(CALM, sent), said("Calm and kind.", sent), replace(PLAN, quotable=sent)):
        assert [one.quotable for one in still_meant(changed, [words], opened)] == [kept]


def test_what_is_not_their_own_words_by_now_does_not_become_so() -> None:
    changed = talk(replace(CALM, verbatim=False))
    assert [one.verbatim for one in still_meant(changed, [again(CALM), PLAN], OPENED)] == [False, True]


def test_removed_words_do_not_come_back_and_new_ones_are_kept() -> None:
    assert still_meant(talk(), [again(CALM), PLAN], OPENED) == (PLAN,)
    reworded = said("Calm and kind.")
    assert still_meant(talk(), [reworded], OPENED) == (reworded,)


def test_words_that_read_otherwise_by_now_stay_so_with_no_more_leave_than_the_form_gives() -> None:
    for newer in (again(CALM), said("Cold.")):
        assert still_meant(talk(newer), [again(CALM)], OPENED) == (newer,)
        assert still_meant(talk(newer), [again(CALM, NO)], OPENED) == (replace(newer, quotable=NO),)


def test_one_of_two_answers_in_one_field_was_removed() -> None:
    kind = said("Kind.")
    opened = shown(talk(CALM, kind))
    assert still_meant(talk(kind), [again(said("Calm.\nKind."))], opened) == (kind,)


def test_one_persons_words_in_two_blank_forms_are_said_once() -> None:
    first = replace(CALM, author=uuid4())
    second, now = again(first, NO_NAME), talk(first)
    assert still_meant(now, [second], shown(talk())) == (replace(first, quotable=NO_NAME),)
    others = (replace(second, author=uuid4()), replace(second, text="Calm, and kind."))
    kept = still_meant(now, others, shown(talk()))
    assert [(one.id, one.quotable) for one in kept] == [(first.id, NO_NAME), (second.id, NO_NAME)] * 2


def test_of_two_forms_at_once_the_stricter_word_counts_for_both() -> None:
    first, second = said("Calm."), said("Calm people.", NO)
    lowered = replace(first, quotable=NO)
    assert still_meant(talk(first), [second], shown(talk())) == (lowered, second)
    unasked = replace(second, quotable=None)
    assert still_meant(talk(first), [unasked], shown(talk())) == (unasked,)
    own = replace(first, verbatim=True)
    assert still_meant(talk(own), [replace(second, verbatim=False)], shown(talk()))[0].verbatim
