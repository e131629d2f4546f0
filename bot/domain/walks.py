"""The walk: the customer's questions, gone through one by one in the thread by whoever leads the call."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain import calls
from bot.domain.calls import Call
from bot.domain.conversation import Answer, Conversation, Kind, Status, in_form
from bot.domain.guides import View

# Whoever said no is not asked question by question: first somebody says that the call is open again.
REFUSED = frozenset({Call.DECLINED, Call.MUST_NOT})


def is_on(conversation: Conversation) -> bool:
    """Whether the customer's questions are being gone through."""
    return conversation.status is Status.CUSTOMERS_VIEW and conversation.question is not None


def may_begin(conversation: Conversation) -> bool:
    """Whether some of the customer's questions are open, and nobody noted that they would rather not be asked."""
    return not conversation.answered(View.CUSTOMERS) and conversation.call not in REFUSED


def shown(conversation: Conversation) -> Call:
    """How far the call got, as its card says it: a customer who is being asked has been reached."""
    return Call.TALKED if is_on(conversation) else conversation.call


def rests(conversation: Conversation) -> bool:
    """Whether a talk stopped inside its walk. Who filled the form in had chosen another way."""
    return conversation.has_talked and may_go_on(conversation)


def may_go_on(conversation: Conversation) -> bool:
    """Whether an answer of the customer's, in a talk that stopped, has the walk go on behind it."""
    return not in_form(conversation) and may_begin(conversation)


def without_words(conversation: Conversation) -> Conversation:
    """`conversation` after its walk was left: one that had brought nothing yet counts for no talk."""
    if conversation.said(View.CUSTOMERS):
        return conversation
    return replace(conversation, customer_call=calls.unheard(conversation.customer_call))


def is_skipped(conversation: Conversation) -> bool:
    """Whether each of the customer's questions was skipped, so that nobody says that they were ever asked."""
    given = [answer for answer in conversation.answers if answer.view is View.CUSTOMERS]
    return conversation.answered(View.CUSTOMERS) and all(answer.kind is Kind.SKIPPED for answer in given)


def undone(conversation: Conversation) -> Conversation:
    """`conversation` after a walk that skipped everything: as if it had not begun, so that it may begin again."""
    ours = tuple(answer for answer in conversation.answers if answer.view is not View.CUSTOMERS)
    return without_words(replace(conversation, answers=ours))


def with_words(conversation: Conversation, answers: Iterable[Answer]) -> Conversation:
    """`conversation` with `answers` in place of its own. Words of the customer's among them that it did not hold are
    from a talk with them, and so is, in a walk, that they told nothing.
    """
    grown = replace(conversation, answers=tuple(answers))
    known = {(answer.id, answer.kind) for answer in conversation.answers}
    told = {answer.kind for answer in _told(grown) if (answer.id, answer.kind) not in known}
    is_heard = Kind.SAID in told or (Kind.DONT_KNOW in told and is_on(conversation))
    if not is_heard or conversation.call in calls.HEARD:
        return grown
    return replace(grown, customer_call=calls.heard(grown.customer_call, Call.TALKED))


def as_heard(conversation: Conversation) -> Conversation:
    """`conversation`, in which nobody talked with a customer of whose words none are left."""
    if has_told(conversation):
        return conversation
    return replace(conversation, customer_call=calls.unheard(conversation.customer_call))


def has_told(conversation: Conversation) -> bool:
    """Whether anything is left of what the customer told, also that they told nothing when they were asked."""
    return bool(_told(conversation))


def _told(conversation: Conversation) -> list[Answer]:
    kinds = {Kind.SAID, Kind.DONT_KNOW}
    return [one for one in conversation.answers if one.view is View.CUSTOMERS and one.kind in kinds]
