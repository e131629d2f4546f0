"""Conversations at a word: a guide of two small views, and answers that need no thought."""

from dataclasses import replace
from uuid import UUID, uuid4

from bot.domain.conversation import Answer, Conversation, Kind, MessageRef
from bot.domain.guides import Guide, Question, View
from bot.domain.replies import Answered, Opened, Reply
from bot.domain.transitions import advance

ANA, PRIYA = UUID(int=1), UUID(int=2)

GUIDE = Guide(
    version=1,
    questions=(
        Question("ours.value", View.OURS, "How would {customer} describe the value?"),
        Question("ours.voices", View.OURS, "Whose voice weighed most?"),
        Question("ours.decided", View.OURS, "What decided it?"),
        Question("customers.winner", View.CUSTOMERS, "What did the winner do?", short="What the winner did"),
        Question("customers.change", View.CUSTOMERS, "What should we change?", short="What we should change"),
    ),
)
SOLO = replace(GUIDE, questions=GUIDE.of(View.OURS))


def answer(
    question: str,
    text: str = "Onboarding.",
    *,
    kind: Kind = Kind.SAID,
    author: UUID | None = ANA,
    ts: str | None = None,
) -> Answer:
    """An answer to `question`; typed in the thread when `ts` is given."""
    ref = MessageRef("G1", ts) if ts else None
    view = GUIDE.question(question).view
    return Answer(uuid4(), question, view, kind, author, "" if kind is not Kind.SAID else text, ref)


def says(question: str, text: str = "Onboarding.", *, moves_on: bool = True, ts: str | None = None) -> Answered:
    return Answered(answer(question, text, ts=ts), moves_on)


def after(*replies: Reply, guide: Guide = GUIDE) -> Conversation:
    """The conversation once it was opened and `replies` happened, one after the other."""
    conversation = advance(Conversation(guide), Opened())
    for reply in replies:
        conversation = advance(conversation, reply)
    return conversation


OUR_VIEW = tuple(says(question.key) for question in GUIDE.of(View.OURS))
