"""Which question a private reply is about."""

from dataclasses import replace

import pytest

from bot.domain.conversation import Conversation, Status
from bot.domain.deals import Outcome
from bot.domain.drafts import next_to_write, placed, to_write_about
from bot.messages.guides import guide

VALUE, VOICES, DECIDED = "ours.value", "ours.voices", "ours.decided"
BEGUN = Conversation(guide(Outcome.LOST), Status.OUR_VIEW, VALUE)


@pytest.mark.parametrize(
    ("kept", "typed", "question", "words"),
    [
        ((), "The CFO.", VALUE, "The CFO."),
        ((VALUE,), " The CFO. ", VOICES, "The CFO."),
        ((VALUE, VOICES, DECIDED), "And haste.", DECIDED, "And haste."),
        ((), "2: The CFO.", VOICES, "The CFO."),
        ((VALUE,), "1 : Less risk.", VALUE, "Less risk."),
        ((), "10:30 was too late.", VALUE, "10:30 was too late."),
        ((), "9: The CFO.", VALUE, "9: The CFO."),
        ((), "2:", VALUE, "2:"),
        ((), "Two: the CFO.", VALUE, "Two: the CFO."),
    ],
)
def test_a_reply_belongs_to_the_question_it_names_or_to_the_next(
    kept: tuple[str, ...], typed: str, question: str, words: str
) -> None:
    ((asked, says),) = placed(typed, BEGUN, kept)
    assert (asked.key, says) == (question, words)


def test_when_it_is_over_only_what_is_kept_goes_on() -> None:
    over = replace(BEGUN, status=Status.DONE, question=None)
    assert placed("More.", over, ()) == ()
    assert [one.key for one in to_write_about(over, {VOICES})] == [VOICES]
    assert next_to_write(over, {VOICES}) is None
