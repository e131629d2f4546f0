"""One retrospective's conversation as a value: where it stands, and what was said.

Two tracks run side by side: our view, question by question, and the customer's, which waits for a call that may take
days. What may happen to it is in `replies`, what comes of that in `transitions`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_OID, UUID, uuid5

from bot.domain.calls import NOT_YET, Call, CustomerCall
from bot.domain.guides import Guide, Question, View
from bot.domain.skips import SkipReason
from bot.domain.thin import Thin


class Status(StrEnum):
    HELD = "held"
    OPEN = "open"  # the thread stands, and our questions wait for their day
    OUR_VIEW = "our_view"
    CUSTOMERS_VIEW = "customers_view"
    WRAP_UP = "wrap_up"
    DONE = "done"
    PARTIAL = "partial"
    SKIPPED = "skipped"
    PAUSED = "paused"


TALKING = frozenset({Status.OPEN, Status.OUR_VIEW, Status.CUSTOMERS_VIEW, Status.WRAP_UP})
# Whatever is said has what silence closed go on.
GOING_ON = TALKING | {Status.PARTIAL}
FINISHED = frozenset({Status.DONE, Status.PARTIAL, Status.SKIPPED})
# Nobody is asked anything, and it may be taken up again.
RESTING = frozenset({Status.PAUSED, Status.PARTIAL, Status.SKIPPED})
STOPPED = FINISHED | RESTING


MOST_FOLLOW_UPS = 2


class Kind(StrEnum):
    """What an answer is. "Don't know" is a real answer."""

    SAID = "said"
    DONT_KNOW = "dont_know"
    ASK_CUSTOMER = "ask_customer"
    SKIPPED = "skipped"


class Quotable(StrEnum):
    """What the customer allows with their words. No value: nobody asked, so no."""

    INSIDE = "inside"
    NO_NAME = "no_name"
    NO = "no"


@dataclass(frozen=True)
class MessageRef:
    """A message in Slack: channel and `ts`, both opaque text."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Answer:
    """What one person gave to one question. Several to one question add up.

    `verbatim`: the customer's own words, not what somebody made of them in short.
    """

    id: UUID
    question: str
    view: View
    kind: Kind
    author: UUID | None
    text: str = ""
    ref: MessageRef | None = None
    quotable: Quotable | None = None
    verbatim: bool = False


@dataclass(frozen=True)
class FollowUp:
    """A question was asked once more, and why."""

    question: str
    lacks: Thin


@dataclass(frozen=True)
class Conversation:
    """Where one retrospective stands. `question` is the one that is being asked; None while it waits for people.

    `waits`: our questions are not asked before their day. `because`: why it is left out, where somebody
    said so. `followed_up` are the questions that we asked once more, because the answer was thin.
    """

    guide: Guide
    status: Status = Status.HELD
    question: str | None = None
    customer_call: CustomerCall = NOT_YET
    answers: tuple[Answer, ...] = ()
    waits: bool = False
    because: SkipReason | None = None
    followed_up: tuple[FollowUp, ...] = ()

    @property
    def call(self) -> Call:
        """How far the talk with the customer got."""
        return self.customer_call.state

    @property
    def has_talked(self) -> bool:
        """Whether somebody talked with the customer and brought words of theirs."""
        return self.call is Call.TALKED and bool(self.said(View.CUSTOMERS))

    def answered(self, view: View) -> bool:
        """Whether every question of `view` has some answer."""
        return self.first_open(view) is None

    def first_open(self, view: View) -> Question | None:
        """The first question of `view` that nobody answered in any way."""
        given = {answer.question for answer in self.answers}
        return next((question for question in self.guide.of(view) if question.key not in given), None)

    @property
    def has_both_views(self) -> bool:
        """Whether each side has said something."""
        return bool(self.said(View.OURS)) and bool(self.said(View.CUSTOMERS))

    def so_far(self, question: str, but: MessageRef | None = None) -> str:
        """All that was said to one question, by whomever, but in one message."""
        said = [answer for answer in self.answers if answer.question == question]
        return "\n".join(answer.text for answer in said if but is None or answer.ref != but)

    def said(self, view: View) -> tuple[Answer, ...]:
        """What was really said on `view`, in the guide's order."""
        keys = [question.key for question in (*self.guide.of(view), *self.guide.left_out)]
        spoken = [answer for answer in self.answers if answer.view is view and answer.kind is Kind.SAID]
        return tuple(sorted(spoken, key=lambda answer: keys.index(answer.question)))

    @property
    def asks_again(self) -> bool:
        """Whether the question that is being asked has had its follow-up."""
        return any(one.question == self.question for one in self.followed_up)


def in_form(conversation: Conversation) -> tuple[Answer, ...]:
    """The customer's answers that the form for them holds: those that no message in Slack stands for."""
    return tuple(answer for answer in conversation.said(View.CUSTOMERS) if answer.ref is None)


def answer_id(*names: object) -> UUID:
    """The id of what a form answers: its `names` are the form's and the question's, so that sent twice it is one."""
    return uuid5(NAMESPACE_OID, ":".join(map(str, names)))


def texts(conversation: Conversation, view: View) -> Mapping[str, str]:
    """What was said on `view`, joined per question, keyed by question."""
    return joined(conversation.said(view))


def joined(answers: Iterable[Answer]) -> Mapping[str, str]:
    """The texts of `answers`, joined per question, keyed by question."""
    by_question: dict[str, str] = {}
    for answer in answers:
        by_question[answer.question] = "\n".join(filter(None, [by_question.get(answer.question), answer.text]))
    return by_question
