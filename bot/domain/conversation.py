"""One retrospective's conversation: a value, and the one list of what may happen to it.

`advance` is pure. A late or repeated click changes nothing, which the caller sees by getting the same value back. Two
tracks run side by side: our view, question by question, and the customer's, which waits for a call that may take days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from bot.domain.guides import Guide, Question, View


class Status(StrEnum):
    HELD = "held"
    OUR_VIEW = "our_view"
    CUSTOMERS_VIEW = "customers_view"
    WRAP_UP = "wrap_up"
    DONE = "done"
    SKIPPED = "skipped"
    PAUSED = "paused"


TALKING = frozenset({Status.OUR_VIEW, Status.CUSTOMERS_VIEW, Status.WRAP_UP})
FINISHED = frozenset({Status.DONE, Status.SKIPPED})


class Call(StrEnum):
    """How far the talk with the customer got."""

    NONE = "none"
    TRIED = "tried"
    TALKED = "talked"
    DECLINED = "declined"
    SILENT = "silent"


MOST_TRIES = 3
CALL_SETTLED = frozenset({Call.TALKED, Call.DECLINED, Call.SILENT})


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
    """What one person gave to one question. Several to one question add up."""

    id: UUID
    question: str
    view: View
    kind: Kind
    author: UUID | None
    text: str = ""
    ref: MessageRef | None = None
    quotable: Quotable | None = None


@dataclass(frozen=True)
class Conversation:
    """Where one retrospective stands. `question` is the one that is being asked; None while it waits for people."""

    guide: Guide
    status: Status = Status.HELD
    question: str | None = None
    call: Call = Call.NONE
    tries: int = 0
    answers: tuple[Answer, ...] = ()

    def answered(self, view: View) -> bool:
        """Whether every question of `view` has some answer."""
        return self.first_open(view) is None

    def first_open(self, view: View) -> Question | None:
        """The first question of `view` that nobody answered in any way."""
        given = {answer.question for answer in self.answers}
        return next((question for question in self.guide.of(view) if question.key not in given), None)

    def said(self, view: View) -> tuple[Answer, ...]:
        """What was really said on `view`, in the guide's order."""
        keys = [question.key for question in self.guide.of(view)]
        spoken = [answer for answer in self.answers if answer.view is view and answer.kind is Kind.SAID]
        return tuple(sorted(spoken, key=lambda answer: keys.index(answer.question)))


@dataclass(frozen=True)
class Opened:
    """The grace period is over and the deal still stands as it did."""


@dataclass(frozen=True)
class Answered:
    """Somebody answered, by typing, by button or in a modal. `moves_on` when the next question should follow.

    `in_time`: it reaches us after the end, but was written before.
    """

    answer: Answer
    moves_on: bool = True
    in_time: bool = False


@dataclass(frozen=True)
class WentBack:
    """`Back` under `question`."""

    question: str


@dataclass(frozen=True)
class WalkedThrough:
    """`Walk us through`: the customer's questions one by one, here in the thread."""


@dataclass(frozen=True)
class Captured:
    """What the customer said, written down in one go. `shown`: the answers that the form held when it was opened."""

    answers: tuple[Answer, ...]
    shown: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class CustomerDeclined:
    """The customer would rather not talk."""


@dataclass(frozen=True)
class NoAnswerYet:
    """One more polite try without an answer."""


@dataclass(frozen=True)
class Edited:
    """A reply's text was changed in Slack."""

    ref: MessageRef
    text: str


@dataclass(frozen=True)
class Deleted:
    """A reply was deleted in Slack."""

    ref: MessageRef


@dataclass(frozen=True)
class WrappedUp:
    """The closing form was sent."""


@dataclass(frozen=True)
class Declined:
    """`Not this one`."""


@dataclass(frozen=True)
class Restarted:
    """Somebody wants to go on with what was left out or paused."""


@dataclass(frozen=True)
class Reopened:
    """The CRM says that the deal is open again."""


@dataclass(frozen=True)
class Overheard:
    """Somebody of another organisation wrote in the thread: the two are not among themselves there."""


Reply = (
    Opened
    | Answered
    | WentBack
    | WalkedThrough
    | Captured
    | CustomerDeclined
    | NoAnswerYet
    | Edited
    | Deleted
    | WrappedUp
    | Declined
    | Restarted
    | Reopened
    | Overheard
)


