"""Thin answers: what they lack, and the word that they were all there is to say."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.access import Actor
from bot.domain import thin
from bot.domain.conversation import Answer, FollowUp, Kind
from bot.domain.guides import Question
from bot.domain.replies import Sufficed
from bot.domain.thin import Thin
from bot.messages import guides
from bot.messages.prompts import speaking
from bot.use_cases.talk import steps, threads
from bot.use_cases.talk.threads import Thread


def suffice(session: Session, actor: Actor, retrospective_id: UUID, question: str, now: datetime) -> None:
    """`That is all` under a follow-up: the talk goes on. Raises AlreadySettled when it has done so."""
    thread = threads.load_to_answer(session, actor, retrospective_id, question)
    steps.step(session, thread, Sufficed(question), actor, now)


def lacks(thread: Thread, given: Answer) -> Thin | None:
    """What is missing from all that was said to a question, `given` included. Only what is said can be thin."""
    if given.kind is not Kind.SAID:
        return None
    asked = thread.conversation.guide.question(given.question)
    return _thinness(thread, asked, f"{thread.conversation.so_far(asked.key, but=given.ref)}\n{given.text}")


def beside_price(thread: Thread, given: Iterable[Answer]) -> FollowUp | None:
    """What is asked about again of a message that answers several questions at once: the price alone, and no more."""
    guide = thread.conversation.guide
    for one in given:
        if guide.question(one.question).beside_price and lacks(thread, one) is Thin.BESIDE_PRICE:
            return FollowUp(one.question, Thin.BESIDE_PRICE)
    return None


def of_edit(thread: Thread, given: Sequence[Answer]) -> FollowUp | None:
    """The same of a message that was edited: also whatever is thin of what answers the question that is being asked."""
    asked = next((one for one in given if one.question == thread.conversation.question), None)
    lacking = lacks(thread, asked) if asked else None
    return FollowUp(asked.question, lacking) if asked and lacking else beside_price(thread, given)


def _thinness(thread: Thread, asked: Question, text: str) -> Thin | None:
    """What `text` lacks as an answer, by the words of the thread's language; the price may be named in any."""
    if any(thin.is_price_alone(text, signs) for signs in guides.signs_of_all()):
        return Thin.BESIDE_PRICE
    with speaking(thread.talk.voice):
        return thin.thinness(text, guides.signs(), enough=asked.enough)
