"""What may be done with the customer's words once they, or what is known of them, change."""

from dataclasses import replace

import pytest

from bot.domain import permissions
from bot.domain.conversation import Quotable
from tests.domain.talking import after, answer

CALM = replace(answer("customers.winner", "Calm."), verbatim=True)


@pytest.mark.parametrize(
    ("quotable", "text", "then"),
    [
        (Quotable.INSIDE, "Calm.", (Quotable.INSIDE, True)),
        (Quotable.INSIDE, "Cold.", (None, False)),
        (Quotable.NO_NAME, "Cold.", (None, False)),
        (Quotable.NO, "Cold.", (Quotable.NO, True)),
        (None, "Cold.", (None, True)),
    ],
)
def test_leave_to_quote_is_for_the_words_as_they_were(
    quotable: Quotable | None, text: str, then: tuple[Quotable | None, bool]
) -> None:
    now = permissions.reworded(replace(CALM, quotable=quotable), text)
    assert (now.text, now.quotable, now.verbatim) == (text, *then)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ([], None),
        ([None], None),
        ([Quotable.INSIDE, None], None),
        ([Quotable.INSIDE, Quotable.INSIDE], "inside"),
        ([Quotable.INSIDE, Quotable.NO], "each"),
    ],
)
def test_what_was_said_of_all_together(said: list[Quotable | None], given: str | None) -> None:
    talk = replace(after(), answers=tuple(replace(CALM, quotable=one) for one in said))
    assert permissions.given(talk) == given