def advance(conversation: Conversation, reply: Reply) -> Conversation:
    """The conversation after `reply`; the same value when the reply comes too late or changes nothing."""
    match conversation.status, reply:
        case Status.HELD, Opened():
            return _ask(conversation, View.OURS)
        case _, Edited(ref, text):
            return _with_text(conversation, ref, text)
        case _, Deleted(ref):
            return replace(conversation, answers=tuple(a for a in conversation.answers if a.ref != ref))
        case status, Reopened() if status not in FINISHED:
            return replace(conversation, status=Status.PAUSED, question=None)
        case Status.SKIPPED | Status.PAUSED, Restarted():
            return _go_on(conversation)
        case status, Overheard() if status in TALKING:
            return replace(conversation, status=Status.PAUSED, question=None)
        case status, Declined() if status in TALKING:
            return replace(conversation, status=Status.SKIPPED, question=None)
        case status, Answered(answer, moves_on) if status in TALKING:
            return _with_answer(conversation, answer, moves_on)
        case Status.DONE, Answered(answer, in_time=True):
            return replace(conversation, answers=(*conversation.answers, answer))
        case Status.OUR_VIEW | Status.CUSTOMERS_VIEW, WentBack(question) if question == conversation.question:
            return replace(conversation, question=_before(conversation.guide, question))
        case status, WalkedThrough() if status in TALKING and not conversation.answered(View.CUSTOMERS):
            return _ask(replace(conversation, call=Call.TALKED), View.CUSTOMERS)
        case status, Captured(answers, shown) if status in TALKING:
            return _captured(conversation, answers, shown)
        case status, CustomerDeclined() if status in TALKING and conversation.call not in CALL_SETTLED:
            return _after_call(replace(conversation, call=Call.DECLINED))
        case status, NoAnswerYet() if status in TALKING and conversation.call not in CALL_SETTLED:
            return _tried(conversation)
        case status, WrappedUp() if status in TALKING:
            return replace(conversation, status=Status.DONE, question=None)
        case _:
            # Late clicks on old messages change nothing.
            return conversation


def _with_answer(conversation: Conversation, answer: Answer, moves_on: bool) -> Conversation:
    grown = replace(conversation, answers=(*conversation.answers, answer))
    if answer.question != conversation.question or not moves_on:
        return grown
    return _go_on(grown)


def _captured(conversation: Conversation, answers: tuple[Answer, ...], shown: frozenset[UUID]) -> Conversation:
    """What the form showed and does not hold any more is gone; what came in meanwhile, or was typed, stays."""
    kept = tuple(answer for answer in conversation.answers if answer.id not in shown)
    return _after_call(replace(conversation, answers=kept + answers, call=Call.TALKED))


def _tried(conversation: Conversation) -> Conversation:
    tries = conversation.tries + 1
    if tries < MOST_TRIES:
        return replace(conversation, tries=tries, call=Call.TRIED)
    return _after_call(replace(conversation, tries=tries, call=Call.SILENT))


def _after_call(conversation: Conversation) -> Conversation:
    """What comes next once it is known what became of the call; a question of our own that is being asked stays."""
    if conversation.status is Status.OUR_VIEW:
        return conversation
    return _go_on(conversation)


def _go_on(conversation: Conversation) -> Conversation:
    """What comes next: the open question of the view that is being asked, the other view, or the wrap-up."""
    asking = conversation.guide.question(conversation.question).view if conversation.question else None
    if asking is View.CUSTOMERS and not conversation.answered(View.CUSTOMERS) and conversation.call is Call.TALKED:
        return _ask(conversation, View.CUSTOMERS)
    if not conversation.answered(View.OURS):
        return _ask(conversation, View.OURS)
    if conversation.call in CALL_SETTLED or not conversation.guide.of(View.CUSTOMERS):
        return replace(conversation, status=Status.WRAP_UP, question=None)
    return replace(conversation, status=Status.CUSTOMERS_VIEW, question=None)


def _ask(conversation: Conversation, view: View) -> Conversation:
    question = conversation.first_open(view)
    status = Status.OUR_VIEW if view is View.OURS else Status.CUSTOMERS_VIEW
    return replace(conversation, status=status, question=question.key if question else None)


def _before(guide: Guide, key: str) -> str:
    """The question before `key` in its own view; the first stays the first."""
    siblings = guide.of(guide.question(key).view)
    place = siblings.index(guide.question(key))
    return siblings[max(place - 1, 0)].key


def _with_text(conversation: Conversation, ref: MessageRef, text: str) -> Conversation:
    return replace(
        conversation,
        answers=tuple(replace(a, text=text) if a.ref == ref else a for a in conversation.answers),
    )


def in_form(conversation: Conversation) -> tuple[Answer, ...]:
    """The customer's answers that the form for them holds: those that no message in Slack stands for."""
    return tuple(answer for answer in conversation.said(View.CUSTOMERS) if answer.ref is None)


def texts(conversation: Conversation, view: View) -> Mapping[str, str]:
    """What was said on `view`, joined per question, keyed by question."""
    return joined(conversation.said(view))


def joined(answers: Iterable[Answer]) -> Mapping[str, str]:
    """The texts of `answers`, joined per question, keyed by question."""
    by_question: dict[str, str] = {}
    for answer in answers:
        by_question[answer.question] = "\n".join(filter(None, [by_question.get(answer.question), answer.text]))
    return by_question
