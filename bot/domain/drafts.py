"""Writing privately first: what may be written about, and to which question a typed reply belongs."""

from collections.abc import Container

from bot.domain import numbered
from bot.domain.conversation import FINISHED, Conversation
from bot.domain.guides import Question, View
from bot.domain.numbered import Placed


def to_write_about(conversation: Conversation, kept: Container[str]) -> tuple[Question, ...]:
    """The questions of our view that nobody answered, as long as the talk may go on, and those that are `kept`."""
    given = {answer.question for answer in conversation.answers} - {conversation.question}
    is_open = conversation.status not in FINISHED
    return tuple(
        question
        for question in conversation.guide.of(View.OURS)
        if question.key in kept or (is_open and question.key not in given)
    )


def next_to_write(conversation: Conversation, kept: Container[str]) -> Question | None:
    """The first question that may be written about and is not `kept` yet; None when all are."""
    return next((one for one in to_write_about(conversation, kept) if one.key not in kept), None)


def by_number(text: str, conversation: Conversation, kept: Container[str]) -> Placed:
    """The questions that a reply names as in `2: The CFO`, and what it says to each; empty where it names none."""
    return numbered.by_number(text, conversation.guide, to_write_about(conversation, kept))


def placed(text: str, conversation: Conversation, kept: Container[str]) -> Placed:
    """The questions to which a reply belongs, and what it says to each; empty: there is nothing to write about.

    They are those that the reply names, else the next that is not `kept` yet; once all are, the last goes on.
    """
    asked = to_write_about(conversation, kept)
    if not asked:
        return ()
    following = next_to_write(conversation, kept) or asked[-1]
    return by_number(text, conversation, kept) or ((following, text.strip()),)
