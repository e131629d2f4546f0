"""What became of the customer call, as it is typed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.replies import CallPlanned, CustomerDeclined, NoAnswerYet
from bot.domain.typed_calls import Meant, read
from bot.messages.vocabulary import call_words

SUNDAY = date(2026, 11, 22)
WORDS = call_words()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("They declined", CustomerDeclined()),
        (" abgelehnt. ", CustomerDeclined()),
        ("no  answer yet!", NoAnswerYet(SUNDAY)),
        ("tried", NoAnswerYet(SUNDAY)),
        ("call: Thursday", CallPlanned(date(2026, 11, 26))),
        ("Gespräch: am Donnerstag", CallPlanned(date(2026, 11, 26))),
        ("CALL: today", CallPlanned(SUNDAY)),
        ("call: 2020-01-01", CallPlanned(date(2020, 1, 1))),
        ("They declined, and I know why.", None),
        ("call: whenever they like", None),
        ("call: Thursday or Friday", None),
        ("call:", None),
        ("call Thursday", None),
        ("we tried", None),
        ("", None),
    ],
)
def test_only_short_forms_count(typed: str, meant: Meant | None) -> None:
    assert read(typed, WORDS, SUNDAY) == (meant and replace(meant, is_typed=True))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("they declined", CustomerDeclined()),
        ("Sie haben abgelehnt.", CustomerDeclined()),
        ("call: Thursday", CallPlanned(date(2026, 11, 26))),
        ("declined", None),
        ("abgelehnt", None),
        ("tried", None),
        ("keine Antwort", None),
    ],
)
def test_what_may_answer_a_question_is_not_unmistakable(typed: str, meant: Meant | None) -> None:
    assert read(typed, WORDS.unmistakable(), SUNDAY) == (meant and replace(meant, is_typed=True))


@given(st.text() | st.lists(st.sampled_from([*WORDS.plan, *WORDS.declined, ":", "mo", "\n"])).map(" ".join))
def test_whatever_is_typed_is_read_without_trouble(typed: str) -> None:
    read(typed, WORDS, SUNDAY)
