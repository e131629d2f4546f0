"""The walk: the customer's questions, gone through one by one in the thread by whoever leads the call."""

from dataclasses import replace

from bot.domain import calls
from bot.domain.calls import Call
from bot.domain.conversation import Answer, Conversation, Kind, Status, in_form
from bot.domain.guides import View


def is_on(conversation: Conversation) -> bool:
    """Whether the customer's questions are being gone through."""
    return conversation.status is Status.CUSTOMERS_VIEW and conversation.question is not None


def rests(conversation: Conversation) -> bool:
    """Whether a talk stopped inside its walk. Who filled the form in had chosen another way."""
    return conversation.has_talked and may_go_on(conversation)


def may_go_on(conversation: Conversation) -> bool:
    """Whether an answer of the customer's, in a talk that stopped, has the walk go on behind it."""
    return not in_form(conversation) and not conversation.answered(View.CUSTOMERS)


def without_words(conversation: Conversation) -> Conversation:
    """`conversation` after its walk was left: one that had brought nothing yet counts for no talk."""
    if conversation.said(View.CUSTOMERS):
        return conversation
    return replace(conversation, customer_call=calls.taken_back(conversation.customer_call))


def is_skipped(conversation: Conversation) -> bool:
    """Whether each of the customer's questions was skipped, so that nobody says that they were ever asked."""
    given = [answer for answer in conversation.answers if answer.view is View.CUSTOMERS]
    return conversation.answered(View.CUSTOMERS) and all(answer.kind is Kind.SKIPPED for answer in given)


def undone(conversation: Conversation) -> Conversation:
    """`conversation` after a walk that skipped everything: as if it had not begun, so that it may begin again."""
    ours = tuple(answer for answer in conversation.answers if answer.view is not View.CUSTOMERS)
    return without_words(replace(conversation, answers=ours))


def with_words(conversation: Conversation, late: Answer) -> Conversation:
    """`conversation`, which stopped before `late` reached us: words of the customer's are from a talk with them."""
    is_theirs = late.view is View.CUSTOMERS and late.kind is Kind.SAID
    if not is_theirs or conversation.customer_call.is_settled:
        return conversation
    return replace(conversation, customer_call=calls.heard(conversation.customer_call, Call.TALKED))
